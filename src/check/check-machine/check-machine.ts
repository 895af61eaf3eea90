// The check of a user's own XState machine: every state that its events lead to, explored with @xstate/graph.
import type { AnyStateMachine } from 'xstate';
import { exploreMachine } from './explore.ts';
import { limitText } from './growth.ts';
import { requireOptions } from './options.ts';
import { problemsOf } from './problems.ts';
import type { CheckMachineOptions, MachineCheck } from './result.ts';
import { refuseUncheckable } from './uncheckable.ts';

const MAX_STATES = 10_000;

/**
 * Explores a machine from its start: which states cannot be reached, whether it can end, from where it no longer can, and
 * what violates an invariant. Each with the shortest events that show it.
 *
 * @throws RepriseError BAD_INPUT for what is not a machine, for a machine that uses `after`, `invoke`, a delay or a
 * spawned actor (what these do is not an event), for one that never comes to rest after an event, and where a guard or
 * action throws on an event.
 */
export const checkMachine = (machine: AnyStateMachine, options: CheckMachineOptions = {}): MachineCheck => {
  const begun = performance.now();
  refuseUncheckable(machine);
  requireOptions(options);
  const { maxStates = MAX_STATES, ends = ({ status }) => status === 'done' } = options;
  const exploration = exploreMachine(machine, options, maxStates);
  const { places, stopped } = exploration;
  const problems = problemsOf(machine, exploration, options, ends);
  return {
    machine: machine.id,
    ok: problems.length === 0 && stopped === undefined,
    complete: stopped === undefined,
    states: places.length,
    edges: places.reduce((sum, { edges }) => sum + edges.length, 0),
    explored: places.map(({ id, edges, steps, snapshot }) => ({
      id,
      edges: edges.map(({ command, to }) => ({ command, to: to.id })),
      steps,
      ended: ends(snapshot),
    })),
    ...(stopped !== undefined && { limit: limitText(places, stopped) }),
    problems,
    durationMs: Math.round(performance.now() - begun),
  };
};
