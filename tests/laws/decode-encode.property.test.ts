// decode ∘ encode = identity, and encode ∘ decode: of events, of lines and of the bodies of commits, for every type of
// event, every attribute and texts that a hostile writer may send.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EVENT_TYPES } from '../../machines/events/catalog.ts';
import {
  CHAIN_START,
  chainHash,
  decodeEvent,
  encodeEvent,
  joinTags,
  type RecordedEvent,
  tagsOf,
  type UnchainedEvent,
} from '../../machines/events/envelope.ts';
import { bodyOf, linesOf } from '../../src/log/body.ts';
import { decodeCommit, encodeCommit, NEW_CHAIN } from '../../src/session/record/chain.ts';
import { arbitraryDraft, hostileText, recordDrafts } from '../arbitrary-event.ts';
import { goldenHistories } from '../golden/histories.ts';
import { sha256 } from '../history.ts';
import { decided } from '../machines/histories.ts';

const text = hostileText.filter((one) => one.length > 0);
/** The attributes that an event may have beside its data; `__proto__` among the texts. */
const attributes = fc.record(
  {
    actor: text,
    correlationid: text,
    description: fc.oneof(fc.constant(''), text),
    tags: fc.array(text).map(joinTags),
    derivedfrom: text,
    violates: text,
    redacted: fc.integer({ min: 1, max: 2_147_483_647 }),
    authtype: text.map((one) => one.slice(0, 64)),
    authid: text.map((one) => one.slice(0, 256)),
    commandhash: text.map(sha256),
    traceparent: text.map((one) => one.slice(0, 256)),
    severity: fc.constantFrom('debug', 'info', 'warning', 'error', 'critical'),
    ordinal: fc.integer({ min: 1, max: 2_147_483_647 }),
    schemaversion: fc.constant(1),
  },
  { requiredKeys: [] },
);

/** An event of a type, with attributes, as a writer made it; its hash is still another event's. */
const eventOf = (type: (typeof EVENT_TYPES)[number]): fc.Arbitrary<RecordedEvent> =>
  fc.tuple(arbitraryDraft([type]), attributes).map(([draft, given]) => {
    const [event] = recordDrafts([draft]) as [RecordedEvent];
    // Not what was read: what reading loses would be lost on both sides.
    return { ...event, ...given, data: draft.data } as RecordedEvent;
  });
const unchained = ({ hash: _, ...event }: RecordedEvent): UnchainedEvent => event as UnchainedEvent;
const previous = text.map(sha256);

const asWritten = (event: RecordedEvent, before: string): void => {
  const made = encodeEvent(unchained(event), before, sha256);
  expect(decodeEvent(made.line)).toEqual({ ...event, hash: made.hash });
  expect(made.line).not.toMatch(/[\n\r]/);
  // Once its members are in the order of the schema, as `decide` has them, the line too is the same again.
  const { line, hash } = encodeEvent(unchained(decodeEvent(made.line)), before, sha256);
  expect(encodeEvent(unchained(decodeEvent(line)), before, sha256)).toEqual({ line, hash });
  expect(chainHash(line, before, sha256)).toBe(hash);
};

describe('what was encoded is decoded to the same event, and what was decoded is encoded to the same line', () => {
  test.each(EVENT_TYPES)('for %s', (type) => {
    fc.assert(
      fc.property(eventOf(type), previous, (event, before) => {
        asWritten(event, before);
      }),
    );
  });

  test('for a type that this version does not know', () => {
    const data = fc.dictionary(text, fc.jsonValue({ maxDepth: 3 }), { noNullPrototype: true });
    fc.assert(
      fc.property(eventOf('warning_issued'), data, previous, (known, foreign, before) => {
        fc.pre(!JSON.stringify(foreign).includes('"__proto__"'));
        const event = {
          ...known,
          type: 'dragon_tamed',
          data: JSON.parse(JSON.stringify(foreign)),
        } as unknown as RecordedEvent;
        asWritten(event, before);
      }),
    );
  });

  test('for whole sessions, in commits and their bytes', () => {
    fc.assert(
      fc.property(fc.oneof(decided('enforce'), decided('observe')), (events) => {
        let head = NEW_CHAIN;
        let again = NEW_CHAIN;
        for (const event of events) {
          const encoded = encodeCommit('s1', [unchained(event)], head);
          const lines = linesOf(bodyOf(encoded.commit, 8_000_000), () => 'memory');
          expect(lines).toEqual(encoded.commit.lines);
          const decoded = decodeCommit({ sessionId: 's1', lines }, again);
          expect(decoded).toStrictEqual({ events: [event], head: encoded.head, fault: undefined });
          ({ head } = encoded);
          again = encoded.head;
        }
      }),
    );
  });

  test('for every line of every golden history', async () => {
    for (const { lines } of await goldenHistories()) {
      let before = CHAIN_START;
      for (const line of lines) {
        const event = decodeEvent(line);
        expect(encodeEvent(unchained(event), before, sha256)).toEqual({ line, hash: event.hash });
        before = event.hash;
      }
    }
  });
});

test('tags come back from the one attribute that holds them', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(text, fc.constantFrom(',', '%', '%2C', '%25', ',,'))), (tags) => {
      expect(tagsOf({ tags: joinTags(tags) })).toEqual(tags);
    }),
  );
});
