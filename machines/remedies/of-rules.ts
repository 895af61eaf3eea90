// What removes a violation of each rule, the most helpful first. A move need not be accepted: what refuses it is
// remedied in its turn (see all.ts). A rule is in this table, or tests/machines/without-remedy.ts says why none does.
import type { Fact } from '../commands/fact.ts';
import { factsOf } from '../commands/facts.ts';
import { COMMAND_WORDS, type CommandWord, wordFor } from '../commands/words.ts';
import { defined } from '../defined.ts';
import { entryOf } from '../events/catalog.ts';
import type { Carried } from '../events/fields.ts';
import { areLegal } from '../is-legal.ts';
import { type LegalMove, moveOf, type Path } from '../legal.ts';
import { VALIDATORS, validates } from '../profile.ts';
import { usedUp } from '../state/budget.ts';
import { gateIdOf } from '../state/gate-names.ts';
import { awaitedReviews } from '../state/reviews.ts';
import { runningAgentsIn, runningTasksIn, runningWork, runningWorkIn } from '../state/running.ts';
import type { State } from '../state/state.ts';
import { type OpenFail, openFails } from '../state/verdicts.ts';
import * as way from './stand-in-the-way.ts';

type Data = Readonly<Record<string, unknown>>;
/** The command that was refused, which may have become other facts. */
type Given = { readonly name: string; readonly data: unknown };
type Remedies = (state: State, data: Data, type: Fact['type'], given: Given) => LegalMove[];

const move = (word: CommandWord, data: Data, ...needs: readonly string[]): LegalMove =>
  moveOf(
    word,
    data,
    needs.map((need): Path => [need]),
  );

const endAgents = ({ work }: State, ids: readonly string[]): LegalMove[] =>
  ids.map((agentId) =>
    move(work.agents.get(agentId)?.state === 'paused' ? 'agent.resume' : 'agent.complete', { agents: [{ agentId }] }),
  );

const finishTask = (taskId: string): LegalMove[] => [
  move('task.complete', { taskId }),
  move('task.drop', { taskId }, 'reason'),
];
const finishTodo = (todoId: string): LegalMove[] => [
  move('todo.complete', { todoId }),
  move('todo.cancel', { todoId }),
];
const finishPhase = (state: State, phase: string): LegalMove[] =>
  state.session.phases.get(phase)?.state === 'active'
    ? [move('phase.complete', { phase })]
    : [move('phase.start', { phase }), move('phase.skip', { phase }, 'reason')];
const openGate = (gate: string): LegalMove[] => [move('gate.pass', { gate }), move('gate.waive', { gate }, 'reason')];

const reviewAgain = (state: State, reviewId: string): LegalMove[] => {
  const { rows } = state.evidence.reviews;
  const origin = rows.get(reviewId)?.origin;
  const withdraw = move('review.withdraw', { reviewId }, 'reason');
  // A review that nobody requested has a subject of its own, which no request can name.
  if (origin === undefined || origin.subject.startsWith(' ')) return [withdraw];
  const again = awaitedReviews(state.evidence.reviews, (row) => row.origin?.subject === origin.subject)[0];
  const { subject: of, phase } = origin;
  return [
    again === undefined
      ? move('review.request', { of, ...(phase !== undefined && phase !== of && { phase }) })
      : move('review.give', { reviewId: again, verdict: 'approved' }),
    withdraw,
  ];
};

const answerFail = ({ work }: State, { agentType, subject }: OpenFail): LegalMove[] => {
  const agentId = work.agents
    .entries()
    .findLast(
      ([id, row]) =>
        row.agentType === agentType && (subject !== undefined || (work.verdicts.given.get(id) ?? []).length === 0),
    )?.[0];
  return agentId === undefined
    ? []
    : [move('agent.report', { agentId, verdict: 'pass', ...(subject !== undefined && { subject }) }, 'text')];
};

const validate = ({ work, session }: State): LegalMove[] => {
  const { profile } = session;
  const [agentType] = profile.validators ?? VALIDATORS;
  if (agentType === undefined) return [];
  const agentId = work.agents.entries().findLast(([, { agentType }]) => validates(profile, agentType))?.[0];
  return agentId === undefined
    ? [moveOf('agent.launch', { agents: [{ agentType }] }, [['agents', 0, 'agentId']])]
    : [move('agent.report', { agentId, verdict: 'pass' }, 'text')];
};

/** The same command with all that runs carried into the next phase; where that is refused too, the phase's end alone. */
const carrying = (state: State, { phase }: Data, type: Fact['type'], { name, data }: Given): LegalMove[] => {
  const carry = runningWork(state);
  const carried = carry.length > 0 ? { carry } : {};
  const { carry: _carry, carried: _carried, ...given } = (data ?? {}) as Data;
  const end: CommandWord = type === 'phase_abandoned' ? 'phase.abandon' : 'phase.complete';
  const ways = [move(name === 'phase.next' ? name : end, { ...given, ...carried }), move(end, { phase, ...carried })];
  return ways.filter((way) => isAccepted(state, way)).slice(0, 1);
};

