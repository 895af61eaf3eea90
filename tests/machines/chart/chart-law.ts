// The law of the chart in one state: every move that it offers is accepted by `decide`, and every accepted command that
// moves a phase, a gate, a cycle, the pause or the session is one that it offers. The candidates are made here, from the
// state alone, so that a move that the chart forgot is missed.
import { activeStates } from '../../../machines/chart/active-states.ts';
import type { Chart } from '../../../machines/chart/chart.ts';
import { chartOfSession } from '../../../machines/chart/chart-of.ts';
import { movesOf } from '../../../machines/chart/moves-of.ts';
import { decide } from '../../../machines/decide.ts';
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { completed, sampleFor } from '../../../machines/legal.ts';
import { runningWork, runningWorkIn } from '../../../machines/state/running.ts';
import type { State } from '../../../machines/state/state.ts';
import { stepsOf } from '../../../machines/steps.ts';
import { eventIds } from '../../../src/check/check-profile/exploration/event-ids.ts';
import { sentBy } from '../../../src/check/run/sender.ts';

interface Candidate {
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** The move of the chart that it would be. */
  readonly id: string;
}

const NOW = '9999-01-01T00:00:00.000Z';

const send = (state: State, command: { name: string; data: unknown; actor?: string }) =>
  decide(
    state,
    { id: 'probe', ...command, time: NOW },
    { now: NOW, newId: eventIds('probe'), commitId: 'probe', sha256: () => '0'.repeat(64) },
  );

const reason = 'A reason';

const withCarry = (ids: readonly string[]) => (ids.length > 0 ? [{}, { carry: ids }] : [{}]);

const candidatesIn = (state: State): Candidate[] => {
  const { session, work, evidence } = state;
  const all: Candidate[] = [];
  const add = (name: string, data: Candidate['data'], about?: string) =>
    all.push({ name, data, id: about === undefined ? name : `${name} ${about}` });
  if (session.state === 'unstarted') add('session.start', { goal: 'A goal' });
  add('session.pause', {});
  add('session.resume', {});
  for (const outcome of ['completed', 'failed', 'cancelled']) add('session.end', { outcome }, outcome);
  for (const phase of session.profile.phases) {
    add('phase.start', { phase }, phase);
    for (const carry of withCarry(runningWork(state))) {
      add('phase.complete', { phase, ...carry }, phase);
      add('phase.abandon', { phase, reason, ...carry }, phase);
    }
    for (const word of ['phase.skip', 'phase.unskip', 'phase.reopen']) add(word, { phase, reason }, phase);
  }
  for (const [gate, { name, criteria, guards }] of session.gates.entries()) {
    if (name === '') continue;
    for (const word of ['gate.pass', 'gate.fail', 'gate.waive'])
      add(word, { gate, ...(word === 'gate.waive' && { reason }) }, gate);
    add('gate.define', { gateId: gate, name, criteria, ...(guards !== undefined && { guards }) }, gate);
  }
  if (!session.profile.cycles && work.lastCycle === 0) return all;
  for (let cycle = 1; cycle <= work.lastCycle + 1; cycle += 1) {
    add('cycle.start', { cycle });
    for (const carry of withCarry(runningWorkIn(state, cycle))) add('cycle.end', { cycle, ...carry });
  }
  add('review.request', { of: 'Something' });
  for (const [reviewId] of evidence.reviews.rows.entries()) {
    for (const verdict of ['approved', 'changes_requested']) add('review.give', { reviewId, verdict }, verdict);
    add('review.withdraw', { reviewId, reason });
  }
  return all;
};

const MOVED = new Set(['session', 'phase', 'gate', 'cycle']);

/** What the chart and `decide` disagree about, as sentences. */
export const differences = (state: State, chart: Chart = chartOfSession(state)): string[] => {
  const wrong: string[] = [];
  const { profile } = state.session;
  const offered = movesOf(chart, state);
  const at = () => `at ${JSON.stringify(activeStates(chart, state))}`;
  for (const move of offered) {
    const data = completed(
      move,
      move.needs.map((need) => sampleFor(state, need)),
    );
    const decision = send(state, { name: move.word, data, ...(move.actor !== undefined && { actor: move.actor }) });
    if (decision.kind !== 'accepted')
      wrong.push(
        `offered and refused: ${move.id} ${JSON.stringify(data)}: ${decision.kind === 'rejected' ? decision.rejection.detail : decision.kind} ${at()}`,
      );
  }
  const ids = new Set(offered.map(({ id }) => id));
  for (const { id, name, data } of candidatesIn(state)) {
    if (ids.has(id)) continue;
    const decision = send(state, sentBy(profile, { name, data }));
    if (decision.kind !== 'accepted') continue;
    const moves = decision.events.flatMap((event) => stepsOf(state, event as RecordedEvent));
    if (moves.some(({ kind }) => MOVED.has(kind)))
      wrong.push(`accepted and not offered: ${id} ${JSON.stringify(data)} ${at()}`);
  }
  return wrong;
};
