// The import of session files: which events they become, and that nothing in a file is lost.
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { isDerived, type RecordedEvent } from '../../../machines/events/envelope.ts';
import { overview } from '../../../projections/overview.ts';
import { type ImportedSession, readSessionFolder } from '../../../src/formats/session-files/read-session-folder.ts';
import { importReportText } from '../../../src/formats/session-files/report.ts';
import { recorded } from '../recorded.ts';
import { FILES, inFolder, SESSION } from './contradictory-session.ts';
import { expectNothingLost } from './nothing-lost.ts';

const EXAMPLE = fileURLToPath(new URL('../../../examples/password-reset/', import.meta.url));
const overviewOf = (events: readonly RecordedEvent[], sessionId: string) =>
  overview.show(events.reduce(overview.apply, overview.init(sessionId)));
const contradictory = (): Promise<ImportedSession> => inFolder(FILES, (folder) => readSessionFolder(folder));

describe('the password reset example', () => {
  it('is 47 recorded events and derived ones, all legal, with one warning of K.phase', async () => {
    const { sessionId, commands, report } = await readSessionFolder(EXAMPLE, { enforcement: 'enforce' });
    const { events, refused } = recorded(sessionId, commands);
    expect(refused).toEqual([]);
    expect(events.filter((event) => !isDerived(event))).toHaveLength(47);
    expect([report.recorded, report.derived]).toEqual([47, events.length - 47]);
    expect(events.filter(({ violates }) => violates !== undefined).map(({ violates }) => violates)).toEqual([
      'K.phase',
    ]);
    expect([report.differences, report.warnings]).toEqual([[], []]);
  });

  it('records every text and number of the four files', async () => {
    const { sessionId, commands } = await readSessionFolder(EXAMPLE);
    const names = (await readdir(EXAMPLE)).filter((name) => name.endsWith('.json'));
    const files = await Promise.all(
      names.map(async (name) => JSON.parse(await readFile(`${EXAMPLE}/${name}`, 'utf8'))),
    );
    expectNothingLost(files, recorded(sessionId, commands).events);
  });

  it('adds nothing when it is imported a second time', async () => {
    const first = await readSessionFolder(EXAMPLE);
    const second = await readSessionFolder(EXAMPLE);
    expect(second).toEqual(first);
    const once = recorded(first.sessionId, first.commands);
    const twice = recorded(first.sessionId, second.commands, once);
    expect([twice.events.length, twice.repeated, twice.refused]).toEqual([
      once.events.length,
      first.commands.length,
      [],
    ]);
  });
});