/** The end of a cycle with all that runs in it carried into the next */
const carryingCycle = (state: State, { cycle }: Data, { data }: Given): LegalMove[] => {
  const carry = runningWorkIn(state, Number(cycle));
  const { carry: _carry, carried: _carried, ...given } = (data ?? {}) as Data;
  return [move('cycle.end', { ...given, cycle, ...(carry.length > 0 && { carry }) })];
};

const carriedIn = ({ carried }: Data): Carried => (carried ?? {}) as Carried;

const completeTasks = (ids: readonly string[]): LegalMove[] => ids.map((taskId) => move('task.complete', { taskId }));

const isAccepted = (state: State, { word, data }: LegalMove): boolean => {
  const found = factsOf(state, word, data, () => '');
  return 'facts' in found && areLegal(state, found.facts);
};

/** The same command by each of the actors that the profile reserves it for. */
const byAllowed = ({ session }: State, type: Fact['type'], { name, data }: Given): LegalMove[] => {
  const { word } = entryOf(type).command;
  const { actors = {} } = session.profile;
  const allowed = Object.hasOwn(actors, word) ? (actors[word] as readonly string[]) : [];
  const same = COMMAND_WORDS.find((one) => one === name) ?? wordFor(type);
  return allowed.map((actor) => ({ ...move(same, (data ?? {}) as Data), actor }));
};

/** What brings an agent back, where anything does. */
const back = ({ agentId }: Data): LegalMove[] => [
  move('agent.resume', { agents: [{ agentId }] }),
  move('agent.find', { agents: [{ agentId }] }),
];

/** The same under each agent that runs, and as the orchestrator's own. */
const underAnother = (state: State, { agentId: _agentId, ...data }: Data, type: Fact['type']): LegalMove[] =>
  [...way.runningAgents(state).map((agentId) => ({ ...data, agentId })), data].map((one) => move(wordFor(type), one));

/** What makes a task depend on the rest of what it depends on. */
const dependOnRest = ({ work }: State, taskId: unknown, without: readonly string[]): LegalMove =>
  move(
    'task.depend',
    {
      taskId,
      dependencies: (work.tasks.get(String(taskId))?.dependencies ?? []).filter((id) => !without.includes(id)),
    },
    'reason',
  );

