// Which data are stored apart from their events, and that lines are put together again as they were.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeEvent, type UnchainedEvent } from '../../machines/events/envelope.ts';
import { bodyOf, storedForm } from '../../src/log/body.ts';
import { MAX_WHOLE_COMMIT_BYTES } from '../../src/log/commit-limit.ts';
import { dataRefIn, excessOf, lacksData, sha256Of } from '../../src/log/data-ref.ts';
import { sha256 } from '../../src/sha256.ts';
import { runs } from '../more.ts';

const PREVIOUS = '0'.repeat(64);
/** The line of an event whose data have a text of so many characters. */
const lineOf = (text: string, more: Record<string, unknown> = {}): string => {
  const event = { specversion: '1.0', id: 'e', type: 'workbook_entry_added', ...more, data: { content: text } };
  return encodeEvent(event as unknown as UnchainedEvent, PREVIOUS, sha256).line;
};
const linesOf = (body: Uint8Array): string[] => Buffer.from(body).toString().split('\n').slice(0, -1);
/** The lines of a stored form, with their data. */
const whole = ({ body, removed }: ReturnType<typeof storedForm>): string[] =>
  linesOf(body).map((line) => {
    if (!lacksData(line)) return line;
    const ref = dataRefIn(line);
    const data = removed.find(({ sha256: hash }) => hash === ref?.sha256);
    if (ref === undefined || data === undefined) throw new Error(`no data for ${line}`);
    expect(data.bytes).toBe(ref.bytes);
    return ref.withData(Buffer.from(data.content).toString());
  });

/** Texts that look like the members around the data. */
const tricky = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(',"data":', '},"hash":"', `,"dataref":"sha256:${PREVIOUS}"`, 'ü日', '\n', '\\', '"'),
);

test('lines of any texts are put together again as they were, and what is stored of them fits', () => {
  const events = fc.array(
    fc.record({ words: fc.array(tricky, { maxLength: 5 }), times: fc.constantFrom(1, 3_000, 9_000), actor: tricky }),
    { minLength: 1, maxLength: 6 },
  );
  fc.assert(
    fc.property(events, fc.integer({ min: 3_000, max: 400_000 }), (given, maxBytes) => {
      const lines = given.map(({ words, times, actor }) => lineOf(words.join('').repeat(times), { actor }));
      if (excessOf(lines, maxBytes) !== undefined) return;
      const stored = storedForm({ id: 'c', lines }, maxBytes);
      expect(stored.body.length).toBeLessThanOrEqual(maxBytes);
      expect(whole(stored)).toEqual(lines);
      if (bodyOf({ id: 'c', lines }, MAX_WHOLE_COMMIT_BYTES).length <= maxBytes) expect(stored.removed).toEqual([]);
    }),
    { numRuns: runs(200) },
  );
});

describe('Of a commit that does not fit', () => {
  const [small, medium, large] = [lineOf('s'), lineOf('m'.repeat(70_000)), lineOf('l'.repeat(90_000))] as const;

  test('the largest data are stored apart, and no more than needed', () => {
    const { body, removed } = storedForm({ id: 'c', lines: [small, medium, large] }, 100_000);
    expect(removed.map(({ bytes }) => bytes)).toEqual([90_000 + '{"content":""}'.length]);
    expect(linesOf(body).map(lacksData)).toEqual([false, false, true]);
    expect(storedForm({ id: 'c', lines: [small, medium, large] }, 2_000).removed).toHaveLength(2);
  });

  test('the line is a CloudEvent with the size and the hash of the data, as the last members before its own hash', () => {
    const { body, removed } = storedForm({ id: 'c', lines: [large] }, 2_000);
    const event = JSON.parse(linesOf(body)[0] as string);
    const content = Buffer.from(`{"content":"${'l'.repeat(90_000)}"}`);
    expect(Object.keys(event)).toEqual(['specversion', 'id', 'type', 'datasize', 'dataref', 'hash']);
    expect(event).toMatchObject({ datasize: content.length, dataref: `sha256:${sha256Of(content)}` });
    expect(event.hash).toBe(JSON.parse(large).hash);
    expect(removed[0]?.content).toEqual(content);
  });

  test('data of less than 64 KiB stay where they are, and such a commit is refused with what is left of it', () => {
    const lines = [large, ...Array.from({ length: 40 }, () => lineOf('t'.repeat(1_000)))];
    const excess = excessOf(lines, 20_000);
    expect(excess).toMatchObject({ maxBytes: 20_000, apart: true });
    expect(excess?.bytes).toBeLessThan(50_000);
    expect(() => storedForm({ id: 'c', lines }, 20_000)).toThrow(
      `The commit has ${excess?.bytes} bytes beside the data that are stored apart; this log takes at most 20000`,
    );
  });
});

test.each([
  ['a size of more than a commit has', `"datasize":999999999,"dataref":"sha256:${PREVIOUS}"`],
  ['no size', `"dataref":"sha256:${PREVIOUS}"`],
  ['a hash that is none', `"datasize":5,"dataref":"sha256:${'g'.repeat(64)}"`],
])('a reference with %s is invalid', (_what, members) => {
  const line = `{"id":"e",${members},"hash":"${PREVIOUS}"}`;
  expect(lacksData(line)).toBe(true);
  expect(dataRefIn(line)).toBeUndefined();
});
