// No configured pattern survives in any stored byte: secrets of every default pattern and of random ones of users,
// planted into every text that a command can hold, through send, record, and imports.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVENTS } from '../../machines/events/catalog.ts';
import { isRepriseError } from '../../src/errors.ts';
import { readSessionFolder } from '../../src/formats/session-files/read-session-folder.ts';
import { readExportedFile } from '../../src/import/exported-file.ts';
import { importExportedFile } from '../../src/import/import-file.ts';
import { memoryLog } from '../../src/log/memory.ts';
import type { Log } from '../../src/log/port.ts';
import { patternsFrom, type UserPattern } from '../../src/secrets/secret-options.ts';
import { createSessions } from '../../src/session/write/create-sessions.ts';
import type { NewCommand } from '../../src/session/write/new-command.ts';
import { arbitraryDraft } from '../arbitrary-event.ts';
import { runs } from '../more.ts';
import { anySample, type Sample } from './samples.ts';

/** Patterns of users, each with a text that it matches. */
const userPattern = fc
  .tuple(
    fc.string({ unit: fc.constantFrom(...'QZXJK'), minLength: 3, maxLength: 6 }),
    fc.constantFrom('-', '/', '%', ',', ' ', '.', '"', '\\', '\n', 'é'),
    fc.nat({ max: 9_999 }),
    fc.constantFrom('', 'i'),
  )
  .map(([letters, between, number, flags]) => ({
    given: {
      name: `own-${letters.toLowerCase()}`,
      pattern: `${letters}${between.replace(/[/.\\]/g, '\\$&')}\\d+`,
      flags,
    } satisfies UserPattern,
    sample: { text: `${letters}${between}${number}`, secret: `${letters}${between}${number}` } satisfies Sample,
  }));

const setup = fc.array(userPattern, { maxLength: 3 }).chain((own) =>
  fc.record({
    patterns: fc.constant(own.map(({ given }) => given)),
    // One for each place, again and again: every one is planted somewhere.
    samples: fc.array(
      own.length === 0 ? anySample : fc.oneof(anySample, fc.constantFrom(...own.map((one) => one.sample))),
      {
        minLength: 3,
        maxLength: 8,
      },
    ),
  }),
);

/** Puts a sample into each text of a value; names of members of `extra` too. */
const planted = (value: unknown, next: () => Sample, inExtra = false): unknown => {
  if (typeof value === 'string') return `${value.slice(0, 20)} ${next().text}`;
  if (Array.isArray(value)) return value.map((item) => planted(item, next, inExtra));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      inExtra ? `${name} ${next().text}` : name,
      planted(member, next, inExtra || name === 'extra'),
    ]),
  );
};

/** An event's data with a sample in each text where its schema lets one stand. */
const plantedData = (type: keyof typeof EVENTS, data: Record<string, unknown>, next: () => Sample) => {
  let kept = data;
  for (const name of [...Object.keys(data), 'extra']) {
    const member = name === 'extra' ? { note: 'seen', deep: [{ password: 'correcthorse', more: 'text' }] } : data[name];
    const with_ = { ...kept, [name]: planted(member, next, name === 'extra') };
    if (EVENTS[type].data.safeParse(with_).success) kept = with_;
  }
  return kept;
};

const FORMED = new Set([
  'hash',
  'commandhash',
  'profileHash',
  'time',
  'recordedtime',
  'sessionid',
  'type',
  'specversion',
]);

const textsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return Object.entries(value).flatMap(([name, member]) => (FORMED.has(name) ? [] : [name, ...textsIn(member)]));
};

/** Matches of patterns in a text, but for those within what stands for a secret. By other means than the code's. */
const survivors = (text: string, patterns: ReturnType<typeof patternsFrom>): string[] =>
  patterns.flatMap(({ name, expression }) =>
    [...text.matchAll(expression)].flatMap((match) => {
      const groups = Object.entries(match.groups ?? {}).filter(([group, text]) => group.startsWith('secret') && text);
      const secret = groups[0]?.[1] ?? match[0];
      return text.replace(/\[redacted:[a-z0-9-]+\]/g, '').includes(secret) ? [`${name}: ${secret}`] : [];
    }),
  );

const linesOf = async (log: Log): Promise<string[]> => {
  const lines: string[] = [];
  for (const { sessionId } of await log.sessions())
    for await (const commit of log.read(sessionId)) lines.push(...commit.lines);
  return lines;
};

const expectNone = async (log: Log, own: readonly UserPattern[], samples: readonly Sample[]): Promise<void> => {
  const patterns = patternsFrom({ patterns: own });
  const defaults = patternsFrom();
  for (const line of await linesOf(log)) {
    for (const { secret } of samples) {
      expect(line).not.toContain(secret);
      expect(line).not.toContain(JSON.stringify(secret).slice(1, -1));
      expect(line).not.toContain(encodeURIComponent(secret));
    }
    expect(survivors(line.replace(/"hash":"[0-9a-f]{64}"}$/, ''), defaults)).toEqual([]);
    for (const text of textsIn(JSON.parse(line))) expect(survivors(text, patterns)).toEqual([]);
  }
};

const inTurn = (samples: readonly Sample[]) => {
  let n = 0;
  return (): Sample => samples[n++ % samples.length] as Sample;
};

