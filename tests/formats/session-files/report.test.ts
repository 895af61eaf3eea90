// The report of an import: each contradiction in the files, once, with its place; as text, JSON and Markdown.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSessionFolder } from '../../../src/formats/session-files/read-session-folder.ts';
import { importReportText } from '../../../src/formats/session-files/report.ts';
import { importReportMarkdown } from '../../../src/formats/session-files/report-markdown.ts';
import { importFolder } from '../../../src/import/import-folder.ts';
import { memoryLog } from '../../../src/log/memory.ts';
import { recorderOn } from '../../../src/session/write/recorder.ts';
import { runs } from '../../more.ts';
import { collect } from '../../session/work.ts';
import {
  events,
  FILES,
  type Files,
  inFolder,
  planning,
  SESSION,
  todo,
  WORSE,
  workbook,
} from './contradictory-session.ts';

const importOf = (files: Files) => inFolder(files, (folder) => importFolder(recorderOn(memoryLog()), folder));

describe('a session with more contradictions', () => {
  it('is imported completely, with each difference reported once', async () => {
    const { report } = await importOf(WORSE);
    const reported = report.differences.map(({ file, field, claimed, counted }) => [
      file.split('-')[0],
      field,
      claimed,
      counted,
    ]);
    const wanted = [
      ['events', 'summary.eventsByType (sum)', 3, 23],
      ['planning', 'Execution.completedAt', '2026-02-03T08:25:00.000Z', '2026-02-03T08:28:00.000Z'],
      ['planning', 'qualityGates.Dark enough.status', 'passed', 'no event'],
      ['planning', 'tokenBudget.breakdown.Execution', 2100, 2300],
      ['events', 'evt_024.details.criteria', 'Nobody is up (looked twice)', 'Nobody is up'],
    ];
    for (const one of wanted)
      expect(reported.filter((other) => JSON.stringify(other) === JSON.stringify(one))).toEqual([one]);
    expect(new Set(reported.map((one) => JSON.stringify(one))).size).toBe(reported.length);
  });

  it('has each anomaly that violates no rule reported once', async () => {
    const { report } = await importOf(WORSE);
    for (const part of [
      /evt_002: timestamp is before that of evt_003/,
      /evt_023: description is null/,
      /task_3: wave is 0; waves count from 1/,
      /evt_021: wave is 0/,
      /evt_022: wave is 5, which no event launches/,
      /"main_agent", "Main-Agent" differ only in spelling/,
      /"orchestrator", "main_agent" each act as orchestrator/,
    ])
      expect([part, report.warnings.filter((line) => part.test(line)).length]).toEqual([part, 1]);
  });

  it('has each violation reported once, with rule, place and sentence', async () => {
    const { violations } = await importOf(WORSE);
    const reported = violations.map(({ rule, place, type }) => `${rule} ${type} ${place?.split('#')[1]}`);
    for (const one of [
      'D.one todo_started c',
      'K.phase workbook_entry_added e5',
      'K.phase workbook_entry_added e4',
      'M.agent agent_completed evt_022',
      'M.agent agent_completed evt_007',
      'M.phase phase_completed evt_014',
    ])
      expect(reported.filter((other) => other === one)).toEqual([one]);
    // A gate that the plan does not have is not expected, and another wording of a criterion is no missing one.
    expect(reported.filter((one) => one.startsWith('G.criteria'))).toEqual([]);
    expect(violations.filter(({ rule, detail }) => rule === 'G.guard' && detail.includes('Postflight'))).toEqual([]);
  });

  it('is the same when the import is repeated', async () => {
    await inFolder(WORSE, async (folder) => {
      const recorder = recorderOn(memoryLog());
      const first = await importFolder(recorder, folder);
      const again = await importFolder(recorder, folder);
      expect([again.wasThere, again.report, again.violations]).toEqual([true, first.report, first.violations]);
    });
  });
});

