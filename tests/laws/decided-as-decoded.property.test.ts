// Two ways to an event that was just decided: its line, encoded and decoded, and the event itself. Both give the same.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EVENT_TYPES } from '../../machines/events/catalog.ts';
import {
  asDecoded,
  CHAIN_START,
  decodeEvent,
  encodeEvent,
  type RecordedEvent,
} from '../../machines/events/envelope.ts';
import { arbitraryDraft, hostileText, recordDrafts } from '../arbitrary-event.ts';
import { goldenHistories } from '../golden/histories.ts';
import { sha256 } from '../history.ts';
import { runs } from '../more.ts';

const both = ({ hash: _, ...event }: RecordedEvent) => {
  const { line, hash } = encodeEvent(event as RecordedEvent, CHAIN_START, sha256);
  const made = asDecoded(event as RecordedEvent, hash);
  return { line, made };
};
const same = (made: RecordedEvent, line: string) => {
  const decoded = decodeEvent(line);
  expect(made).toEqual(decoded);
  expect(JSON.stringify(made)).toBe(JSON.stringify(decoded));
};

/** Members that an event may have, and some that decoding refuses. */
const attributes = fc.record(
  {
    id: fc.constantFrom('', 'e', 'x'.repeat(256), 'x'.repeat(257)),
    actor: hostileText,
    time: fc.constantFrom('2026-01-31T14:50:00.000Z', '+010000-01-01T00:00:00.000Z', ''),
    recordedtime: fc.constantFrom('2026-01-31T14:50:00.000Z', 'now'),
    ordinal: fc.constantFrom(0, 1, 2_147_483_647, 2_147_483_648),
    description: hostileText,
    tags: hostileText,
    redacted: fc.constantFrom(0, 1),
    severity: fc.constantFrom('info', 'loud'),
    schemaversion: fc.constantFrom(1, 2),
    commandhash: hostileText.map(sha256),
    violates: hostileText,
  },
  { requiredKeys: [] },
);

describe('an event that was decided is what its line is decoded to', () => {
  test.each(EVENT_TYPES)('for %s', (type) => {
    fc.assert(
      fc.property(arbitraryDraft([type]), attributes, (draft, given) => {
        const [event] = recordDrafts([draft]) as [RecordedEvent];
        const members = { ...event, ...given, data: draft.data } as RecordedEvent;
        // In the order of the schema, as a decision has them.
        for (const one of [members, { ...event, data: draft.data } as RecordedEvent, event]) {
          const { line, made } = both(one);
          if (made !== undefined) same(made, line);
        }
      }),
      { numRuns: runs(100) },
    );
  });
});

test('every event of the golden histories goes the short way, but for profiles and values of any shape', async () => {
  let short = 0;
  for (const { lines } of await goldenHistories())
    for (const event of lines.map(decodeEvent)) {
      const { line, made } = both(event);
      const { data } = event as { readonly data: { readonly profile?: unknown; readonly extra?: unknown } };
      if (data.profile !== undefined || data.extra !== undefined) continue;
      if (made === undefined) throw new Error(`event ${event.ordinal} went the long way: ${line}`);
      same(made, line);
      short += 1;
    }
  expect(short).toBeGreaterThan(100);
});

test('what a line would lose, or decoding would refuse, goes the long way', () => {
  const [event] = recordDrafts([{ type: 'metric_recorded', data: { name: 'coverage', value: 1 }, afterS: 0 }]) as [
    RecordedEvent,
  ];
  expect(both(event).made).toBeDefined();
  const data = event.data as object;
  for (const other of [
    { ...event, data: { ...data, value: -0 } },
    { ...event, data: { ...data, value: Number.NaN } },
    { ...event, data: { ...data, value: new Date(0) } },
    { ...event, data: { ...data, note: undefined } },
    { ...event, data: { ...data, extra: { at: new Date(0) } } },
    { ...event, data: { ...data, colour: 'red' } },
    { ...event, id: 'x'.repeat(257) },
    { ...event, recordedtime: '+010000-01-01T00:00:00.000Z' },
    { ...event, type: 'dragon_tamed' },
    { ...event, schemaversion: 2 },
  ])
    expect(both(other as RecordedEvent).made).toBeUndefined();
});