const commandsFrom = (
  drafts: readonly { type: keyof typeof EVENTS; data: unknown }[],
  next: () => Sample,
): NewCommand[] =>
  drafts.map(({ type, data }, index) => ({
    id: `c${index} ${next().text}`,
    name: type,
    data: plantedData(type, data as Record<string, unknown>, next),
    actor: `someone ${next().text}`,
    description: `Found ${next().text}, and more`,
    tags: [next().text, `a,b ${next().text}`, '100%'],
    correlationId: `r ${next().text}`,
    derivedFrom: `todo-s.json#${next().text}`,
    traceparent: next().text,
  }));

/** What is too long with a secret in it is no command; that is well. */
const recordedIn = async (
  log: Log,
  commands: readonly NewCommand[],
  own: readonly UserPattern[],
  how: 'send' | 'record',
) => {
  const sessions = createSessions(log, { secrets: { patterns: own } });
  const start = { id: 'start', name: 'session.start', data: { goal: 'g', enforcement: 'observe' } };
  await sessions.send('s', start);
  let redacted = 0;
  let recorded = 0;
  for (const command of commands) {
    try {
      const result =
        how === 'send'
          ? await sessions.send('s', { ...command, id: String(command.id?.split(' ')[0]) })
          : await sessions.record('s', [command, { ...command, id: `${command.id}x` }], { secretIds: 'number' });
      if ('redacted' in result) redacted += result.redacted;
      if ('redacted' in result) recorded += 1;
    } catch (error) {
      if (!isRepriseError(error, 'USAGE')) throw error;
    }
  }
  return { redacted, recorded };
};

describe('no secret is in any stored byte', () => {
  it.each(['send', 'record'] as const)('by %s', async (how) => {
    let all = 0;
    await fc.assert(
      fc.asyncProperty(
        setup,
        fc.array(arbitraryDraft(), { minLength: 1, maxLength: 6 }),
        async ({ patterns, samples }, drafts) => {
          const log = memoryLog();
          const { redacted, recorded } = await recordedIn(log, commandsFrom(drafts, inTurn(samples)), patterns, how);
          await expectNone(log, patterns, samples);
          const counted = (await linesOf(log)).reduce((sum, line) => sum + (JSON.parse(line).redacted ?? 0), 0);
          expect(counted).toBe(redacted);
          expect(redacted).toBeGreaterThanOrEqual(recorded);
          all += recorded;
        },
      ),
    );
    expect(all).toBeGreaterThan(50);
  });

  const example = fileURLToPath(new URL('../../examples/password-reset', import.meta.url));
  const CLOSED = /^(?:\d{4}-\d\d-\d\dT|a7f3c8e2-)/;
  const plantedFile = (value: unknown, at: () => boolean, next: () => Sample): unknown => {
    if (typeof value === 'string') return !CLOSED.test(value) && at() ? `${value} ${next().text}` : value;
    if (Array.isArray(value)) return value.map((item) => plantedFile(item, at, next));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plantedFile(member, at, next)]));
  };

  it('by an import of the four files', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'reprise-secrets-'));
    try {
      await fc.assert(
        fc.asyncProperty(setup, fc.integer({ min: 1, max: 9 }), async ({ patterns, samples }, every) => {
          const next = inTurn(samples);
          let n = 0;
          for (const name of readdirSync(example).filter((file) => file.endsWith('.json'))) {
            const value: unknown = JSON.parse(readFileSync(join(example, name), 'utf8'));
            const at = () => ++n % every === 0;
            writeFileSync(join(folder, name), JSON.stringify(plantedFile(value, at, next)));
          }
          const { sessionId, commands } = await readSessionFolder(folder);
          const log = memoryLog();
          const sessions = createSessions(log, { secrets: { patterns } });
          const first = await sessions.record(sessionId, commands, { secretIds: 'number' });
          expect(first.refused).toBeUndefined();
          expect(first.redacted).toBeGreaterThan(0);
          await expectNone(log, patterns, samples);
          const again = createSessions(log, { secrets: { patterns } });
          expect(await again.record(sessionId, commands, { secretIds: 'number' })).toMatchObject({ recorded: 0 });
        }),
        { numRuns: runs(8) },
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('by an import of an export that is to be redacted', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'reprise-secrets-'));
    const file = join(folder, 's.ndjson');
    let imported = 0;
    try {
      await fc.assert(
        fc.asyncProperty(
          setup,
          fc.array(arbitraryDraft(), { minLength: 1, maxLength: 6 }),
          async ({ patterns, samples }, drafts) => {
            const open = memoryLog();
            const unguarded = createSessions(open, { secrets: false });
            await unguarded.send('s', { name: 'session.start', data: { goal: 'g', enforcement: 'observe' } });
            for (const command of commandsFrom(drafts, inTurn(samples)))
              await unguarded.send('s', command).catch(() => undefined);
            writeFileSync(file, (await linesOf(open)).map((line) => `${line}\n`).join(''));
            const log = memoryLog();
            const read = await readExportedFile(file, patternsFrom({ patterns }));
            try {
              imported += (await importExportedFile(log, read, { secrets: 'redact' })).redacted;
            } catch (error) {
              // Where a marker is too long for its place.
              if (!isRepriseError(error, 'BAD_INPUT')) throw error;
            }
            await expectNone(log, patterns, samples);
          },
        ),
      );
      expect(imported).toBeGreaterThan(500);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