describe('the report', () => {
  it('has the same content as text, as Markdown and as JSON', async () => {
    const { report, violations } = await importOf(WORSE);
    const text = importReportText(report, 1_000);
    const markdown = importReportMarkdown(report, violations);
    for (const { field } of report.differences) expect(text).toContain(field);
    for (const warning of report.warnings) expect(text).toContain(warning);
    const rows = markdown.split('\n').filter((line) => /^(?:\||- )/.test(line));
    // Two head lines for each of three tables, and a row for each of the four files.
    expect(rows).toHaveLength(6 + 4 + report.differences.length + violations.length + report.warnings.length);
  });

  it('escapes Markdown and HTML in texts of files', async () => {
    const evil = '<script>alert(1)</script> | **bold** [x](javascript:1)\n# Head';
    const files = { ...FILES, [`todo-${SESSION}.json`]: { ...todo, summary: { total: evil } } };
    const { report, violations } = await importOf(files);
    const markdown = importReportMarkdown(report, violations);
    expect(markdown).not.toMatch(/(?<!\\)<script>|(?<!\\)\*\*bold|^# Head/m);
    expect(markdown).toContain('alert(1)');
  });
});

describe('a falsified count', () => {
  type Root = Record<string, unknown>;
  const honest = async (): Promise<Files> => {
    const recorder = recorderOn(memoryLog());
    await inFolder(FILES, (folder) => importFolder(recorder, folder));
    const recorded = (await collect(recorder.sessions.read(SESSION))).map(({ event }) => event);
    const { sessionAsFiles } = await import('../../../src/formats/session-files/session-as-files.ts');
    const files = sessionAsFiles(SESSION, recorded);
    const { reprise: _record, ...own } = files.events;
    return Object.fromEntries(
      Object.entries({ ...files, events: own }).map(([kind, file]) => [`${kind}-${SESSION}.json`, file]),
    );
  };
  /** Every number of the blocks that only count. */
  const figures = (files: Files): [file: string, path: string[]][] => {
    const found: [string, string[]][] = [];
    const walk = (file: string, value: unknown, path: string[]): void => {
      if (typeof value === 'number') found.push([file, path]);
      else if (typeof value === 'object' && value !== null)
        for (const [name, member] of Object.entries(value)) walk(file, member, [...path, name]);
    };
    for (const [file, root] of Object.entries(files)) {
      walk(file, (root as Root).summary, ['summary']);
      if (file.startsWith('planning'))
        walk(file, ((root as Root).metadata as Root).totalAgentsLaunched, ['metadata', 'totalAgentsLaunched']);
    }
    return found;
  };

  it('is reported, whichever count it is and whatever it claims', async () => {
    const files = await honest();
    const all = figures(files);
    expect(all.length).toBeGreaterThan(20);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...all), fc.integer({ min: 2, max: 1_000 }), async ([file, path], more) => {
        const changed = structuredClone(files);
        let parent = changed[file] as Root;
        for (const name of path.slice(0, -1)) parent = parent[name] as Root;
        const last = path.at(-1) as string;
        const claimed = (parent[last] as number) + more;
        parent[last] = claimed;
        const { report } = await inFolder(changed, (folder) => readSessionFolder(folder));
        expect(report.differences).toContainEqual(expect.objectContaining({ file, field: path.join('.'), claimed }));
      }),
      { numRuns: runs(80) },
    );
  });

  it('is reported in an index too: an entry too many, or one left out', async () => {
    const files = await honest();
    const changed = structuredClone(files);
    const index = (changed[`workbook-${SESSION}.json`] as { index: { byType: Record<string, string[]> } }).index;
    index.byType.insight = ['e1', 'e3'];
    const { report } = await inFolder(changed, (folder) => readSessionFolder(folder));
    expect(report.differences).toContainEqual(
      expect.objectContaining({ field: 'index.byType.insight', claimed: 'e1, e3' }),
    );
  });
});

it('the fixtures are of one session', () => {
  expect([planning.sessionId, todo.sessionId, workbook.sessionId, events.sessionId]).toEqual(Array(4).fill(SESSION));
});
