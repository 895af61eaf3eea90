// Same log, same state: a fold depends on the lines alone, neither on the process nor on chance.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../machines/canonical-json.ts';
import { decodeEvent } from '../../machines/events/envelope.ts';
import { expectedOf } from '../golden/accept.ts';
import { goldenHistories } from '../golden/histories.ts';
import { history } from '../history.ts';
import { anyHistory, foldAll, textsByName } from './any-history.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const DIGEST = join(import.meta.dirname, 'digest.mjs');

describe('the same log gives the same state and the same views', () => {
  test('however often it is read', () => {
    fc.assert(
      fc.property(anyHistory, (events) => {
        const lines = events.map((event) => JSON.stringify(event));
        expect(textsByName(foldAll(lines.map(decodeEvent)))).toEqual(textsByName(foldAll(lines.map(decodeEvent))));
      }),
    );
  });

  test('in another process, whatever its seed and its time zone', async () => {
    const histories = await goldenHistories();
    const input = JSON.stringify(histories.map(({ sessionId, lines }) => ({ sessionId, lines })));
    const expected = histories.map(({ name }) => {
      const { state, views } = expectedOf(name) ?? {};
      return { name, state, views };
    });
    for (const [seed, zone] of [
      ['1', 'UTC'],
      ['20260131', 'Pacific/Chatham'],
    ] as const) {
      const flags = [`--hash-seed=${seed}`, `--random-seed=${seed}`];
      const env = { ...process.env, TZ: zone, LC_ALL: 'C' };
      const child = spawnSync(process.execPath, [...flags, DIGEST], {
        ...{ cwd: ROOT, env, input, encoding: 'utf8', maxBuffer: 2 ** 28 },
      });
      expect(child.stderr).toBe('');
      const got = (JSON.parse(child.stdout) as object[]).map((digest, index) => ({
        name: histories[index]?.name,
        ...digest,
      }));
      expect(got).toEqual(expected);
    }
  });
});

describe('canonical JSON', () => {
  const shuffled = (value: unknown, random: () => number): unknown => {
    if (Array.isArray(value)) return value.map((member) => shuffled(member, random));
    if (typeof value !== 'object' || value === null) return value;
    const members = Object.entries(value).map(([key, member]) => [random(), key, member] as const);
    members.sort(([a], [b]) => a - b);
    return Object.fromEntries(members.map(([, key, member]) => [key, shuffled(member, random)]));
  };

  test('has the same text for equal values, whatever the order of their members', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.infiniteStream(fc.nat()), (value, stream) => {
        const text = canonicalJson(value);
        expect(canonicalJson(shuffled(value, () => stream.next().value as number))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test('has another text for every other state: none of these events leaves it as it was', () => {
    const { events } = history()
      .start()
      .add('phase_started', { phase: 'Context' })
      .add('todo_created', { todoId: 'd', content: '' });
    const texts = events.map((_, index) => textsByName(foldAll(events.slice(0, index + 1))).state);
    expect(new Set(texts).size).toBe(events.length);
  });
});
