// Values that no field of an event accepts: each is kept, and reported.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRepriseError } from '../../../src/errors.ts';
import { readSessionFolder } from '../../../src/formats/session-files/read-session-folder.ts';
import { runs } from '../../more.ts';
import { recorded } from '../recorded.ts';
import { type Files, inFolder, SESSION, WORSE } from './contradictory-session.ts';
import { expectNothingLost } from './nothing-lost.ts';

const imported = async (files: Files) => {
  const { commands, report } = await inFolder(files, (folder) => readSessionFolder(folder));
  return { events: recorded(SESSION, commands).events, report };
};
const PLANNING = `planning-${SESSION}.json`;
const WORKBOOK = `workbook-${SESSION}.json`;
const plan = (more: object): Files => ({
  [PLANNING]: { sessionId: SESSION, timestamp: '2026-02-03T09:00:00Z', taskDescription: 'Odd values', ...more },
});

describe('a budget that is no number of tokens', () => {
  it.each([1500.5, -5, 2 ** 53, 1e300])('is kept and reported: %d', async (total) => {
    const files = plan({ tokenBudget: { total } });
    const { events, report } = await imported(files);
    expectNothingLost(Object.values(files), events);
    expect(report.warnings).toContain(
      `${PLANNING}: tokenBudget.total is ${total}; expected a whole number from 0; kept unchanged`,
    );
    expect(events[0]?.type === 'session_started' && events[0].data.tokenBudget).toBeUndefined();
  });

  it('is kept and reported in its parts too', async () => {
    for (const field of ['allocation', 'breakdown']) {
      const files = plan({ tokenBudget: { total: 9, [field]: { Context: 2.5, Planning: 'many' } } });
      const { events, report } = await imported(files);
      expectNothingLost(Object.values(files), events);
      for (const [phase, value] of [
        ['Context', '2.5'],
        ['Planning', '"many"'],
      ])
        expect(report.warnings).toContain(
          `${PLANNING}: tokenBudget.${field}.${phase} is ${value}; expected a whole number; kept unchanged`,
        );
    }
  });
});

describe('a reference of another shape', () => {
  const withReferences = (references: unknown): Files => ({
    [WORKBOOK]: {
      entries: [{ id: 'e', timestamp: '2026-02-03T09:00:00Z', type: 'note', title: 'R', content: '', references }],
    },
  });

  it.each([
    [[{ type: 7, path: 'a.md' }], 'references[0].type is a number where a text was expected'],
    [[{ type: 'file', path: 71 }], 'references[0].path is a number where a text was expected'],
    [['a.md', { type: 'file', path: 'b.md', description: ['seventy'] }], 'references[1].description is a list'],
    [['a.md', 717], 'references[1] is a number where a reference was expected'],
    [{ type: { odd: 7171 } }, 'references.type is an object where a text was expected'],
  ])('is kept and reported: %j', async (references, part) => {
    const files = withReferences(references);
    const { events, report } = await imported(files);
    expectNothingLost(Object.values(files), events);
    expect(report.warnings.filter((line) => line.includes(part))).toHaveLength(1);
  });

  it('of a type that is too long keeps its type', async () => {
    const type = 'x'.repeat(65);
    const { events } = await imported(withReferences([{ type }]));
    expectNothingLost([type], events);
  });
});

it('a status that is none is reported', async () => {
  const { report } = await imported(plan({ tasks: { t: { name: 'T', status: 'pondering' } } }));
  expect(report.warnings).toContain(`${PLANNING}, t: status is "pondering", which is no status; kept unchanged`);
});

it('a second task of one id, and a wave without a number of its own, are kept and reported', async () => {
  const files = plan({
    tasks: [
      { id: 't', name: 'First', status: 'pending' },
      { id: 't', name: 'Second', status: 'pending' },
    ],
    waves: [{ wave: 1, title: 'One' }, { wave: 1, title: 'One again' }, { title: 'None' }],
  });
  const { events, report } = await imported(files);
  expectNothingLost(Object.values(files), events);
  expect(report.warnings).toEqual(
    expect.arrayContaining([
      `${PLANNING} has a second task t; its entry is not read, and kept unchanged`,
      `${PLANNING}, One again: wave is 1; its entry is not read, and kept unchanged`,
      `${PLANNING}, None: wave is missing; its entry is not read, and kept unchanged`,
    ]),
  );
});

type Path = readonly string[];
const leavesIn = (value: unknown, path: Path = []): Path[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, member]) => leavesIn(member, [...path, key]))
    : [path];

describe('whichever value of the files is another', () => {
  it('is somewhere in the events, or refused', async () => {
    const places = Object.entries(WORSE).flatMap(([file, root]) => leavesIn(root).map((path) => ({ file, path })));
    const odd = fc.constantFrom<unknown>(
      ...[7919.25, -7919, 2 ** 53, 'odd-7919', ''],
      ...[['odd-7919'], { odd: 'odd-7919' }, [{ name: 'odd-7919' }], [7919.5], '2031-07-19T07:19:19Z'],
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...places), odd, async ({ file, path }, value) => {
        const files = structuredClone(WORSE);
        let parent = files[file] as Record<string, unknown>;
        for (const name of path.slice(0, -1)) parent = parent[name] as Record<string, unknown>;
        parent[path.at(-1) as string] = value;
        try {
          const { events } = await imported(files);
          expectNothingLost([files[file]], events);
        } catch (error) {
          if (!isRepriseError(error)) throw error;
        }
      }),
      { numRuns: runs(600) },
    );
  });
});
