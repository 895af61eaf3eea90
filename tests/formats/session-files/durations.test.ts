// Durations of session files: each is compared with its own span, and no figure is negative.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldViews, showAll } from '../../../projections/index.ts';
import { readSessionFolder } from '../../../src/formats/session-files/read-session-folder.ts';
import { sessionAsFiles } from '../../../src/formats/session-files/session-as-files.ts';
import { runs } from '../../more.ts';
import { recorded } from '../recorded.ts';
import { type Files, inFolder, SESSION } from './contradictory-session.ts';

const START = Date.parse('2026-02-03T10:00:00.000Z');
const at = (minute: number): string => new Date(START + minute * 60_000).toISOString();

interface Moment {
  readonly type: string;
  readonly minute: number;
  readonly details?: object;
}

const withEvents = (moments: readonly Moment[], more: Files = {}): Files => ({
  [`events-${SESSION}.json`]: {
    sessionId: SESSION,
    events: moments.map(({ type, minute, details }, index) => ({
      id: `evt_${index + 1}`,
      timestamp: at(minute),
      eventType: type,
      details: details ?? {},
    })),
  },
  ...more,
});
const read = (files: Files) => inFolder(files, (folder) => readSessionFolder(folder));
const durationsIn = async (files: Files) =>
  (await read(files)).report.differences.filter(({ field }) => /uration/.test(field));

const TASK = { taskId: 'task_1' };

describe('a duration in an event', () => {
  const retried = (first: number, second: number): Moment[] => [
    { type: 'session_started', minute: 0 },
    { type: 'task_started', minute: 1, details: TASK },
    { type: 'task_failed', minute: 2, details: { ...TASK, duration: first } },
    { type: 'task_started', minute: 10, details: TASK },
    { type: 'task_completed', minute: 15, details: { ...TASK, duration: second } },
  ];

  it('is compared with the start of its own attempt', async () => {
    expect(await durationsIn(withEvents(retried(60, 300)))).toEqual([]);
    const wrong = await durationsIn(withEvents(retried(90, 600)));
    expect(wrong.map(({ field, claimed, counted }) => [field, claimed, counted])).toEqual([
      ['evt_3.details.duration', 90, 60],
      ['evt_5.details.duration', 600, 300],
    ]);
  });

  it('belongs to the attempt before, where the next one starts at the time of its end', async () => {
    const moments = retried(60, 780).map((one) => (one.minute === 10 ? { ...one, minute: 2 } : one));
    expect(await durationsIn(withEvents(moments))).toEqual([]);
  });

  it('of several agents is counted from the launch of the first of them', async () => {
    const moments = (duration: number): Moment[] => [
      { type: 'session_started', minute: 0 },
      { type: 'agent_launched', minute: 1, details: { agentId: 'a' } },
      { type: 'agent_launched', minute: 3, details: { agentIds: ['b', 'c'] } },
      { type: 'agent_completed', minute: 5, details: { agentIds: ['b', 'a'], duration } },
      { type: 'agent_completed', minute: 6, details: { agentId: 'c', duration: 180 } },
    ];
    expect(await durationsIn(withEvents(moments(240)))).toEqual([]);
    expect(await durationsIn(withEvents(moments(120)))).toMatchObject([{ claimed: 120, counted: 240 }]);
  });

  it('is compared under the name that it has', async () => {
    const moments: Moment[] = [
      { type: 'session_started', minute: 0 },
      { type: 'session_ended', minute: 2, details: { totalDuration: 100 } },
    ];
    expect(await durationsIn(withEvents(moments))).toMatchObject([
      { field: 'evt_2.details.totalDuration', claimed: 100, counted: 120 },
    ]);
  });
});

describe('times that contradict each other', () => {
  const todo = {
    id: 't',
    content: 'Go back',
    status: 'failed',
    startedAt: at(9),
    failedAt: at(4),
    actualDuration: 300,
  };
  const files = withEvents([{ type: 'session_started', minute: 0 }], {
    [`todo-${SESSION}.json`]: { sessionId: SESSION, todos: [todo] },
  });

  it('are reported, and nothing is counted between them', async () => {
    const { report } = await read(files);
    expect(report.warnings).toContain(`todo-${SESSION}.json, t: failedAt is before its startedAt`);
    expect(await durationsIn(files)).toEqual([]);
  });
});

/** The names of durations, and of figures that are made of them. */
const DURATION = /^(?:duration|durationS|actualDuration|totalDuration|spanS|busyS|savedS|totalS)$/;
const negativeIn = (value: unknown, path = ''): string[] => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    DURATION.test(name) && typeof member === 'number' && member < 0
      ? [`${path}.${name} ${member}`]
      : negativeIn(member, `${path}.${name}`),
  );
};

describe('no duration is negative', () => {
  const MOVES: readonly [type: string, details: object][] = [
    ...['phase_started', 'phase_completed'].map((type) => [type, { phaseId: 'Context' }] as [string, object]),
    ...['task_started', 'task_completed', 'task_failed'].map((type) => [type, TASK] as [string, object]),
    ...['agent_launched', 'agent_completed', 'agent_failed'].map(
      (type) => [type, { agentId: 'a', wave: 1 }] as [string, object],
    ),
  ];
  const minute = fc.integer({ min: 0, max: 20 });
  const moments = fc.array(
    fc.record({ move: fc.constantFrom(...MOVES), minute, duration: fc.option(fc.integer({ min: 0, max: 1_200 })) }),
    { maxLength: 12 },
  );
  const todos = fc.array(
    fc.record(
      {
        status: fc.constantFrom('completed', 'failed', 'in_progress'),
        startedAt: minute.map(at),
        completedAt: minute.map(at),
        failedAt: minute.map(at),
        actualDuration: fc.nat(1_200),
      },
      { requiredKeys: ['status'] },
    ),
    { maxLength: 4 },
  );

  it('in any report, view or export, whatever the order of the times in the files is', async () => {
    await fc.assert(
      fc.asyncProperty(moments, todos, async (some, listed) => {
        const events = some.map(({ move: [type, details], duration, ...more }) => ({
          ...more,
          type,
          details: duration === null ? details : { ...details, duration },
        }));
        const files = withEvents([{ type: 'session_started', minute: 0 }, ...events], {
          [`todo-${SESSION}.json`]: { todos: listed.map((one, index) => ({ id: `t${index}`, content: 'x', ...one })) },
        });
        const { commands, report } = await read(files);
        for (const { field, counted } of report.differences.filter(({ field }) => /uration/.test(field)))
          expect([field, Number(counted) >= 0]).toEqual([field, true]);
        const { events: history } = recorded(SESSION, commands);
        expect(negativeIn(showAll(foldViews(history, SESSION)))).toEqual([]);
        expect(negativeIn(sessionAsFiles(SESSION, history).planning)).toEqual([]);
        expect(negativeIn(sessionAsFiles(SESSION, history).todo)).toEqual([]);
      }),
      { numRuns: runs(200) },
    );
  });
});
