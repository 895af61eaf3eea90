// What the format allows to leave out: an import without it breaks no rule that the whole files keep.
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupBy } from '../../../machines/collections/group-by.ts';
import { readSessionFolder } from '../../../src/formats/session-files/read-session-folder.ts';
import { sessionAsFiles } from '../../../src/formats/session-files/session-as-files.ts';
import { runs } from '../../more.ts';
import { recorded } from '../recorded.ts';
import { type Files, inFolder, SESSION } from './contradictory-session.ts';

const EXAMPLE = fileURLToPath(new URL('../../../examples/password-reset/', import.meta.url));

/** The members of the four files that need not be there, as paths; `*` is any entry. */
const OPTIONAL: Readonly<Record<string, readonly string[]>> = {
  planning: [
    ...['timestamp', 'taskClassification', 'currentPhase', 'completedPhases', 'tokenBudget', 'deliverables', 'waves'],
    ...['requirements', 'metadata', 'customAgents'],
    ...['startedAt', 'completedAt', 'duration', 'notes', 'outputs'].map((field) => `phases.*.${field}`),
    ...['wave', 'createdAt', 'startedAt', 'completedAt', 'assignedAgent', 'assignedAgentId', 'dependencies'].map(
      (field) => `tasks.*.${field}`,
    ),
    ...['estimatedTokens', 'actualTokens', 'outputs', 'successCriteria', 'filesInScope', 'description'].map(
      (field) => `tasks.*.${field}`,
    ),
    ...['timestamp', 'notes'].map((field) => `qualityGates.*.${field}`),
  ],
  todo: [
    ...['timestamp', 'summary', 'metadata'],
    ...['activeForm', 'assignedAgent', 'assignedAgentId', 'relatedTask', 'wave', 'dependencies', 'createdAt'].map(
      (field) => `todos.*.${field}`,
    ),
    ...['startedAt', 'completedAt', 'priority', 'estimatedTokens', 'actualTokens', 'notes', 'tags'].map(
      (field) => `todos.*.${field}`,
    ),
  ],
  workbook: [
    ...['timestamp', 'index', 'metadata'],
    ...['author', 'relatedPhase', 'relatedTask', 'relatedTodo', 'tags', 'priority', 'references', 'metadata'].map(
      (field) => `entries.*.${field}`,
    ),
  ],
  events: [
    ...['timestamp', 'summary', 'metadata'],
    ...['actor', 'description', 'severity', 'tags', 'relatedEvents', 'details.duration', 'details.agentType'].map(
      (field) => `events.*.${field}`,
    ),
  ],
};

type Place = readonly [file: string, path: readonly string[]];
const placesOf = (file: string, value: unknown, path: readonly string[], done: readonly string[] = []): Place[] => {
  const [name, ...rest] = path;
  if (typeof value !== 'object' || value === null || name === undefined) return [];
  const names = name === '*' ? Object.keys(value) : [name];
  return names
    .filter((one) => Object.hasOwn(value, one))
    .flatMap((one): Place[] =>
      rest.length === 0
        ? [[file, [...done, one]]]
        : placesOf(file, (value as Record<string, unknown>)[one], rest, [...done, one]),
    );
};

const example = async (): Promise<Files> => {
  const names = (await readdir(EXAMPLE)).filter((name) => name.endsWith('.json'));
  const texts = await Promise.all(names.map((name) => readFile(`${EXAMPLE}${name}`, 'utf8')));
  return Object.fromEntries(names.map((name, index) => [name, JSON.parse(texts[index] as string)]));
};

const without = (files: Files, places: readonly Place[]): Files => {
  const left = structuredClone(files);
  for (const [file, path] of places) {
    let parent = left[file] as Record<string, unknown> | undefined;
    for (const name of path.slice(0, -1)) parent = parent?.[name] as Record<string, unknown> | undefined;
    if (parent !== undefined) delete parent[path.at(-1) as string];
  }
  return left;
};

/** The rules that the files break, and how often. */
const brokenBy = async (files: Files): Promise<Record<string, number>> => {
  const { sessionId, commands } = await inFolder(files, (folder) => readSessionFolder(folder));
  const { events, refused } = recorded(sessionId, commands);
  expect(refused).toEqual([]);
  const broken: Record<string, number> = {};
  for (const { violates } of events)
    for (const rule of violates?.split(',') ?? []) broken[rule] = (broken[rule] ?? 0) + 1;
  return broken;
};

