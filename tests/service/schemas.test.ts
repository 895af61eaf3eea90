// The published schemas against what is really recorded and sent: every event of the examples and of the golden histories,
// and every event on a live subject and of a stream.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv } from 'ajv';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { connect } from 'nats';
import { describe, expect, it, onTestFinished } from 'vitest';
import { COMMAND_WORDS } from '../../machines/commands/words.ts';
import { EVENT_TYPES, isEventType } from '../../machines/events/catalog.ts';
import { openNatsLog } from '../../src/log/nats/log.ts';
import { openApiDocument } from '../../src/service/http/openapi.ts';
import { asyncApiDocument } from '../../src/service/schemas/asyncapi.ts';
import { commandSchemas } from '../../src/service/schemas/commands.ts';
import { eventSchemas } from '../../src/service/schemas/events.ts';
import { ROOT } from '../cli/run-cli.ts';
import { startTestServer } from '../real-server.ts';
import { itemCheck } from './checked-answer.ts';
import { served } from './served.ts';
import { sseItems } from './serving.ts';

const ajv = new Ajv2020({ strict: false, allErrors: true });
const compiled = new Map<string, ValidateFunction>(
  Object.entries(eventSchemas()).map(([type, schema]) => [type, ajv.compile(schema)]),
);

/** Why a recorded line is not as the schema of its type says; undefined where it is. */
const unlike = (line: string): string | undefined => {
  const { type } = JSON.parse(line) as { type: string };
  const validate = compiled.get(type);
  if (validate === undefined) return `there is no schema of ${type}`;
  return validate(JSON.parse(line)) ? undefined : `${type}: ${ajv.errorsText(validate.errors)}`;
};

const filesUnder = (folder: string, end: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith(end) && !name.includes('node_modules'))
        .map((name) => join(folder, name))
    : [];

describe('the schemas of events', () => {
  it('describe every event of the examples and of the golden histories', () => {
    const files = [
      ...filesUnder(join(ROOT, 'examples'), '.ndjson'),
      ...filesUnder(join(ROOT, 'tests', 'golden'), '.ndjson'),
      ...filesUnder(join(ROOT, 'tests', 'golden'), '.ndjson.gz'),
    ];
    const lines = files.flatMap((file) => {
      const bytes = readFileSync(file);
      return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString().trimEnd().split('\n');
    });
    const events = lines.filter(
      (line) => line.startsWith('{"specversion"') && isEventType((JSON.parse(line) as { type: string }).type),
    );
    expect(events.length).toBeGreaterThan(500);
    expect(events.map(unlike).filter((why) => why !== undefined)).toEqual([]);
    expect(unlike(events[0]?.replace('"ordinal":1', '"ordinal":0') ?? '')).toContain('/ordinal');
  });

  it('are listed and given by the service, as those of commands are', async () => {
    const { json } = await served();
    const index = (await json('/schemas')) as { events: Record<string, string>; commands: Record<string, string> };
    expect(Object.keys(index.events)).toEqual(EVENT_TYPES);
    expect(Object.keys(index.commands)).toEqual(COMMAND_WORDS);
    expect(await json(index.events.task_started ?? '')).toEqual(eventSchemas().task_started);
    expect(await json(index.commands['task.start'] ?? '')).toEqual(commandSchemas()['task.start']);
    for (const schema of Object.values(commandSchemas())) expect(() => ajv.compile(schema)).not.toThrow();
  });
});

describe('the documents', () => {
  it('are valid OpenAPI 3.1 and AsyncAPI 3', async () => {
    expect(await new Validator().validate(openApiDocument() as Record<string, never>)).toMatchObject({ valid: true });
    const require = createRequire(import.meta.url);
    const schema = require('@asyncapi/specs/schemas/3.0.0.json') as object;
    const asyncAjv = new Ajv({ strict: false, allErrors: true, validateSchema: false, meta: false });
    formats.default(asyncAjv);
    const validate = asyncAjv.compile(schema);
    expect(validate(asyncApiDocument()) || asyncAjv.errorsText(validate.errors)).toBe(true);
  });

  it('describe what is really sent: on the live subject, and as server-sent events', async () => {
    const server = await startTestServer();
    onTestFinished(() => server.stop());
    const log = await openNatsLog(server.info);
    onTestFinished(() => log.close());
    const service = await served(log);
    const nc = await connect({ servers: server.info.url, ...login(server.info) });
    onTestFinished(() => nc.close());
    const subscription = nc.subscribe('live.session.*');
    await nc.flush();
    const document = asyncApiDocument() as {
      components: { schemas: object; messages: Record<string, { payload: object }> };
    };
    const messages = new Ajv2020({ strict: false });
    messages.addSchema({ $id: 'asyncapi', components: document.components });
    const payloadOf = (name: string) => messages.compile({ $ref: `asyncapi#/components/messages/${name}/payload` });
    const stop = new AbortController();
    const items = sseItems(await service.get('/v1/events', { signal: stop.signal }));
    const checkItem = await itemCheck(service.url, '/v1/events');
    expect((await items.next()).value?.event).toBe('caught-up');
    await service.post('/v1/sessions', { session: 's1', data: { goal: 'A goal' } });
    for (let phase = 0; phase < 3; phase += 1) await service.post('/v1/sessions/s1/commands', { name: 'phase.next' });
    let sent = 0;
    for await (const message of subscription) {
      expect(message.subject).toBe('live.session.s1');
      const lines = new TextDecoder().decode(message.data).trimEnd().split('\n');
      expect(lines.map(unlike).filter((why) => why !== undefined)).toEqual([]);
      const isCommit = payloadOf('commit');
      for (const line of lines) expect(isCommit(JSON.parse(line)), messages.errorsText(isCommit.errors)).toBe(true);
      sent += lines.length;
      if (sent === 6) break;
    }
    const isEvent = payloadOf('event');
    for (let ordinal = 1; ordinal <= 6; ordinal += 1) {
      const { value } = await items.next();
      expect(value?.data).toMatchObject({ event: { ordinal } });
      expect(isEvent(value?.data), messages.errorsText(isEvent.errors)).toBe(true);
      checkItem(value?.data);
    }
    stop.abort();
  });
});

const login = (info: object): { user: string; pass: string } => {
  const { user, password } = info as { user: string; password: string };
  return { user, pass: password };
};
