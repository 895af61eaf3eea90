// `phase.next`: completes the phase that it goes on from and starts the one after it. Sent twice from one phase, by
// whomever, it advances one phase: the second finds the work done.
import { sentenceOf } from '../issue-sentence.ts';
import type { State } from '../state/state.ts';
import { carriedBy } from './carry.ts';
import type { Fact, Facts } from './fact.ts';
import { OWN_INPUTS } from './inputs.ts';

const started = (phase: string): Fact => ({ type: 'phase_started', data: { phase } });

const done = (state: State, phase: string, what: string): Facts => {
  const active = state.session.activePhases.at(-1);
  const now = active === undefined ? 'no phase is active' : active === phase ? undefined : `phase ${active} is active`;
  return { facts: [], why: `phase ${phase} ${what}${now === undefined ? '' : `, and ${now}`}` };
};

/** @param seen the session as the sender last saw it: without `from`, the phase that was active there is meant */
export const nextPhase = (state: State, data: unknown, seen: State): Facts => {
  const parsed = OWN_INPUTS['phase.next'].safeParse(data ?? {});
  if (!parsed.success) return { invalid: `phase.next: ${sentenceOf(parsed.error)}` };
  const { from = seen.session.activePhases.at(-1), carry, ...ending } = parsed.data;
  if (from !== undefined) return phaseAfter(state, from, { ...ending, ...carriedBy(state, carry) });
  return carry === undefined ? firstPhase(state, seen) : { invalid: `phase.next: no phase is active${NOT_CARRIED}` };
};

const NOT_CARRIED = ', so that nothing is carried into the next';

const phaseAfter = (state: State, from: string, ending: { readonly carried?: object }): Facts => {
  const { profile, phases } = state.session;
  const lifeOf = (phase: string) => phases.get(phase)?.state;
  const later = profile.phases.slice(profile.phases.indexOf(from) + 1);
  const life = lifeOf(from);
  if (life === 'completed' || life === 'abandoned') {
    const next = later.find((phase) => lifeOf(phase) !== 'skipped');
    if (next === undefined || lifeOf(next) !== 'pending') return done(state, from, `is already ${life}`);
    return ending.carried === undefined
      ? { facts: [started(next)] }
      : { invalid: `phase.next: phase ${from} is already ${life}${NOT_CARRIED}` };
  }
  // A phase that is not active and has not been is refused as it ends: by its machine, or as one that the profile lacks.
  const next = later.find((phase) => lifeOf(phase) === 'pending');
  const completed: Fact = { type: 'phase_completed', data: { phase: from, ...ending } };
  return { facts: next === undefined ? [completed] : [completed, started(next)] };
};

/** No phase was active: the first that was pending is meant. */
const firstPhase = (state: State, seen: State): Facts => {
  const { profile, phases } = state.session;
  const last = profile.phases.at(-1);
  if (state.session.started && last === undefined)
    return { invalid: `phase.next: profile ${profile.name} has no phases` };
  const first = profile.phases.find((phase) => (seen.session.phases.get(phase)?.state ?? 'pending') === 'pending');
  // The rules refuse what cannot be done: they have the session's state for it.
  if (first === undefined) return { facts: [started(last ?? 'Context')] };
  const life = phases.get(first)?.state;
  return life === undefined || life === 'pending' || life === 'skipped'
    ? { facts: [started(first)] }
    : done(state, first, `is already ${life}`);
};
