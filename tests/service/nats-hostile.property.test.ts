// Malformed and hostile messages to the service over NATS, with the plain `nats` package: each gets a problem document,
// nothing is recorded, and the service answers the next request.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { connect, headers, type NatsConnection } from 'nats';
import { expect, it, onTestFinished } from 'vitest';
import { cli } from '../cli/run-cli.ts';
import { MORE } from '../more.ts';
import { type Serving, serving } from './serving.ts';

const MESSAGES = MORE ? 10_000 : 1_000;
const AT_ONCE = 32;

interface Sent {
  readonly subject: string;
  readonly payload: Uint8Array;
  readonly set: readonly (readonly [string, string])[];
}

/** A token that a subject may have: no dot, no space, no wildcard. */
const token = fc.stringMatching(/^[A-Za-z0-9_$#:@+-]{1,80}$/);
const session = fc.oneof(fc.constantFrom('s1', 'latest', '__proto__', 'constructor'), token);

/** JSON that is no command: its name is none, or its members are of other types or unknown. */
const noCommand = fc.oneof(
  fc.json(),
  fc
    .record({
      name: fc.oneof(fc.string(), fc.constantFrom('session.nothing', '__proto__', 'toString')),
      data: fc.object(),
    })
    .map((one) => JSON.stringify(one)),
  fc
    .record({
      name: fc.constant('session.start'),
      data: fc.oneof(fc.constant({}), fc.constant({ goal: 7 }), fc.array(fc.anything())),
    })
    .map((one) => JSON.stringify(one, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))),
  fc
    .record({ name: fc.constant('session.start'), data: fc.constant({ goal: 'g' }), other: fc.string() })
    .map((one) => JSON.stringify(one)),
  fc
    .integer({ min: 1, max: 2_000 })
    .map((deep) => `{"name":"session.start","data":${'['.repeat(deep)}${']'.repeat(deep)}}`),
);
const payload = fc.oneof(
  noCommand.map((text) => new TextEncoder().encode(text)),
  fc.uint8Array({ maxLength: 200 }),
  fc.string({ unit: 'binary', maxLength: 200 }).map((text) => new TextEncoder().encode(text)),
);
const set = fc.array(
  fc.tuple(
    fc.constantFrom(
      'Reprise-Expect',
      'reprise-limit',
      'Reprise-after',
      'Idempotency-Key',
      'Nats-Msg-Id',
      'Reprise-__proto__',
    ),
    fc.stringMatching(/^[\x20-\x7e]{0,40}$/),
  ),
  { maxLength: 3 },
);
const sent: fc.Arbitrary<Sent> = fc.oneof(
  fc.record({ subject: session.map((id) => `reprise.write.session.send.${id}`), payload, set }),
  fc.record({ subject: session.map((id) => `reprise.read.session.events.${id}`), payload, set }),
);

const connected = async ({ store }: Serving): Promise<NatsConnection> => {
  const {
    url,
    user,
    password: pass,
  } = JSON.parse(readFileSync(join(store, 'server.json'), 'utf8')) as Record<string, string>;
  const nc = await connect({ servers: url as string, user: user as string, pass: pass as string });
  onTestFinished(() => nc.close());
  return nc;
};

it(`each of ${MESSAGES} messages that are no valid request gets a problem, and nothing is recorded`, async () => {
  const service = await serving();
  const nc = await connected(service);
  const seed = Date.now() % 2 ** 31;
  const answers = new Map<string, number>();
  const wrong: string[] = [];
  const send = async ({ subject, payload: data, set: given }: Sent): Promise<void> => {
    const asked = headers();
    for (const [name, value] of given) asked.set(name, value.trim());
    const answer = await nc.request(subject, data, { timeout: 60_000, headers: asked });
    const status = answer.headers?.get('Nats-Service-Error-Code') ?? '200';
    answers.set(status, (answers.get(status) ?? 0) + 1);
    const problem = answer.json<Record<string, unknown>>();
    const isProblem = /^4\d\d$/.test(status) && problem.status === Number(status) && typeof problem.detail === 'string';
    if (!isProblem)
      wrong.push(`${subject} ${Buffer.from(data).toString('latin1')} ${JSON.stringify(given)}: ${answer.string()}`);
  };
  const all = fc.sample(sent, { numRuns: MESSAGES, seed });
  for (let start = 0; start < all.length; start += AT_ONCE)
    await Promise.all(all.slice(start, start + AT_ONCE).map((one) => send(one)));
  expect(wrong.slice(0, 3), `seed ${seed}`).toEqual([]);
  expect([...answers.values()].reduce((sum, count) => sum + count, 0)).toBe(MESSAGES);
  expect(answers.size, 'more than one kind of problem').toBeGreaterThan(1);
  const listed = await cli(['list', '--json', '--store', service.store]);
  expect(JSON.parse(listed.stdout)).toEqual([]);
  expect(service.stderr()).not.toMatch(/defect|Unhandled/i);
});
