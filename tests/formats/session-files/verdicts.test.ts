// What session files state with the end of an agent counts as its verdict, so that the law can judge an imported session.
import { expect, it } from 'vitest';
import { readSessionFolder } from '../../../src/formats/session-files/read-session-folder.ts';
import { recorded } from '../recorded.ts';
import { type Files, inFolder } from './contradictory-session.ts';

const PLAN = { taskDescription: 'Judged', phases: [{ name: 'Build' }] };

/** One minute after another: an implementor works, then the given ends come, then the session completes. */
const judged = (ends: readonly object[], more: object = {}): Files => {
  const types = [
    ['session_started', {}],
    ['phase_started', { phaseId: 'Build' }],
    ['agent_launched', { agentIds: ['w1', 'v1', 'v2'], agentTypes: ['implementor', 'senior-reviewer', 'tester'] }],
    ['agent_completed', { agentId: 'w1', success: true }],
    ...ends.map((details) => ['agent_completed', details] as const),
    ['phase_completed', { phaseId: 'Build' }],
    ['session_ended', { success: true }],
  ] as const;
  const events = types.map(([eventType, details], index) => ({
    ...{ id: `e${index + 1}`, timestamp: `2026-03-01T10:0${index}:00Z`, eventType, actor: 'orchestrator' },
    ...{ description: `${eventType} ${index + 1}`, details },
  }));
  return { 'events-judged.json': { events, ...more }, 'planning-judged.json': PLAN };
};

const imported = async (files: Files) => {
  const { sessionId, commands } = await inFolder(files, (folder) => readSessionFolder(folder));
  const { events, refused } = recorded(sessionId, commands);
  expect(refused).toEqual([]);
  return {
    reports: events.flatMap((event) =>
      event.type === 'agent_reported'
        ? [{ ...event.data, extra: JSON.stringify(event.data.extra), from: event.derivedfrom }]
        : [],
    ),
    violations: events.flatMap(({ violates }) => violates ?? []),
  };
};
const verdictsIn = async (files: Files): Promise<readonly (readonly [string, string | undefined])[]> =>
  (await imported(files)).reports.map(({ agentId, verdict }) => [agentId, verdict]);

it('reads the success of an agent that validates as its verdict, with the text and place of its end', async () => {
  const { reports, violations } = await imported(
    judged([
      { agentId: 'v1', success: true },
      { agentId: 'v2', success: true },
    ]),
  );
  const extra = '{"inferred":true,"field":"details.success"}';
  const place = (id: string) => `session-files/events-judged.json#${id}`;
  expect(reports).toEqual([
    { agentId: 'v1', text: 'agent_completed 5', verdict: 'pass', extra, from: place('e5') },
    { agentId: 'v2', text: 'agent_completed 6', verdict: 'pass', extra, from: place('e6') },
  ]);
  expect(violations).toEqual([]);
});

it('reads a verdict that is stated, then failed tests, before success', async () => {
  expect(await verdictsIn(judged([{ agentId: 'v1', success: true, verdict: 'Rejected' }]))).toEqual([['v1', 'fail']]);
  const tests = { total: 3, passed: 2, failed: 1 };
  expect(await verdictsIn(judged([{ agentId: 'v2', success: true, testResults: tests }]))).toEqual([['v2', 'fail']]);
  const byAgent = { agentIds: ['v1', 'v2'], success: true, verdictByAgent: { v1: 'approved', v2: 'fail' } };
  expect(await verdictsIn(judged([byAgent]))).toEqual([
    ['v1', 'pass'],
    ['v2', 'fail'],
  ]);
});

it('reads no verdict where none is stated, in unknown words, or in the success of an agent that does not validate', async () => {
  const ends = [{ agentId: 'v1' }, { agentId: 'v2', success: true, verdict: 'it depends' }];
  const { reports, violations } = await imported(judged(ends));
  expect([reports, violations]).toEqual([[], ['C.validated']]);
});

it('leaves an agent that reports itself to its reports, and reads no verdict in the success that an export writes', async () => {
  const files = judged([{ agentId: 'v2', success: true }], { reprise: { version: 0 } });
  expect(await verdictsIn(files)).toEqual([]);
  const { events } = judged([{ agentId: 'v1', success: true }])['events-judged.json'] as { events: object[] };
  const report = { id: 'r1', timestamp: '2026-03-01T10:03:30Z', eventType: 'agent_reported', actor: 'v1' };
  const own = [...events, { ...report, details: { agentId: 'v1', text: 'No', verdict: 'fail' } }];
  expect(await verdictsIn({ 'events-judged.json': { events: own }, 'planning-judged.json': PLAN })).toEqual([
    ['v1', 'fail'],
  ]);
});

it('takes a pass for newer than work that ended at the same moment', async () => {
  const files = judged([{ agentId: 'v1', success: true }, { agentId: 'v2' }]);
  const { events } = files['events-judged.json'] as { events: { timestamp: string }[] };
  const atOnce = events.map((event) => ({ ...event, timestamp: '2026-03-01T10:00:00Z' }));
  expect((await imported({ ...files, 'events-judged.json': { events: atOnce } })).violations).toEqual([]);
});
