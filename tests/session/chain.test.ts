import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeEvent } from '../../machines/events/envelope.ts';
import { type ChainHead, decodeCommit, encodeCommit, NEW_CHAIN } from '../../src/session/record/chain.ts';
import { faultError } from '../../src/session/record/faults.ts';
import { eventsAfter } from './events.ts';

const sessionId = 'chain';

/** Lines of a session in commits of the given sizes. */
const linesOf = (sizes: readonly number[]): { commits: string[][]; head: ChainHead } => {
  let head = NEW_CHAIN;
  const commits = sizes.map((size) => {
    const encoded = encodeCommit(sessionId, eventsAfter(sessionId, head.ordinal, size), head);
    head = encoded.head;
    return [...encoded.commit.lines];
  });
  return { commits, head };
};

/** Decodes commit after commit; stops at the first fault. */
const decodeAll = (commits: readonly (readonly string[])[], from: ChainHead | undefined = NEW_CHAIN) => {
  let head: ChainHead | undefined = from;
  let events = 0;
  for (const lines of commits) {
    const decoded = decodeCommit({ sessionId, lines }, head);
    events += decoded.events.length;
    if (decoded.fault !== undefined) return { events, head: decoded.head, fault: decoded.fault };
    head = decoded.head;
  }
  return { events, head, fault: undefined };
};

const sizes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 6 });

describe('A session in commits', () => {
  test('is decoded to the events that were encoded, and ends at the same head', () => {
    fc.assert(
      fc.property(sizes, (some) => {
        const { commits, head } = linesOf(some);
        const decoded = decodeAll(commits);
        expect(decoded).toEqual({ events: some.reduce((sum, size) => sum + size, 0), head, fault: undefined });
      }),
    );
  });

  test('has a fault where one of its lines is left out, repeated or moved', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), fc.constantFrom('drop', 'repeat', 'swap'), (some, pick, change) => {
        const lines = linesOf(some).commits.flat();
        const at = pick % lines.length;
        fc.pre(change === 'repeat' || at < lines.length - 1); // the loss of the newest is what a printed head is for
        if (change === 'drop') lines.splice(at, 1);
        if (change === 'repeat') lines.splice(at, 0, lines[at]!);
        if (change === 'swap') lines.splice(at, 2, lines[at + 1]!, lines[at]!);
        const { fault } = decodeAll(lines.map((line) => [line]));
        const where = change === 'repeat' ? at + 2 : at + 1;
        expect(fault).toMatchObject({ kind: 'ordinal', sessionId, ordinal: where, expected: String(where) });
      }),
    );
  });

  test('has a fault at the line whose bytes were changed, or right after it', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), fc.nat(), fc.integer({ min: 1, max: 94 }), (some, pick, column, shift) => {
        const lines = linesOf(some).commits.flat();
        const at = pick % lines.length;
        const line = lines[at]!;
        const place = column % line.length;
        const code = 32 + ((line.charCodeAt(place) - 32 + shift) % 95);
        const changed = line.slice(0, place) + String.fromCharCode(code) + line.slice(place + 1);
        fc.pre(changed !== line);
        lines[at] = changed;
        expect(decodeAll(lines.map((one) => [one])).fault).toMatchObject({ sessionId, ordinal: at + 1, index: 0 });
      }),
    );
  });

  test('reports the expected and the found hash of a changed text', () => {
    const { commits } = linesOf([1, 3]);
    const [first, second, third] = commits[1]!;
    const tampered =
      second!.replace('careful', 'ahoy') === second
        ? second!.replace('14:50', '14:51')
        : second!.replace('careful', 'ahoy');
    const { fault, events } = decodeAll([commits[0]!, [first!, tampered, third!]]);
    expect(events).toBe(2);
    expect(fault).toMatchObject({ kind: 'hash', ordinal: 3, index: 1, got: decodeEvent(second!).hash });
    expect(fault?.expected).toMatch(/^[0-9a-f]{64}$/);
    expect(faultError(fault!, sessionId)).toMatchObject({
      code: 'RECORD_INVALID',
      message: expect.stringContaining('Event 3 of session chain does not continue the hash chain'),
    });
  });

  test('names each kind of fault', () => {
    const { commits, head } = linesOf([2]);
    const [one, two] = commits[0]! as [string, string];
    const kindOf = (lines: string[], session = sessionId) =>
      decodeCommit({ sessionId: session, lines }, NEW_CHAIN).fault?.kind;
    expect(kindOf(['{"half":'])).toBe('decode');
    expect(kindOf([one], 'another')).toBe('session');
    expect(kindOf([two])).toBe('ordinal');
    expect(kindOf([one.replace('orchestrator', 'somebody')])).toBe('hash');
    expect(kindOf([one.replace(/^\{(.*),("hash":"[^"]*")\}$/, '{$2,$1}')])).toBe('hash');
    const [other] = encodeCommit(
      sessionId,
      eventsAfter(sessionId, 1, 1),
      decodeCommit({ sessionId, lines: [one] }, NEW_CHAIN).head!,
    ).commit.lines;
    expect(kindOf([one, other!])).toBe('commit');
    const twice = eventsAfter(sessionId, 2, 2).map((event) => ({ ...event, id: 'same' }));
    expect(
      decodeCommit({ sessionId, lines: encodeCommit(sessionId, twice, head).commit.lines }, head).fault?.kind,
    ).toBe('id');
  });

  test('read from the middle is trusted at the first event and checked from there on', () => {
    const { commits, head } = linesOf([2, 2, 2]);
    const decoded = decodeCommit({ sessionId, lines: commits[1]! }, undefined);
    expect(decoded).toMatchObject({ fault: undefined, head: { ordinal: 4 } });
    expect(decodeCommit({ sessionId, lines: commits[2]! }, decoded.head)).toMatchObject({ fault: undefined, head });
    expect(decodeCommit({ sessionId, lines: [commits[1]![0]!, commits[2]![0]!] }, undefined).fault).toMatchObject({
      kind: 'ordinal',
      expected: '4',
      got: '5',
    });
  });

  test('cannot be encoded from events that do not follow', () => {
    const events = eventsAfter(sessionId, 0, 2);
    expect(() => encodeCommit(sessionId, [], NEW_CHAIN)).toThrow(Error);
    expect(() => encodeCommit('another', events, NEW_CHAIN)).toThrow(Error);
    expect(() => encodeCommit(sessionId, events.slice(1), NEW_CHAIN)).toThrow(Error);
    expect(() => encodeCommit(sessionId, [events[0]!, { ...events[1]!, commitid: 'x' }], NEW_CHAIN)).toThrow(Error);
  });
});
