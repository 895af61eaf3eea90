// Data that JSON allows and readers stumble over: nested without end, or with names that assignments drop.
import { describe, expect, it } from 'vitest';
import { decide } from '../../machines/decide.ts';
import { CHAIN_START, DecodeError, decodeEvent, encodeEvent } from '../../machines/events/envelope.ts';
import { initialState } from '../../machines/state/state.ts';
import { memoryLog } from '../../src/log/memory.ts';
import { createSessions } from '../../src/session/write/create-sessions.ts';
import { history, sha256 } from '../history.ts';

/** `levels` lists within each other, as JSON. */
const lists = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
const nested = (levels: number): unknown => JSON.parse(lists(levels));
/** A line whose `extra` is a JSON text. */
const lineWith = (extra: string, type = 'warning_issued'): string => {
  const { hash: _, ...event } = history('s1').start().add('warning_issued', { message: 'deep' }).events[1]!;
  const data = { ...(type === event.type ? event.data : {}), extra: { it: 'HERE' } };
  return encodeEvent({ ...event, type, data } as never, CHAIN_START, sha256).line.replace('"HERE"', () => extra);
};
const decideOn = (members: object) =>
  decide(initialState('s1'), { id: 'c1', name: 'session.start', data: { goal: 'x' }, ...members } as never, {
    now: '2026-01-31T14:00:00.000Z',
    newId: () => 'e1',
    commitId: 'commit',
    sha256,
  });

describe('data is nested 64 levels at most, itself and extra among them', () => {
  it.each([undefined, 'foreign_type'])('in a line of type %s', (type) => {
    expect(JSON.stringify(decodeEvent(lineWith(lists(62), type)).data)).toContain(lists(62));
    for (const levels of [63, 5_000])
      expect(() => decodeEvent(lineWith(lists(levels), type))).toThrow(
        expect.objectContaining({ name: DecodeError.name, message: expect.stringContaining('at most 64 levels') }),
      );
  });

  it('in a command', async () => {
    expect(decideOn({ data: { goal: 'x', extra: { deep: nested(62) } } }).kind).toBe('accepted');
    for (const levels of [63, 5_000]) {
      const data = { goal: 'x', extra: { deep: nested(levels) } };
      const sentence = 'data: at most 64 levels of lists and objects within each other';
      expect(decideOn({ data })).toEqual({ kind: 'invalid', sentence });
      const sent = createSessions(memoryLog()).send('s1', { name: 'session.start', data });
      await expect(sent).rejects.toMatchObject({ code: 'USAGE', message: expect.stringContaining(sentence) });
    }
    const circular: Record<string, unknown> = { goal: 'x' };
    circular.extra = { circular };
    expect(decideOn({ data: circular }).kind).toBe('invalid');
  });
});

describe('a member named __proto__ is refused, not dropped', () => {
  it.each(['{"__proto__":{"a":1}}', '[[{"__proto__":1}]]'])('in %s', (extra) => {
    expect(() => decodeEvent(lineWith(extra))).toThrow('no member may be named __proto__');
    expect(() => decodeEvent(lineWith(extra, 'foreign_type'))).toThrow('no member may be named __proto__');
    expect(decideOn({ data: { goal: 'x', extra: { it: JSON.parse(extra) } } })).toEqual({
      kind: 'invalid',
      sentence: 'data: no member may be named __proto__',
    });
  });

  it('as a member of extra itself', () => {
    const line = lineWith('1').replace('{"it":', '{"__proto__":');
    expect(() => decodeEvent(line)).toThrow('no member may be named __proto__');
    expect(decideOn({ data: JSON.parse('{"goal":"x","extra":{"__proto__":1}}') }).kind).toBe('invalid');
  });
});

describe('decide never throws on the content of a command', () => {
  it.each<[string, object]>([
    ['name: ', { name: undefined }],
    ['name: ', { name: 7 }],
    ['tags: ', { tags: 'abc' }],
    ['tags: ', { tags: [1] }],
    ['tags: ', { tags: null }],
    ['tags: ', { tags: ['x'.repeat(1_000_001)] }],
    ['severity: ', { severity: 'loud' }],
    ['correlationId: ', { correlationId: '' }],
    ['traceparent: ', { traceparent: 7 }],
    ['derivedFrom: ', { derivedFrom: '' }],
    ['data: ', { data: { goal: 'x', extra: { n: 1n } } }],
  ])('%s%o', (sentence, members) => {
    expect(decideOn(members)).toEqual({ kind: 'invalid', sentence: expect.stringMatching(new RegExp(`^${sentence}`)) });
  });
});
