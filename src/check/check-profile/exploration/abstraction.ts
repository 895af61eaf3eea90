// What an exploration distinguishes states by: the state of every entity and what else the rules read, as words. Left out is
// what no rule reads (texts, titles, ids of events and commands, times, attempts), and counters are kept as none or some:
// how many cycles there were, how many tokens were used below a limit.

import { phase } from '../../../../machines/life-cycles/phase.ts';
import { allocationOf, sessionBudget } from '../../../../machines/state/budget.ts';
import type { State } from '../../../../machines/state/state.ts';
import { TokenTally } from '../../../../machines/state/token-tally.ts';
import { openFails } from '../../../../machines/state/verdicts.ts';
import { isIn, wavePlaceOf } from '../../../../machines/state/waves.ts';
import type { CycleRow } from '../../../../machines/state/work-rows.ts';

/** The state in words, the same for states that the law cannot tell apart. */
export const abstractionOf = (state: State): string => {
  if (state.session.state === 'unstarted') return 'not started';
  // Nothing can follow, so nothing else can matter.
  if (state.session.state === 'ended') return `ended as ${state.session.outcome}`;
  const words: string[] = [];
  if (state.session.state === 'paused') words.push('paused');
  if (state.session.enforcement !== 'enforce') words.push('observed');
  processWords(state, words);
  workWords(state, words);
  planWords(state, words);
  tokenWords(state, words);
  return words.length === 0 ? 'started' : words.join('; ');
};

/**
 * How far a session has come, in words: that many phases are done, however they were, and that many gates open. Fewer than
 * `abstractionOf` distinguishes, for the search for one way to the end.
 */
export const progressOf = (state: State): string => {
  if (state.session.state !== 'running') return abstractionOf(state);
  const phases = state.session.phases.values().filter(({ state: life }) => phase.isEnded(life)).length;
  const gates = state.session.gates.values().filter((gate) => ['passed', 'waived'].includes(gate.state)).length;
  const words = [`${phases} phases done`, `${gates} gates open`, `in ${state.session.activePhase}`];
  workWords(state, words);
  planWords(state, words);
  return `${words.join('; ')}; ${state.work.openCycles.length} of ${state.work.lastCycle} cycles open`;
};

const processWords = (state: State, words: string[]): void => {
  for (const [phase, { state: life }] of state.session.phases.entries())
    if (life !== 'pending') words.push(`${phase} ${life}`);
  for (const [id, { state: life, guards, ofProfile }] of state.session.gates.entries()) {
    if (ofProfile && life === 'pending') continue;
    const own = ofProfile ? '' : ` (${guards === undefined ? 'its own' : `its own, of ${guards}`})`;
    words.push(`gate ${id} ${life}${own}`);
  }
  for (const number of state.work.openCycles) {
    const { state: life, lastWave } = state.work.cycles.get(String(number)) as CycleRow;
    words.push(`cycle ${life}${lastWave > 0 ? ` at wave ${lastWave}` : ''}`);
  }
  if (state.work.openCycles.length === 0 && state.work.lastCycle > 0) words.push('cycles ended');
  const { agents, tasks } = state.work.carried;
  if (agents.length + tasks.length > 0) words.push(`${[...new Set([...agents, ...tasks])].join(', ')} carried on`);
  if (state.work.lastWave > 0) words.push(`at wave ${state.work.lastWave}`);
};

/** Where something runs that a cycle may carry. */
const cycleWord = (cycle: number | undefined, open: number | undefined): string =>
  cycle === undefined ? '' : ` in ${cycle === open ? 'this' : 'another'} cycle`;

const workWords = (state: State, words: string[]): void => {
  const open = state.work.openCycles.at(-1);
  const place = wavePlaceOf(state.work, state.session);
  for (const [id, { state: life, wave, cycle, phase, inCycle }] of state.work.agents.entries()) {
    // Outside of cycles the phase of a launch matters to the waves alone.
    const within = cycle !== undefined ? 'cycle' : wave !== undefined && phase !== undefined ? 'phase' : undefined;
    const where = within === undefined ? '' : ` in ${isIn({ cycle, phase }, place) ? 'this' : 'another'} ${within}`;
    const carried = inCycle === cycle ? '' : `, now${cycleWord(inCycle, open)}`;
    // Where one was launched matters while it runs.
    words.push(
      life === 'running'
        ? `${id} running${wave === undefined ? '' : ` in wave ${wave}`}${where}${carried}`
        : `${id} ${life}`,
    );
  }
  if (state.work.verdicts.validated) words.push('validated');
  for (const { agentType, subject } of openFails(state.work.verdicts))
    words.push(`${agentType} says fail${subject === undefined ? '' : ` on ${subject}`}`);
  for (const [id, { state: life, dependencies, inCycle }] of state.work.tasks.entries())
    words.push(
      `${id} ${life}${life === 'running' ? cycleWord(inCycle, open) : ''}${dependencies.length === 0 ? '' : ` after ${dependencies.join(', ')}`}`,
    );
  for (const [id, { state: life, agentId }] of state.work.todos.entries())
    words.push(`${id} ${life}${agentId === undefined ? '' : ` of ${agentId}`}`);
  for (const [id, { state: life, blocks }] of state.evidence.findings.entries())
    words.push(`${id} ${life}${blocks ? ' and blocks' : ''}`);
  for (const [id, { holds }] of state.evidence.baselines.entries()) words.push(`${id} ${holds ? 'holds' : 'broken'}`);
  const { rows, changes } = state.evidence.reviews;
  for (const [id, { state: life, origin }] of rows.entries()) {
    // Where a review was requested matters while it, or the changes that it asked for, keeps something from ending.
    const binds = life === 'awaited' || changes.values().includes(id);
    const where = origin?.cycle === undefined ? '' : origin.cycle === open ? ' in this cycle' : ' in another cycle';
    const newest = life === 'changes_requested' && !binds ? ', reviewed again' : '';
    words.push(`${id} ${life}${binds ? where : newest}`);
  }
};

const planWords = (state: State, words: string[]): void => {
  for (const [id, { state: life }] of state.plan.requirements.entries()) words.push(`${id} ${life}`);
  for (const [id, { state: life }] of state.plan.deliverables.entries()) words.push(`${id} ${life}`);
  for (const [id, { state: life }] of state.plan.sections.entries()) words.push(`${id} ${life}`);
  for (const [id, { state: life, parent }] of state.plan.items.entries())
    words.push(`${id} ${life}${parent === undefined ? '' : ` below ${parent}`}`);
  for (const [id, { state: life }] of state.evidence.questions.entries()) words.push(`${id} ${life}`);
};

const tokenWords = (state: State, words: string[]): void => {
  const tell = (limit: string, used: number, most: number | undefined): void => {
    if (used > 0 && most !== undefined) words.push(`${limit} ${used > most ? 'over its tokens' : 'within its tokens'}`);
  };
  tell('session', TokenTally.countedTotal(state.budget.tokens), sessionBudget(state));
  const { activePhase } = state.session;
  if (activePhase !== null)
    tell(activePhase, TokenTally.phase(state.budget.tokens, activePhase).tokens, allocationOf(state, activePhase));
  for (const [id, { estimate }] of state.work.tasks.entries())
    tell(id, TokenTally.task(state.budget.tokens, id).tokens, estimate);
};
