// Events that add a workbook entry without its id: the entry is recorded once.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSessionFolder } from '../../../src/formats/session-files/read-session-folder.ts';
import { runs } from '../../more.ts';
import { type Files, inFolder, SESSION } from './contradictory-session.ts';

const at = (minute: number): string => `2026-02-03T10:${String(minute).padStart(2, '0')}:00Z`;
const entry = (id: string, minute: number, type = 'note', author = 'ann') => ({
  ...{ id, timestamp: at(minute), type, author },
  ...{ title: `Entry ${id}`, content: `Text ${id}` },
});
type Entry = ReturnType<typeof entry>;

const filesOf = (entries: readonly Entry[], added: readonly object[]): Files => ({
  [`workbook-${SESSION}.json`]: { sessionId: SESSION, entries },
  [`events-${SESSION}.json`]: {
    sessionId: SESSION,
    events: [
      { id: 'evt_0', timestamp: at(0), eventType: 'session_started', actor: 'main' },
      ...added.map((one, index) => ({ id: `evt_${index + 1}`, eventType: 'workbook_entry_added', ...one })),
    ],
  },
});
const mention = ({ timestamp, type, author }: Entry, details: object = {}) => ({
  ...{ timestamp, actor: author },
  details: { entryType: type, ...details },
});
const entriesOf = async (files: Files) => {
  const { commands, report } = await inFolder(files, (folder) => readSessionFolder(folder));
  const added = commands.filter(({ name }) => name === 'workbook_entry_added');
  return {
    ids: added.map(({ data }) => (data as { entryId: string }).entryId),
    contents: added.map(({ data }) => (data as { content: string }).content),
    matched: report.warnings.filter((line) => line.includes('matched with')),
  };
};

describe('an event that adds an entry without its id', () => {
  it('adds the entry of its time, author and type, and the report says so', async () => {
    const one = entry('e1', 5, 'insight');
    const { ids, contents, matched } = await entriesOf(filesOf([one], [mention(one)]));
    expect([ids, contents]).toEqual([['e1'], ['Text e1']]);
    expect(matched).toEqual([
      `events-${SESSION}.json, evt_1 adds an entry without its id; matched with e1 by time, author and type`,
    ]);
  });

  it('adds an entry of its own where time, author or type is another', async () => {
    const one = entry('e1', 5, 'insight');
    for (const other of [entry('x', 6, 'insight'), entry('x', 5, 'note'), entry('x', 5, 'insight', 'bob')]) {
      const { ids, matched } = await entriesOf(filesOf([one], [mention(other)]));
      expect([ids.toSorted(), matched]).toEqual([['e1', 'evt_1'], []]);
    }
  });

  it('adds none that another event names, and of several equal ones the one with its title', async () => {
    const [a, b, c] = [entry('a', 5), entry('b', 5), entry('c', 5)] as const;
    const files = filesOf([a, b, c], [mention(c, { title: 'Entry b' }), mention(a, { entryId: 'a' }), mention(c)]);
    const { contents, ids } = await entriesOf(files);
    expect(ids.toSorted()).toEqual(['a', 'b', 'c']);
    expect(contents).toEqual(['Text b', 'Text a', 'Text c']);
  });

  it('never makes one of two entries, or two of one: the number is that of the file', async () => {
    const drawn = fc.array(
      fc.record({
        minute: fc.integer({ min: 1, max: 3 }),
        type: fc.constantFrom('note', 'insight'),
        author: fc.constantFrom('ann', 'bob'),
        mentioned: fc.constantFrom('by id', 'without id', 'never'),
      }),
      { maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(drawn, async (all) => {
        const entries = all.map(({ minute, type, author }, index) => entry(`e${index}`, minute, type, author));
        const added = all.flatMap(({ mentioned }, index) =>
          mentioned === 'never'
            ? []
            : [mention(entries[index] as Entry, mentioned === 'by id' ? { entryId: `e${index}` } : {})],
        );
        const { ids } = await entriesOf(filesOf(entries, added));
        expect(ids.toSorted()).toEqual(entries.map(({ id }) => id).toSorted());
      }),
      { numRuns: runs(200) },
    );
  });
});
