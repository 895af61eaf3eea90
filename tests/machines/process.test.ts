// The complete law explored by @xstate/graph as one transition function: every state that a process can legally reach.
import { getAdjacencyMap } from '@xstate/graph';
import { describe, expect, test } from 'vitest';
import { fromTransition } from 'xstate';
import { decide } from '../../machines/decide.ts';
import { initialState, type State } from '../../machines/state/state.ts';
import { eventIds } from '../../src/check/check-profile/exploration/event-ids.ts';
import { sha256 } from '../history.ts';

type GeneratedCommand = { type: string; data: Record<string, unknown> };
type Edge = { event: GeneratedCommand; state: { context: State } };

/** What distinguishes two states here: the states of life cycles, not the history that led there. */
const keyOf = (state: State): string =>
  [
    state.session.state,
    state.session.outcome ?? '',
    ...state.session.phases.entries().map(([name, row]) => `${name} ${row.state}`),
    ...state.session.gates.entries().map(([id, row]) => `${id} ${row.state}`),
    ...state.work.cycles.entries().map(([id, row]) => `cycle ${id} ${row.state}`),
    ...state.work.agents.entries().map(([id, row]) => `${id} ${row.state}`),
    ...state.evidence.reviews.rows.entries().map(([id, row]) => `${id} ${row.state}`),
  ].join('; ');

interface Explored {
  readonly states: Map<string, State>;
  readonly edges: { from: string; command: GeneratedCommand; to: string }[];
}

const explore = (commands: readonly GeneratedCommand[]): Explored => {
  let ids = 0;
  const law = fromTransition((state: State, command: GeneratedCommand) => {
    ids += 1;
    const identified = { id: `command-${ids}`, name: command.type, data: command.data };
    const at = { now: '2026-01-31T14:00:00.000Z', newId: eventIds(`event-${ids}`), commitId: `commit-${ids}`, sha256 };
    const decision = decide(state, identified, at);
    return decision.kind === 'accepted' ? decision.state : state;
  }, initialState('s1'));
  const map = getAdjacencyMap(law, {
    events: [...commands],
    serializeState: (snapshot) => keyOf(snapshot.context),
    serializeEvent: (event) => JSON.stringify(event),
    limit: 200_000,
  });
  const states = new Map<string, State>();
  const edges: Explored['edges'] = [];
  for (const [from, { state, transitions }] of Object.entries(map)) {
    states.set(from, state.context);
    for (const { event, state: after } of Object.values(transitions as Record<string, Edge>)) {
      const to = keyOf(after.context);
      if (to !== from) edges.push({ from, command: event, to });
    }
  }
  return { states, edges };
};

/** States from which no path leads to an end as completed. */
const stuck = ({ states, edges }: Explored): string[] => {
  const back = new Map<string, string[]>();
  for (const { from, to } of edges) back.set(to, [...(back.get(to) ?? []), from]);
  const reach = new Set([...states].filter(([, state]) => state.session.outcome === 'completed').map(([name]) => name));
  const open = [...reach];
  for (let name = open.pop(); name !== undefined; name = open.pop())
    for (const from of back.get(name) ?? [])
      if (!reach.has(from)) {
        reach.add(from);
        open.push(from);
      }
  return [...states]
    .filter(([name, state]) => !reach.has(name) && state.session.state !== 'ended')
    .map(([name]) => name);
};

describe('a process with phases and gates', () => {
  const phases = ['Plan', 'Work', 'Check'];
  const profile = {
    name: 'three',
    phases,
    gates: [
      { id: 'planned', name: 'Planned', guards: 'Plan' },
      { id: 'checked', name: 'Checked', guards: 'Check' },
    ],
  };
  const explored = explore([
    { type: 'session.start', data: { goal: 'Explore', profile } },
    { type: 'session.pause', data: {} },
    { type: 'session.resume', data: {} },
    { type: 'session.end', data: { outcome: 'completed' } },
    { type: 'session.end', data: { outcome: 'failed' } },
    ...phases.flatMap((phase) => [
      { type: 'phase.start', data: { phase } },
      { type: 'phase.complete', data: { phase } },
      { type: 'phase.skip', data: { phase, reason: 'Known' } },
      { type: 'phase.reopen', data: { phase, reason: 'A hole' } },
    ]),
    ...['planned', 'checked'].flatMap((gate) => [
      { type: 'gate.pass', data: { gate, criteria: ['Clear'] } },
      { type: 'gate.fail', data: { gate, criteria: ['Clear'] } },
      { type: 'gate.waive', data: { gate, criteria: [], reason: 'By hand' } },
    ]),
  ]);

  test('has no dead end: from every state a way leads to its completion', () => {
    expect(explored.states.size).toBeGreaterThan(500);
    expect(stuck(explored)).toEqual([]);
  });

  test('passes or fails a gate only where its phase is active or completed', () => {
    const verdicts = explored.edges.filter(({ command }) => ['gate.pass', 'gate.fail'].includes(command.type));
    expect(verdicts.length).toBeGreaterThan(100);
    for (const { from, command } of verdicts) {
      const guarded = command.data.gate === 'planned' ? 'Plan' : 'Check';
      const current = explored.states.get(from)?.session.phases.get(guarded)?.state;
      expect([from, current]).toEqual([from, expect.stringMatching(/^(active|completed)$/)]);
    }
  });

  test('never has two active phases, nor one active before those ahead of it are done', () => {
    for (const [name, state] of explored.states) {
      const states = phases.map((phase) => state.session.phases.get(phase)?.state ?? 'pending');
      const active = states.indexOf('active');
      expect([name, states.filter((one) => one === 'active').length]).toEqual([name, active < 0 ? 0 : 1]);
      const ahead = states.slice(0, Math.max(active, 0));
      expect([name, ahead.every((one) => one === 'completed' || one === 'skipped')]).toEqual([name, true]);
    }
  });

  test('never passes a gate that is not passed or waived', () => {
    for (const { from, command } of explored.edges) {
      const before = explored.states.get(from) as State;
      const gate = command.type === 'phase.start' && command.data.phase === 'Work' ? 'planned' : 'checked';
      const through =
        (command.type === 'phase.start' && command.data.phase === 'Work') || command.data.outcome === 'completed';
      if (through)
        expect([from, before.session.gates.get(gate)?.state]).toEqual([
          from,
          expect.stringMatching(/^(passed|waived)$/),
        ]);
    }
  });
});

describe('a process in cycles', () => {
  const cycles = [1, 2];
  const explored = explore([
    { type: 'session.start', data: { goal: 'Explore', profile: 'cycles' } },
    { type: 'session.end', data: { outcome: 'completed' } },
    ...cycles.flatMap((cycle) => [
      { type: 'cycle.start', data: { cycle } },
      { type: 'cycle.end', data: { cycle } },
      { type: 'agent.launch', data: { agents: [{ agentId: `a${cycle}`, agentType: 'debug' }] } },
      { type: 'agent.complete', data: { agents: [{ agentId: `a${cycle}` }] } },
    ]),
    { type: 'review.request', data: { reviewId: 'v1', of: 'The plan' } },
    { type: 'review.give', data: { reviewId: 'v1', verdict: 'approved' } },
  ]);

  test('has no dead end, and completes only with no cycle open, no agent running and no review awaited', () => {
    expect(explored.states.size).toBeGreaterThan(50);
    expect(stuck(explored)).toEqual([]);
    for (const { from, command } of explored.edges)
      if (command.type === 'session.end') expect(from).not.toMatch(/open|running$|a\d running|awaited/);
  });
});
