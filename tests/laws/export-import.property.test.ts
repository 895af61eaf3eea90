// export ∘ import = identity, as far as each format promises it: an export of the log gives the same bytes, the four
// session files the same facts. tests/formats/plan-md checks it for plan.md; documents of cycles are only read.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { check } from '../../machines/check.ts';
import { defined } from '../../machines/defined.ts';
import { decodeEvent, type RecordedEvent } from '../../machines/events/envelope.ts';
import { evolve } from '../../machines/evolve.ts';
import { initialState } from '../../machines/state/state.ts';
import { exportToFile } from '../../src/export/export-to-file.ts';
import { readSessionFolder } from '../../src/formats/session-files/read-session-folder.ts';
import { sessionAsFiles } from '../../src/formats/session-files/session-as-files.ts';
import { writeSessionFolder } from '../../src/formats/session-files/write-session-folder.ts';
import { readExportedFile } from '../../src/import/exported-file.ts';
import { importExportedFile } from '../../src/import/import-file.ts';
import { memoryLog } from '../../src/log/memory.ts';
import type { Log } from '../../src/log/port.ts';
import { logSource } from '../../src/session/record/source.ts';
import { createSessions } from '../../src/session/write/create-sessions.ts';
import { anySession } from '../any-session.ts';
import { hostileText } from '../arbitrary-event.ts';
import { recorded } from '../formats/recorded.ts';
import { goldenHistories } from '../golden/histories.ts';
import { runs, sampled } from '../more.ts';
import { collect } from '../session/work.ts';

const folder = mkdtempSync(join(tmpdir(), 'reprise-laws-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let made = 0;
const fresh = (name: string): string => join(folder, `${++made}-${name}`);

const histories = await goldenHistories();
const each = histories.map((golden) => [golden.name, golden] as const);

/** The log after the import of a file. */
const imported = async (path: string): Promise<Log> => {
  const log = memoryLog();
  await importExportedFile(log, await readExportedFile(path, []), { secrets: 'keep' });
  return log;
};
const commitsOf = async (log: Log, sessionId: string) => (await collect(log.read(sessionId))).map(({ lines }) => lines);

describe('an export that is imported and exported again is the same bytes, in the same commits', () => {
  test.each(each)('of %s', async (_name, { sessionId, lines }) => {
    const path = fresh('golden.ndjson');
    writeFileSync(path, lines.map((line) => `${line}\n`).join(''));
    const log = await imported(path);
    expect((await commitsOf(log, sessionId)).flat()).toEqual(lines);
    const again = fresh('again.ndjson');
    const { events, head } = await exportToFile(logSource(log, sessionId), again);
    expect([events, head.hash]).toEqual([lines.length, decodeEvent(lines.at(-1) as string).hash]);
    expect(readFileSync(again).equals(readFileSync(path))).toBe(true);
  });

  test('of any session, whatever its texts and however its commands were put together in commits', async () => {
    const notes = fc.array(fc.record({ name: fc.constant('fact.note'), text: hostileText }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(anySession(40), notes, fc.nat({ max: 7 }), async ({ profile, list }, texts, together) => {
        const log = memoryLog();
        const sessions = createSessions(log, { secrets: false });
        await sessions.send('s1', { name: 'session.start', data: { goal: 'x', profile, enforcement: 'observe' } });
        const metrics = texts.map(({ name, text }) => ({ name, data: { name: 'text', text } }));
        const all = [
          ...list.filter(({ name }) => name !== 'phase.next').map((generated) => ({ data: {}, ...generated })),
          ...metrics,
        ];
        for (let at = 0; at < all.length; at += together + 1)
          await sessions.record('s1', all.slice(at, at + together + 1));
        const [path, again] = [fresh('session.ndjson'), fresh('again.ndjson')];
        const first = await exportToFile(logSource(log, 's1'), path);
        const other = await imported(path);
        expect(await commitsOf(other, 's1')).toEqual(await commitsOf(log, 's1'));
        expect(await exportToFile(logSource(other, 's1'), again)).toEqual(first);
        expect(readFileSync(again).equals(readFileSync(path))).toBe(true);
      }),
      { numRuns: runs(40) },
    );
  });
});

/** Left out is what each import makes new: ids, commits, hashes and the time of recording. */
const factOf = ({
  id,
  commandid,
  commandhash,
  commitid,
  recordedtime,
  hash,
  source,
  redacted,
  ...fact
}: RecordedEvent) => fact;

/** What the law of today reports takes the place of what the law of then reported. */
const underTodaysLaw = (sessionId: string, events: readonly RecordedEvent[]): RecordedEvent[] => {
  let state = initialState(sessionId);
  return events.map((event) => {
    const { violates: _then, ...rest } = event;
    const violations = check(state, event);
    state = evolve(state, event);
    const violates = violations.length === 0 ? undefined : violations.map(({ rule }) => rule).join(',');
    return { ...rest, ...defined({ violates }) } as RecordedEvent;
  });
};

/** Of an observed session: the law of today may refuse what the law of then accepted. */
const observed = ([start, ...rest]: readonly RecordedEvent[]): RecordedEvent[] =>
  start === undefined ? [] : [{ ...start, data: { ...start.data, enforcement: 'observe' } } as RecordedEvent, ...rest];

describe('four session files that are imported and written again are the same, and give the same facts', () => {
  test.each(sampled(each))('of %s', async (_name, { sessionId, lines }) => {
    const events = observed(lines.map(decodeEvent));
    const written = async (facts: readonly RecordedEvent[]) => {
      const out = fresh('files');
      const { files } = await writeSessionFolder(out, sessionId, sessionAsFiles(sessionId, facts));
      return { out, texts: files.map((file) => readFileSync(join(out, file), 'utf8')) };
    };
    const { out, texts } = await written(events);
    const { commands } = await readSessionFolder(out);
    const back = recorded(sessionId, commands);
    expect(back.refused).toEqual([]);
    expect(back.events.map(factOf)).toEqual(underTodaysLaw(sessionId, events).map(factOf));
    // From the second time on the ids are those of the commands too, and the files the same to the byte.
    const second = await written(back.events);
    const third = await written(recorded(sessionId, (await readSessionFolder(second.out)).commands).events);
    expect(third.texts).toEqual(second.texts);
    expect(second.texts).toHaveLength(texts.length);
  });
});
