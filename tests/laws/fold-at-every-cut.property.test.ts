// fold(a ++ b) = fold(fold(a), b), at every cut.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeEvent, type RecordedEvent } from '../../machines/events/envelope.ts';
import { foldFrom } from '../../src/session/record/same-views.ts';
import { arbitrarySession } from '../arbitrary-event.ts';
import { goldenHistories } from '../golden/histories.ts';
import { changed, decided } from '../machines/histories.ts';
import { foldAll, told } from './any-history.ts';

/** Folds the first part by itself and goes on from it, at each cut. */
const atEveryCut = (events: readonly RecordedEvent[], sessionId = 's1'): void => {
  const fresh = foldFrom(sessionId);
  const whole = told(foldAll(events, fresh));
  for (let cut = 0; cut <= events.length; cut += 1) {
    const first = foldAll(events.slice(0, cut), foldFrom(sessionId));
    expect({ cut, ...told(foldAll(events.slice(cut), first)) }).toEqual({ cut, ...whole });
  }
};

const short = (histories: fc.Arbitrary<RecordedEvent[]>) => histories.map((events) => events.slice(0, 40));

test('a fold of two parts is the fold of the whole, at every cut, of the state and of all eight views', () => {
  const histories = fc.oneof(decided('enforce'), decided('observe'), arbitrarySession({ maxLength: 40 }));
  fc.assert(fc.property(short(fc.oneof(histories, changed(histories))), (events) => atEveryCut(events)));
});

const recorded = (await goldenHistories()).filter(({ lines }) => lines.length <= 200);
test.each(recorded.map((golden) => [golden.name, golden] as const))(
  'a fold of two parts is the fold of the whole, at every cut of %s',
  (_name, { sessionId, lines }) => atEveryCut(lines.map(decodeEvent), sessionId),
);