describe('a fact that two files have', () => {
  it('puts the tokens of a phase at its end, before it ends, and those of a task into its phase', async () => {
    const { commands } = await readSessionFolder(EXAMPLE);
    const ends = commands.flatMap(({ name }, index) => (name === 'phase_completed' ? [index] : []));
    const used = commands
      .filter(({ name }) => name === 'tokens_used')
      .map(({ data }) => data as Record<string, unknown>);
    expect(ends.map((end) => commands[end - 1]?.data)).toEqual([
      { phase: 'Context', total: 2000 },
      { phase: 'Planning', total: 3000 },
      { phase: 'Execution', total: 25000 },
      { phase: 'Review', total: 3000 },
      { phase: 'Delivery', total: 2000 },
    ]);
    const tasks = used.filter(({ taskId }) => taskId !== undefined);
    expect(tasks.map(({ phase }) => phase)).toEqual(Array(6).fill('Execution'));
    expect(used.filter(({ todoId }) => todoId !== undefined)).toHaveLength(15);
  });

  it('takes the verdict of a gate from its event, and keeps the other time in the plan', async () => {
    const files = {
      [`planning-${SESSION}.json`]: {
        taskDescription: 'Two times',
        qualityGates: {
          g1: { name: 'Night gate', criteria: ['dark'], status: 'passed', timestamp: '2026-02-03T09:00:00Z' },
        },
      },
      [`events-${SESSION}.json`]: {
        events: [
          { id: 'a', timestamp: '2026-02-03T08:00:00Z', eventType: 'session_started' },
          {
            id: 'b',
            timestamp: '2026-02-03T08:30:00Z',
            eventType: 'quality_gate_passed',
            details: { gateName: 'Night gate' },
          },
        ],
      },
    };
    const { commands, report } = await inFolder(files, (folder) => readSessionFolder(folder));
    expect(commands.filter(({ name }) => name === 'quality_gate_passed')).toMatchObject([
      { time: '2026-02-03T08:30:00.000Z', data: { gate: 'g1', criteria: ['dark'] } },
    ]);
    expect(commands.find(({ name }) => name === 'gate_defined')?.data).toMatchObject({
      extra: { timestamp: '2026-02-03T09:00:00Z' },
    });
    expect(report.differences).toContainEqual({
      file: `planning-${SESSION}.json`,
      field: 'qualityGates.Night gate.timestamp',
      claimed: '2026-02-03T09:00:00.000Z',
      counted: '2026-02-03T08:30:00.000Z',
    });
  });

  it('keeps what no field accepts: a text over its limit, a metric without a value', async () => {
    const long = 'x'.repeat(1_000_001);
    const files = {
      [`planning-${SESSION}.json`]: {
        timestamp: '2026-02-03T08:00:00Z',
        taskDescription: 'Limits',
        metadata: { userRequest: long, successMetrics: ['All is well'] },
      },
      [`workbook-${SESSION}.json`]: { entries: [{ id: 'e', type: 'note', title: long, content: long }] },
    };
    const { commands } = await inFolder(files, (folder) => readSessionFolder(folder));
    const { events, refused } = recorded(SESSION, commands);
    expect(refused).toEqual([]);
    expectNothingLost(Object.values(files), events);
    expect(events.filter(({ type }) => type === 'metric_recorded')).toEqual([]);
  });
});