describe('fields that the format allows to leave out', () => {
  it.each(['with', 'without'])('break no rule where they are left out, %s the events file', async (events) => {
    const whole = await example();
    const files = Object.fromEntries(
      Object.entries(whole).filter(([name]) => events === 'with' || !name.startsWith('events-')),
    );
    const places = Object.keys(files).flatMap((file) =>
      (OPTIONAL[file.split('-')[0] as string] ?? []).flatMap((path) => placesOf(file, files[file], path.split('.'))),
    );
    expect(places.length).toBeGreaterThan(200);
    const before = await brokenBy(files);
    const expectNoMore = async (left: readonly Place[]): Promise<void> => {
      for (const [rule, times] of Object.entries(await brokenBy(without(files, left))))
        expect([rule, times <= (before[rule] ?? 0), left.slice(0, 3)]).toEqual([rule, true, left.slice(0, 3)]);
    };
    // Each field left out everywhere, then any of them.
    const byField = groupBy(places, ([file, path]) => `${file} ${path.at(0)} ${path.at(-1)}`);
    for (const left of byField.values()) await expectNoMore(left);
    await fc.assert(fc.asyncProperty(fc.subarray(places, { minLength: 1 }), expectNoMore), { numRuns: runs(100) });
  });

  it('a completed todo without a start was in progress when it was completed, and no start of it is written', async () => {
    const todos = [
      { id: 'a', content: 'Read', status: 'completed', assignedAgentId: 'x', completedAt: '2026-02-03T09:10:00Z' },
      { id: 'b', content: 'Write', status: 'completed', assignedAgentId: 'x', dependencies: ['a'] },
      {
        ...{ id: 'c', content: 'Check', status: 'completed', assignedAgentId: 'x', dependencies: ['b'] },
        ...{ startedAt: '2026-02-03T09:30:00Z', completedAt: '2026-02-03T09:40:00Z' },
      },
    ];
    const files = { [`todo-${SESSION}.json`]: { sessionId: SESSION, timestamp: '2026-02-03T09:00:00Z', todos } };
    const { commands } = await inFolder(files, (folder) => readSessionFolder(folder));
    const { events } = recorded(SESSION, commands);
    expect(new Set(events.flatMap(({ violates }) => violates ?? []))).toEqual(new Set());
    const moves = events.flatMap(({ type, time, data }) =>
      'todoId' in data && type !== 'todo_created' ? [`${time.slice(11, 16)} ${type} ${data.todoId}`] : [],
    );
    expect(moves).toEqual([
      '09:10 todo_started a',
      '09:10 todo_completed a',
      '09:10 todo_started b',
      '09:10 todo_completed b',
      '09:30 todo_started c',
      '09:40 todo_completed c',
    ]);
    const written = sessionAsFiles(SESSION, events).todo.todos as Record<string, unknown>[];
    expect(written.map(({ id, startedAt, actualDuration }) => [id, startedAt, actualDuration])).toEqual([
      ['a', undefined, undefined],
      ['b', undefined, undefined],
      ['c', '2026-02-03T09:30:00.000Z', 600],
    ]);
  });

  it('agents of files without events are launched before they are named, and end when their work does', async () => {
    const whole = await example();
    const { [Object.keys(whole).find((name) => name.startsWith('events-')) as string]: _, ...files } = whole;
    const { commands } = await inFolder(files, (folder) => readSessionFolder(folder));
    const changes = commands.flatMap(({ name, time, data }) => {
      const { agents = [] } = data as { agents?: { agentId: string }[] };
      return agents.map(({ agentId }) => `${time?.slice(11, 19)} ${name} ${agentId}`);
    });
    // As the events file has it, but that its ends of waves are those of the last agent.
    expect(changes.filter((change) => change.includes('launched'))).toEqual([
      '14:35:40 agent_launched agent_researcher_001',
      '14:43:50 agent_launched agent_implementor_001',
      '14:43:50 agent_launched agent_implementor_002',
      '14:59:00 agent_launched agent_reviewer_001',
      '14:59:00 agent_launched agent_tester_001',
    ]);
    expect(changes.filter((change) => change.includes('completed'))).toHaveLength(5);
    expect(changes).toContain('14:43:40 agent_completed agent_researcher_001');
  });

  it('phases without times follow each other, and a gate without one is judged at the end of its phase', async () => {
    const phases = ['Context', 'Planning', 'Execution', 'Review', 'Delivery'];
    const files = {
      [`planning-${SESSION}.json`]: {
        ...{ sessionId: SESSION, timestamp: '2026-02-03T09:00:00Z', taskDescription: 'No times' },
        phases: phases.map((name) => ({
          ...{ name, status: 'completed' },
          ...(name === 'Review' ? { startedAt: '2026-02-03T10:00:00Z', completedAt: '2026-02-03T10:05:00Z' } : {}),
        })),
        tasks: { t: { name: 'Do it', status: 'completed', startedAt: '2026-02-03T09:30:00Z' } },
        qualityGates: { g: { name: 'Done', criteria: ['done'], status: 'passed', guards: 'Execution' } },
      },
    };
    expect(await brokenBy(files)).toEqual({});
  });
});