const BY_RULE: Readonly<Record<string, Remedies>> = {
  'S.actor': (state, _data, type, given) => byAllowed(state, type, given),
  'S.paused': () => [move('session.resume', {})],
  'S.finished': (state) => [
    ...endAgents(state, way.runningAgents(state)),
    ...way.openTasks(state).flatMap(finishTask),
    ...way.unfinishedPhases(state).flatMap((phase) => finishPhase(state, phase)),
  ],
  'S.satisfied': (state) => [
    ...way.openRequirements(state).map((requirementId) => move('requirement.meet', { requirementId })),
    ...way.openDeliverables(state).map((deliverableId) => move('deliverable.deliver', { deliverableId })),
    ...way.openTodos(state).flatMap(finishTodo),
    ...way.openQuestions(state).map((entryId) => move('question.resolve', { entryId }, 'answer')),
    ...way.openItems(state).map((itemId) => move('item.done', { itemId })),
  ],
  'H.awaited': (state, data) =>
    awaitedReviews(state.evidence.reviews, ({ origin }) => !('phase' in data) || origin?.phase === data.phase).flatMap(
      (reviewId) => [
        move('review.give', { reviewId, verdict: 'approved' }),
        move('review.withdraw', { reviewId }, 'reason'),
      ],
    ),
  'H.changes': (state, data) => way.changesAsked(state, data).flatMap((reviewId) => reviewAgain(state, reviewId)),
  'P.order': (state, { phase }) => way.unfinishedPhases(state, phase).flatMap((one) => finishPhase(state, one)),
  'P.one': (state, { phase }) =>
    state.session.activePhases.filter((one) => one !== phase).map((one) => move('phase.complete', { phase: one })),
  'P.work': (state, data, type, given) => {
    const { agents = [], tasks = [] } = carriedIn(data);
    return [
      ...endAgents(
        state,
        way.runningAgents(state).filter((id) => !agents.includes(id)),
      ),
      ...completeTasks(way.runningTasks(state).filter((id) => !tasks.includes(id))),
      ...carrying(state, data, type, given),
    ];
  },
  'G.guard': (state) => way.shutGates(state).flatMap(openGate),
  'G.started': (state, { gate }) => {
    const id = gateIdOf(state.session, String(gate));
    const guards = state.session.gates.get(id)?.guards;
    return [
      ...(guards === undefined ? [] : [move('phase.start', { phase: guards })]),
      move('gate.waive', { gate: id }, 'reason'),
    ];
  },
  'G.criteria': (state, { gate }) => openGate(gateIdOf(state.session, String(gate))),
  'G.defined': (state, { gateId, guards }) => {
    const known = state.session.gates.get(gateIdOf(state.session, String(gateId)))?.guards;
    return [guards, known]
      .filter((phase) => typeof phase === 'string' && state.session.phases.get(phase)?.state === 'completed')
      .map((phase) => move('phase.reopen', { phase }, 'reason'));
  },
  'T.ready': (state, { taskId }) => {
    const open = way.openDependencies(state, 'task', taskId);
    return [...open.flatMap(finishTask), dependOnRest(state, taskId, open)];
  },
  'T.dropped': (state, { taskId }) => {
    const dropped = way.goneDependencies(state, 'task', taskId);
    return [
      dependOnRest(state, taskId, dropped),
      ...dropped.map((id) => move('task.reopen', { taskId: id }, 'reason')),
    ];
  },
  'T.reopened': (state, { taskId }) =>
    way
      .begunDependents(state, taskId)
      .flatMap(([id, isRunning]) => [
        isRunning ? move('task.drop', { taskId: id }, 'reason') : move('task.reopen', { taskId: id }, 'reason'),
        dependOnRest(state, id, [String(taskId)]),
      ]),
  'T.agent': (state, data, type) => [...back(data), ...underAnother(state, data, type)],
  'W.after': (state, { wave }) => endAgents(state, way.agentsOfEarlierWaves(state, wave)),
  'C.one': ({ work }) => work.openCycles.map((cycle) => move('cycle.end', { cycle })),
  'C.agents': (state, data, _type, given) => {
    const { agents = [] } = carriedIn(data);
    return [
      ...endAgents(
        state,
        runningAgentsIn(state, Number(data.cycle)).filter((id) => !agents.includes(id)),
      ),
      ...carryingCycle(state, data, given),
    ];
  },
  'C.tasks': (state, data, _type, given) => {
    const { tasks = [] } = carriedIn(data);
    const left = runningTasksIn(state, Number(data.cycle)).filter((id) => !tasks.includes(id));
    return [...completeTasks(left), ...carryingCycle(state, data, given)];
  },
  'C.carried': (state, data, _type, given) => carryingCycle(state, data, given),
  'C.complete': (state) => [
    ...way.blockingFindings(state).map((findingId) => move('follow-up.resolve', { findingId })),
    ...way.brokenBaselines(state).map((baselineId) => move('baseline.compare', { baselineId, holds: true }, 'value')),
    ...(state.session.profile.cycles ? way.openItems(state).map((itemId) => move('item.done', { itemId })) : []),
    ...state.work.openCycles.map((cycle) => move('cycle.end', { cycle })),
  ],
  'C.failed': (state) => openFails(state.work.verdicts).flatMap((fail) => answerFail(state, fail)),
  'C.validated': validate,
  'B.spent': (state) => usedUp(state).map(({ phase }) => move('budget.raise', defined({ phase }), 'tokens', 'reason')),
  'B.count': (_state, data) => [move('tokens.use', data, 'total')],
  'B.session': () => [move('budget.raise', {}, 'tokens', 'reason')],
  'B.phase': (state, { phase = state.session.activePhase }) =>
    phase === undefined ? [] : [move('budget.raise', { phase }, 'tokens', 'reason')],
  'L.parent': (state, { itemId }) => way.openChildren(state, itemId).map((id) => move('item.done', { itemId: id })),
  'K.answer': (state, { entryId }) =>
    (state.evidence.questions.get(String(entryId))?.options ?? []).map((answer) =>
      move('question.resolve', { entryId, answer }),
    ),
  'D.ready': (state, { todoId }) =>
    way.openDependencies(state, 'todo', todoId).map((id) => move('todo.complete', { todoId: id })),
  'D.cancelled': (state, { todoId }) =>
    way.goneDependencies(state, 'todo', todoId).map((id) => move('todo.reopen', { todoId: id }, 'reason')),
  'D.reason': (_state, { todoId }) => [move('todo.fail', { todoId }, 'reason')],
  'D.agent': (state, data, type) => [
    ...back(data),
    moveOf('agent.launch', { agents: [{ agentId: data.agentId }] }, [['agents', 0, 'agentType']]),
    ...underAnother(state, data, type),
  ],
  'D.one': (state, { todoId }) => way.todosBeside(state, todoId).flatMap(finishTodo),
};

export const RULE_REMEDIES: Readonly<Record<string, (state: State, fact: Fact, given: Given) => LegalMove[]>> =
  Object.fromEntries(
    Object.entries(BY_RULE).map(([rule, remedies]) => [
      rule,
      (state: State, { type, data }: Fact, given: Given) => remedies(state, data as Data, type, given),
    ]),
  );
