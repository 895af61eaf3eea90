// fold(a ++ b) = fold(fold(a), b), at every split.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeEvent, type RecordedEvent } from '../../machines/events/envelope.ts';
import { foldFrom } from '../../src/session/record/same-views.ts';
import { arbitrarySession } from '../arbitrary-event.ts';
import { goldenHistories } from '../golden/histories.ts';
import { changed, decided } from '../machines/histories.ts';
import { foldAll, textsByName } from './any-history.ts';

/** Folds the first part by itself and continues from it, at each split. */
const atEveryCut = (events: readonly RecordedEvent[], sessionId = 's1'): void => {
  const fresh = foldFrom(sessionId);
  const whole = textsByName(foldAll(events, fresh));
  for (let split = 0; split <= events.length; split += 1) {
    const first = foldAll(events.slice(0, split), foldFrom(sessionId));
    expect({ split, ...textsByName(foldAll(events.slice(split), first)) }).toEqual({ split, ...whole });
  }
};

const short = (histories: fc.Arbitrary<RecordedEvent[]>) => histories.map((events) => events.slice(0, 40));

test('folding two parts gives the fold of both, at every split, of the state and of all eight views', () => {
  const histories = fc.oneof(decided('enforce'), decided('observe'), arbitrarySession({ maxLength: 40 }));
  fc.assert(fc.property(short(fc.oneof(histories, changed(histories))), (events) => atEveryCut(events)));
});

const recorded = (await goldenHistories()).filter(({ lines }) => lines.length <= 200);
test.each(recorded.map((golden) => [golden.name, golden] as const))(
  'a fold of two parts is the fold of the whole, at every split of %s',
  (_name, { sessionId, lines }) => atEveryCut(lines.map(decodeEvent), sessionId),
);