describe('a session that contradicts itself', () => {
  it('is recorded completely under observe', async () => {
    const { sessionId, commands } = await contradictory();
    const { events, refused } = recorded(sessionId, commands);
    expect(refused).toEqual([]);
    expectNothingLost(Object.values(FILES), events);
    const { events: counts, agents, tokens, todos } = overviewOf(events, SESSION);
    expect(counts.recorded).toBe(18);
    expect(counts.byType).toMatchObject({ agent_launched: 2, agent_completed: 2, fact_noted: 3, warning_issued: 1 });
    expect(agents).toMatchObject({ completed: 1, unmatched: 1, running: 2 });
    expect(tokens.used).toBe(2600);
    expect(todos).toMatchObject({ total: 3, completed: 1, failed: 1, pending: 1 });
  });

  it('begins with its start and is in time order, each id once', async () => {
    const { commands } = await contradictory();
    expect(commands[0]?.name).toBe('session_started');
    const times = commands.map(({ time }) => time ?? '');
    expect(times).toEqual(times.toSorted());
    expect(new Set(commands.map(({ id }) => id)).size).toBe(commands.length);
  });

  it('gives a gate of the plan the id of the default gate with its name, and plans dependencies first', async () => {
    const { commands } = await contradictory();
    const gate = commands.find(({ name }) => name === 'gate_defined');
    expect(gate?.data).toMatchObject({ gateId: 'execution-review', guards: 'Execution', criteria: ['Tests pass'] });
    const planned = commands.filter(({ name }) => name === 'task_planned').map(({ id }) => id.split(':')[2]);
    expect(planned.indexOf('task_1')).toBeLessThan(planned.indexOf('task_2'));
  });

  it('records the complete entry in the event that adds it, and the answer with the question', async () => {
    const { commands } = await contradictory();
    const added = commands.filter(({ name }) => name === 'workbook_entry_added');
    expect(added.map(({ derivedFrom }) => derivedFrom?.split('#')[1])).toEqual([
      'e2',
      'evt_010',
      'evt_011',
      'e3',
      'e4',
    ]);
    expect(added[1]?.data).toMatchObject({ entryId: 'e1', entryType: 'insight', content: 'It runs twice.' });
    const resolved = commands.find(({ name }) => name === 'question_resolved');
    expect(resolved?.data).toEqual({ entryId: 'e2', answer: 'It is watched.', by: 'ops' });
  });

  it('reports each figure that its entries contradict', async () => {
    const { report } = await contradictory();
    const told = report.differences.map(({ file, field, claimed, counted }) => [
      file.split('-')[0],
      field,
      claimed,
      counted,
    ]);
    for (const one of [
      ['todo', 'summary.total', 4, 3],
      ['todo', 'summary.failed', 0, 1],
      ['todo', 'summary.byAgent.researcher', 2, 1],
      ['events', 'summary.totalEvents', 20, 18],
      ['events', 'summary.eventsByType.agent_launched', 3, 2],
      ['events', 'summary.eventsBySeverity.info', 18, 16],
      ['events', 'evt_003.details.duration', 200, 119],
      ['events', 'evt_016.details.totalTasks', 4, 3],
      ['events', 'evt_010.details.entryType', 'note', 'insight'],
      ['workbook', 'index.byType.insight', 'e1, e4', 'e1'],
      ['workbook', 'e1.timestamp', '2026-02-03T08:07:10.000Z', '2026-02-03T08:12:00.000Z'],
      ['planning', 'tokenBudget.used', 4000, 2600],
      ['planning', 'task_1.status', 'failed', 'completed'],
      ['planning', 'Planning.duration', 300, 240],
      ['planning', 'metadata.totalAgentsLaunched', 9, 3],
    ])
      expect(told).toContainEqual(one);
    const text = importReportText(report);
    expect(text).toMatch(/^18 events \(\+ \d+ derived\) of session night-shift_7\n/);
    expect(text).toContain(`events-${SESSION}.json: summary.totalEvents claims 20; counted 18`);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  it('warns of each anomaly that it read past', async () => {
    const { report } = await contradictory();
    const told = report.warnings.join('\n');
    for (const part of [
      'evt_009 names no agent',
      'evt_011 adds workbook entry e9, which the workbook file does not contain',
      'wave is a text where a number was expected',
      'events[17] has no time',
      'expected one of note, insight',
    ])
      expect(told).toContain(part);
  });

  it('is refused under enforce at its first contradiction', async () => {
    const { sessionId, commands } = await inFolder(FILES, (folder) =>
      readSessionFolder(folder, { enforcement: 'enforce' }),
    );
    const { refused } = recorded(sessionId, commands);
    expect(refused.length).toBeGreaterThan(0);
  });
});

describe('missing files', () => {
  it.each(['planning', 'todo', 'workbook', 'events'])(
    'reads the rest without the %s file, and says so',
    async (kind) => {
      const missing = `${kind}-${SESSION}.json`;
      const { [missing]: _left, ...files } = FILES;
      const session = await inFolder(files, (folder) => readSessionFolder(folder));
      expect(session.report.warnings).toContain(`${missing} is missing`);
      expect(session.files).toHaveLength(3);
      const { events, refused } = recorded(SESSION, session.commands);
      expect(refused).toEqual([]);
      expectNothingLost(Object.values(files), events);
      expect(events.filter((event) => !isDerived(event))).toHaveLength(kind === 'events' ? 0 : 18);
    },
  );

  it('reads a planning file alone', async () => {
    const only = { [`planning-${SESSION}.json`]: FILES[`planning-${SESSION}.json`] };
    const { commands } = await inFolder(only, (folder) => readSessionFolder(folder));
    expect(recorded(SESSION, commands).refused).toEqual([]);
  });
});
