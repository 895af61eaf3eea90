// Why a mutant that no test kills is harmless. The first entry that fits counts; each names where it fits: `file`, a part of
// the `line`, the `mutator`, a part of the text `before`, the whole text `after`.
const PHASE = 'machines/rules/phase.ts';
const SESSION = 'machines/rules/session.ts';
const WORK = 'machines/rules/work.ts';
const COMPARED = 'No number or text is below or above `undefined`.';
const CHECK = 'machines/check.ts';
const ENTITIES = 'machines/state/entities.ts';
const EVOLVE = 'machines/evolve.ts';
const STEPS = 'machines/steps.ts';
const DECIDE = 'machines/decide.ts';
const LEGAL = 'machines/legal.ts';
const LISTED = 'Only saves a check: the law refuses it all the same.';
const RECORD = 'machines/rules/record.ts';
const NESTING = 'machines/events/nesting.ts';
const LIST = 'machines/collections/list.ts';
const LIMITS = 'machines/state/budget.ts';
const TABLE = 'machines/collections/table.ts';
const FACTS = 'machines/commands/facts.ts';
const FLOW = 'projections/flow.ts';
const AGENTS = 'projections/slices/agents.ts';
const ASKED = 'projections/slices/asked.ts';
const GATES = 'projections/slices/gates.ts';
const TASKS = 'projections/slices/tasks.ts';
const TIMELINE = 'projections/timeline.ts';
const SAVED = 'projections/saved-time.ts';
const SERVICE = 'projections/item-service.ts';
const ALL_VIEWS = 'projections/all.ts';
const SLICE = 'projections/slice.ts';
const CYCLES = 'projections/cycles.ts';
const CYCLE_AGENTS = 'projections/cycle-agents.ts';
const LEARNED = 'projections/learned.ts';
const STORIES = 'projections/slices/cycle-stories.ts';
const PLAN = 'projections/plan.ts';
const WAVES = 'projections/waves.ts';
const WAITING = 'projections/waiting.ts';
const TODO_WAVES = 'projections/todo-waves.ts';
const OWN_WORK = 'projections/own-work.ts';
const INTERVALS = 'projections/intervals.ts';
const FLOW_TEXT = 'projections/flow-text.ts';
const STATUS = 'projections/status.ts';
const PLAN_MD = 'projections/slices/plan-md.ts';
const SPANS = 'projections/slices/spans.ts';
const PHASES = 'projections/slices/phases.ts';
const TODOS = 'machines/commands/todos-sync.ts';
const FORMS = 'machines/commands/forms.ts';
const PLANNING = 'projections/slices/planning.ts';
const LATER =
  'Only a type of event that no view names leads here, as tests/projections/new-event-type.test.ts adds some; it replaces modules, which only Vitest can.';
const OPENS = 'The event that opens the row sets its status.';
const UNWRITTEN = 'A member that is undefined is not written.';
const ORDER = 'projections/plan-order.ts';
const INVARIANT = 'machines/invariants/invariant.ts';
const ROW = 'Every phase of the profile has its row; the question mark is for the compiler.';

export const HARMLESS = [
  { file: PHASE, before: 'state.session.phases.get(phase)?.state', why: ROW },
  { file: PHASE, line: 'STARTED.has(', mutator: 'StringLiteral', why: ROW },
  {
    file: PHASE,
    line: 'if (index < 0)',
    after: 'index <= 0',
    why: 'Nothing comes before the first phase, so nothing is missing there.',
  },
  {
    file: PHASE,
    line: 'return name !== data.phase',
    after: 'true',
    why: 'A phase that is active cannot start: its machine refuses, and then the rules are not evaluated.',
  },
  {
    file: PHASE,
    line: 'return name !== data.phase',
    why: 'Any place is above that of a phase that the profile lacks (-1), and no other phase has the same place.',
  },
  {
    file: PHASE,
    line: 'if (index < 1)',
    after: 'false',
    why: 'No phase comes before the first, so no gate is checked.',
  },
  { file: PHASE, line: 'guarded.find(', after: 'true', why: 'No phase has the name `undefined`.' },
  {
    before: "'error'",
    after: '""',
    mutator: 'StringLiteral',
    file: PHASE,
    why: 'A fixed rule is an error whatever it was made with.',
  },
  { file: SESSION, before: 'state.session.phases.get(name)?.state', why: ROW },
  { file: SESSION, line: 'last !== undefined && event.time < last', after: 'true', why: COMPARED },
  {
    file: WORK,
    line: 'state.work.tasks.get(taskId)?.dependencies',
    why: 'A task that was never planned cannot start: its machine refuses, and then the rules are not evaluated.',
  },
  {
    file: 'machines/rules/carried.ts',
    line: 'state.work.cycles.get(String(cycle))?.running',
    why: 'A cycle that never started cannot end: its machine refuses, and then the rules are not evaluated.',
  },
  {
    file: WORK,
    before: '[]',
    after: '["Stryker was here"]',
    why: 'A task of that name is nowhere: it is not open, has no wave and leads nowhere.',
  },
  {
    file: WORK,
    line: 'if (!state.work.dependents.has(taskId))',
    after: 'false',
    why: 'Only spares the search where it could find nothing.',
  },
  {
    file: WORK,
    line: 'state.work.runningWaves.length === 0',
    why: 'Only spares the search: no number is below `undefined`, and without waves there is no earlier one.',
  },
  { file: WORK, before: 'wave === undefined', after: 'false', why: COMPARED },
  { file: CHECK, line: "kind !== 'session'", why: 'Before its start a session refuses nothing: S.first reports it.' },
  {
    file: CHECK,
    line: 'state.ordinal > 0',
    why: 'The machine of the session accepts the first start, so nothing is refused there either way.',
  },
  { file: CHECK, line: 'if (refused.length > 0) violations', why: 'A copy of nothing is nothing.' },
  { file: ENTITIES, before: '?.', why: 'Its row was set a moment before.' },
  {
    file: EVOLVE,
    mutator: 'EqualityOperator',
    after: 'event.ordinal >= state.ordinal',
    why: 'It has that value already.',
  },
  {
    file: EVOLVE,
    mutator: 'EqualityOperator',
    after: 'event.time >= state.lastTime',
    why: 'It has that value already.',
  },
  {
    file: EVOLVE,
    mutator: 'EqualityOperator',
    after: 'event.data.cycle >= next.lastCycle',
    why: 'It has that value already.',
  },
  { file: EVOLVE, mutator: 'EqualityOperator', after: 'wave < lastWaveOf(next)', why: 'It has that value already.' },
  { file: STEPS, line: 'state.work.cycles.get(String(id))?.state', why: 'An open cycle has its row.' },
  {
    file: DECIDE,
    line: "fact.type === 'session_started'",
    why: 'S.first is the one error that a start can be, and it is refused either way.',
  },
  {
    file: DECIDE,
    line: 'violations.length > 0 ? eventOf',
    why: 'The event made again without violations is the same event, with the same id.',
  },
  { file: LEGAL, before: "'…'", why: 'No rule reads the text.' },
  { file: LEGAL, line: "life === 'completed' ||", why: LISTED },
  {
    file: LEGAL,
    before: '[{ agentId }]',
    after: '[]',
    why: 'An agent that runs can always end; that it runs was checked before.',
  },
  {
    file: LEGAL,
    line: "add('agent_launched'",
    why: 'Which agents are launched, no rule minds but one about an id that is taken.',
  },
  {
    file: RECORD,
    line: 'state.work.todos.get(todoId)?.dependencies',
    why: 'A todo that was never created cannot start: its machine refuses, and then the rules are not evaluated.',
  },
  { file: RECORD, before: '[]', after: '["Stryker was here"]', why: 'A todo of that name is nowhere.' },
  {
    file: RECORD,
    line: 'if (agentId === undefined)',
    after: 'false',
    why: 'Nobody is called `undefined`, so nobody has another.',
  },
  { file: RECORD, line: 'count !== undefined && count < 0', after: 'true', why: COMPARED },
  { file: RECORD, before: "'error'", after: '""', why: 'A fixed rule is an error whatever it was made with.' },
  {
    file: NESTING,
    line: 'Array.isArray(value)',
    why: 'The entries of a list are checked like those of an object.',
  },
  { file: INVARIANT, line: 'value === memo[name]', after: 'false', why: 'Only spares a copy.' },
  { file: INVARIANT, line: 'result.length === 0', after: 'false', why: 'No detail is no violation.' },
  {
    file: 'machines/invariants/phase.ts',
    before: "''",
    why: 'Only for the compiler: what is undefined was left out before.',
  },
  {
    file: 'machines/invariants/phase.ts',
    line: 'phase !== undefined &&',
    after: 'true',
    why: 'No phase is called `undefined`.',
  },
  { file: 'machines/invariants/work.ts', line: 'const possible', after: 'true', why: 'Only spares the walk.' },
  { file: 'machines/invariants/work.ts', before: 'wave === undefined', after: 'false', why: COMPARED },
  { file: SESSION, before: "'error'", after: '""', why: 'A fixed rule is an error whatever it was made with.' },
  {
    file: LIST,
    line: 'return new List<T>([], 0)',
    why: 'What the shared array holds beyond the length of a list is never seen.',
  },
  {
    file: LIST,
    line: 'this.#items.length === this.length && this.length > 0',
    why: 'Only spares a copy; and of an array that an empty list shares it shows nothing.',
  },
  { file: LIST, line: 'place < 0 ||', after: 'false', why: 'An array has nothing at a place below 0.' },
  { file: LIMITS, line: 'most !== undefined && used > most', after: 'true', why: COMPARED },
  { file: LIMITS, line: 'if (taskId !== undefined)', after: 'true', why: 'No task is called `undefined`.' },
  {
    file: 'machines/profile.ts',
    before: "'custom'",
    why: 'Of an issue only its path and its sentence are shown, never its code.',
  },
  { file: TABLE, line: "#key = ''", why: 'Only the text of a difference is read, and that is set with it.' },
  { file: TABLE, line: '#had = false', why: 'Only the text of a difference is read, and that is set with it.' },
  { file: FACTS, line: 'given.entryId === undefined', after: 'true', why: 'A given value replaces the generated one.' },
  {
    file: FACTS,
    line: 'given.reviewId === undefined',
    after: 'true',
    why: 'A given value replaces the generated one.',
  },
  {
    file: FACTS,
    line: "typeof given.gate !== 'string'",
    after: 'false',
    why: 'A value that is not a text names no gate, and the schema refuses it.',
  },
  { file: FACTS, line: 'by === undefined ?', after: 'false', why: UNWRITTEN },
  {
    file: FACTS,
    line: "return factOf('question.ask'",
    before: "'question.ask'",
    why: 'Only reported of data that the schema of the event refuses; that of the question has refused it before.',
  },
  { file: FLOW, line: 'if (last === undefined)', after: 'false', why: COMPARED },
  { file: FLOW, line: 'startedAt !== null && startedAt <= last', after: 'true', why: '`null` is not below any time.' },
  { file: FLOW, line: 'guards !== null && guards === lastPhase', after: 'true', why: 'No phase is called `null`.' },
  {
    file: AGENTS,
    line: 'phase === null ? `${cycle ??',
    before: "''",
    why: 'Keys are only compared, and no cycle has that name.',
  },
  {
    file: AGENTS,
    line: 'before.wave !== null',
    after: 'true',
    before: 'before.wave !== null',
    why: 'No wave has the key `null`.',
  },
  {
    file: AGENTS,
    line: 'if (key !== null && data.wave !== undefined)',
    why: 'Both are there or neither: the second question is for the compiler.',
  },
  { file: AGENTS, before: 'row?.wave', why: 'Every agent of a wave has its row.' },
  {
    file: GATES,
    line: 'id === gateId ? state.gateAliases',
    after: 'false',
    why: 'An id may as well stand for itself: a gate that has it is found by it first.',
  },
  { file: GATES, before: "'mentioned'", why: 'Only whether the profile or the session defined it is read.' },
  { file: GATES, line: 'return rows === state.gates', after: 'false', why: 'Only spares a copy.' },
  { file: GATES, line: 'phases: [] }', before: '[]', why: 'No phase that is reopened has that name.' },
  {
    file: ASKED,
    line: 'relevantAgents = []',
    before: '[]',
    why: 'No agent has that name, and whom a question names is only compared with agents.',
  },
  {
    file: ASKED,
    line: "if (event.type !== 'review_requested')",
    after: 'false',
    why: 'Nothing else makes a review wait; the question is for the compiler.',
  },
  { file: TIMELINE, line: 'launchedAt ?? []', before: '[]', why: 'Every agent of a wave was launched.' },
  {
    file: TIMELINE,
    line: 'endedAt ?? []',
    before: '[]',
    why: 'Where no agent of a wave runs each has its end, and otherwise no end is shown.',
  },
  { file: TIMELINE, mutator: 'EqualityOperator', after: 'time <= first', why: 'It has that value already.' },
  { file: TIMELINE, mutator: 'EqualityOperator', after: 'time >= last', why: 'It has that value already.' },
  {
    file: TIMELINE,
    line: 'row === undefined || row.wave === null',
    why: 'Every agent that has a span has its row, and no wave has the key `null`.',
  },
  { file: TIMELINE, before: 'row !== undefined', after: 'true', why: 'Every agent that has a span has its row.' },
  { file: TIMELINE, before: 'row?.launch', why: 'Every agent that has a span has its row.' },
  {
    file: 'projections/duration.ts',
    line: 'if (start === null || end === null || start === undefined || end === undefined)',
    why: 'A missing value is not a day of the calendar either, so the result is `null` all the same.',
  },
  {
    file: SAVED,
    line: 'spanS === null || busyS === null',
    after: 'false',
    why: 'Where the busy time is not known the span is not.',
  },
  { file: SAVED, line: "Date.parse(launchedAt ?? '')", before: "''", why: 'Only compared where each has both times.' },
  { file: SAVED, line: "Date.parse(endedAt ?? '')", before: "''", why: 'Only compared where each has both times.' },
  { file: SERVICE, before: 'launch?.itemIds', why: 'Only agents with a launch are compared.' },
  { file: SERVICE, before: '[]', line: 'flatMap', why: 'No item has that name.' },
  { file: ALL_VIEWS, line: '!slices.includes(slice)', after: 'true', why: 'Only spares to fold a part twice.' },
  { file: ALL_VIEWS, line: 'members.get(name) ?? []', before: '[]', why: 'Every view has its members.' },
  { file: SLICE, line: 'if (after === before) continue;', after: 'false', why: 'Only spares a copy.' },
  { file: LEARNED, line: 'default:', why: 'Every type is named; the rest is for the compiler.' },
  {
    file: LEARNED,
    line: "const report = event.type === 'agent_reported'",
    after: 'true',
    why: 'What else is learned has no such members, but for the verdict of a review, which is taken either way.',
  },
  { file: LEARNED, line: "inferred: type === 'plan_item_done' &&", why: 'Nothing else can be inferred.' },
  {
    file: CYCLE_AGENTS,
    line: "if (event.type !== 'agent_reported') continue;",
    after: 'false',
    why: 'Nobody is called `undefined`.',
  },
  { file: CYCLES, line: "event.type !== 'agent_reported' ||", after: 'false', why: 'Nobody is called `undefined`.' },
  { file: CYCLE_AGENTS, before: 'row?.', why: 'Every agent that was launched has its row.' },
  { file: CYCLE_AGENTS, before: "'running'", why: 'Every agent that was launched has its row.' },
  { file: STORIES, before: 'was && !awaited', why: 'With no review awaited no cycle waits, and none is moved.' },
  {
    file: STORIES,
    before: 'story === undefined',
    after: 'false',
    why: 'Every open cycle was started, and has its story.',
  },
  { file: STORIES, before: '[]', after: '["Stryker was here"]', why: 'A cycle that has no story is passed over.' },
  { file: STORIES, before: "'cycle'", after: '""', why: LATER },
  { file: STORIES, line: 'const moveStory', why: LATER },
  { file: STORIES, line: 'open: withCycleMoved(state.open, moved)', why: LATER },
  { file: STORIES, line: "const status = statusAfter('cycle', story.status, moved.signal)", why: LATER },
  { file: STORIES, line: 'return { ...story, status, endedAt: cycle.isEnded(status)', why: LATER },
  { file: STORIES, line: 'const plan = planAfter(state.plan, event);', why: LATER },
  {
    file: STORIES,
    line: 'return intoNewest({ ...state, plan }, (story) => ({ ...story, plan: plan.counts }));',
    why: LATER,
  },
  { file: STORIES, line: 'const following = ', why: LATER },
  { file: PLANNING, line: '(row, status) => ({ ...row, status }),', why: LATER },
  { file: PLANNING, line: 'status: statusAfter(', mutator: 'StringLiteral', why: OPENS },
  { file: STORIES, before: 'state.newest === null', after: 'false', why: 'No cycle has the key `null`.' },
  { file: PLAN, line: 'launch?.taskIds ?? []', before: '[]', why: 'No task has that name.' },
  { file: WAVES, line: 'launch?.taskIds ?? []', before: '[]', why: 'No task has that name.' },
  { file: WAVES, line: 'members.flatMap(', before: 'launch?.taskIds', why: 'Every agent of a wave was launched.' },
  { file: WAVES, line: 'tasks: []', before: '[]', why: 'They are filled in at the end.' },
  { file: WAVES, line: 'taskIds.get(key) ?? []', before: '[]', why: 'Every wave has its set of tasks.' },
  {
    file: WAVES,
    line: 'cycle === null ? [...(taskIds.get(key)',
    before: '[]',
    why: 'No number and id of a task read so.',
  },
  {
    file: WAITING,
    line: 'rows.flatMap(({ start, end }) => [start, end]',
    why: 'What is no time is neither after the question nor before the answer.',
  },
  { file: WAITING, line: 'waits.length === 0 ? []', after: 'false', why: 'Only spares the search: nothing waits.' },
  {
    file: PLAN_MD,
    before: "'item'",
    why: 'What is neither a section nor one removed is an item.',
  },
  { file: PLAN_MD, line: 'status: statusAfter(', mutator: 'StringLiteral', why: OPENS },
  {
    file: PLAN_MD,
    line: 'if (before?.status === after.status) return counts;',
    after: 'false',
    why: 'Only spares a copy.',
  },
  {
    file: SPANS,
    line: 'if (status === undefined) return state;',
    after: 'false',
    why: 'Every event that comes here names the status; the question is for the compiler.',
  },
  {
    file: SPANS,
    mutator: 'OptionalChaining',
    line: 'Moves.',
    why: 'The table has a step for each of these types; the question mark is for the compiler.',
  },
  { file: TODO_WAVES, before: "''", why: 'Every agent of a wave was launched.' },
  { file: TODO_WAVES, mutator: 'OptionalChaining', before: 'row?.wave', why: 'Every agent of a wave has its row.' },
  { file: TODO_WAVES, line: 'agentId === null ? undefined', after: 'false', why: 'Nobody is called `null`.' },
  {
    file: 'projections/todo.ts',
    line: "wave === null ? '' : waveKey(",
    why: 'What has no wave has no cycle and no phase either: one group, under whichever key.',
  },
  {
    file: PLAN,
    line: "?? { tokens: 0, source: 'profile' }",
    why: 'Every phase that is listed has its allocation; the rest is for the compiler.',
  },
  { file: 'projections/parallel.ts', line: 'if (change > 0)', after: 'change >= 0', why: 'A change is 1 or -1.' },
  { file: OWN_WORK, line: 'if (owner === null) continue;', after: 'false', why: 'Nobody is called `null`.' },
  { file: OWN_WORK, line: 'launch?.taskIds ?? []', before: '[]', why: 'No task has that name.' },
  { file: OWN_WORK, before: 'span.taskId === null', after: 'false', why: 'No task is called `null`.' },
  {
    file: OWN_WORK,
    line: 'start !== null && time !== null',
    after: 'true',
    before: '!== null',
    why: '`null` is neither before nor after a time.',
  },
  {
    file: OWN_WORK,
    line: 'tasksOf.get(agentId) ?? []',
    before: '[]',
    why: 'A text has no start and no end, so no time was busy with it.',
  },
  {
    file: INTERVALS,
    line: 'end !== null && knownTime(end) === null',
    after: 'false',
    why: 'The unknown time is before any other, so that nothing ends then that began at a known one.',
  },
  {
    file: INTERVALS,
    line: 'if (end <= at) continue;',
    after: 'end < at',
    why: 'What ends at that moment takes nothing away.',
  },
  {
    file: INTERVALS,
    line: 'if (start >= to) break;',
    after: 'start > to',
    why: 'What begins at that moment takes nothing away.',
  },
  {
    file: 'projections/duration.ts',
    line: 'end === UNKNOWN_TIME',
    after: 'false',
    before: 'end === UNKNOWN_TIME',
    why: 'The unknown time is before any other, and what ends before it began has no known duration.',
  },
  { file: FLOW_TEXT, line: 'dropped = []', before: '[]', why: 'No task has that name.' },
  {
    file: STATUS,
    before: 'state !== undefined',
    after: 'true',
    why: 'The first signal of each life cycle is the one that an entity begins with.',
  },
  { file: PHASES, line: 'return index < 0 ?', why: 'The step of the phase opened its row, so it has a place.' },
  {
    file: TODOS,
    line: 'pending: [],',
    before: '[]',
    why: 'Only what is pending already can come to be so, and that is checked first.',
  },
  {
    file: TODOS,
    line: 'at === undefined ? undefined : next',
    after: 'false',
    why: 'From nowhere no signal leads anywhere.',
  },
  { file: TODOS, line: '(dependencies ?? [])', before: '[]', why: 'No todo of the list has that id.' },
  {
    file: TODOS,
    line: 'if (id !== undefined',
    before: 'id !== undefined',
    after: 'true',
    why: 'Only ids are stored, and only ids are looked up: either check is enough.',
  },
  { file: TODOS, line: 'id === undefined ? undefined :', after: 'false', why: 'No todo has the id `undefined`.' },
  { file: TODOS, line: 'if (one.id !== undefined && isIt', after: 'true', why: 'Without an id there is no row.' },
  { file: TODOS, line: 'byContent.', before: '[]', why: 'No todo of the session has that id.' },
  { file: TODOS, line: 'const taken = new Set', before: '[]', why: 'No todo has that name.' },
  { file: TODOS, line: 'one.id === undefined ? []', after: 'false', why: 'Nothing depends on what has no id.' },
  { file: TODOS, line: 'id === undefined ? []', after: 'false', why: 'Nothing depends on what has no id.' },
  { file: TODOS, line: 'todo.status) ?? []', before: '[]', why: 'What no way leads to was not found to be this todo.' },
  {
    file: TODOS,
    line: 'return reason !== undefined &&',
    before: 'reason !== undefined',
    after: 'true',
    why: UNWRITTEN,
  },
  { file: TODOS, line: 'return Object.fromEntries(Object.entries(data)', why: UNWRITTEN },
  { file: FORMS, mutator: 'Regex', why: 'No name has that anywhere but at its end.' },
  {
    file: FORMS,
    line: 'if (/-ids?$/.test(full))',
    after: 'true',
    why: 'Another name stays as it is, and is stored once.',
  },
  {
    file: FORMS,
    line: 'if (schema.anyOf !== undefined)',
    why: 'What may be of several types may be a text or an object (a profile).',
  },
  { file: FORMS, before: 'schema.items?.type', why: 'Every list has the type of its items.' },
  {
    file: FORMS,
    line: "if (property.type === 'object' && property.properties",
    why: 'Only objects have members, and one without names of them has no list of them.',
  },
  { file: FORMS, line: 'required: path.length === 0', after: 'true', why: 'Within an object nothing is required.' },
  { file: FORMS, line: 'required: path.length === 0', before: '[]', why: 'No argument has that name.' },
  {
    file: 'machines/invariants/check-history.ts',
    line: 'this.#onEveryEvent = this.#running.filter',
    why: 'It only replaces a list of the same length, and no type is received by that many others.',
  },
  {
    file: 'machines/invariants/check-history.ts',
    before: "''",
    line: "'',",
    why: 'The memos of the other are put in its place at once.',
  },
  {
    file: 'machines/invariants/check-history.ts',
    line: 'found.length === 0 ? found',
    after: 'false',
    why: 'Without violations nothing is reported.',
  },
  {
    file: 'machines/invariants/check-history.ts',
    line: 'if (receiving === undefined)',
    after: 'true',
    why: 'Only saves looking up which invariants receive a type, or passing one an event that it ignores.',
  },
  {
    file: 'machines/invariants/check-history.ts',
    line: 'receiving = this.#running.filter',
    after: 'this.#running',
    why: 'An event that an invariant does not receive neither changes it nor violates it.',
  },
  {
    file: 'machines/invariants/check-history.ts',
    line: 'if (receiving.length === this.#onEveryEvent.length)',
    after: 'false',
    why: 'Only spares to keep a list that is there.',
  },
  {
    file: 'machines/invariants/check-history.ts',
    line: "events[0]?.sessionid ?? ''",
    before: "''",
    why: 'Without events nothing is checked.',
  },
  {
    file: 'machines/invariants/cycle.ts',

    line: "stateAfter('cycle'",
    why: 'Each signal of a cycle names the state that it leads to, from whichever.',
  },
  {
    file: 'machines/invariants/cycle.ts',
    line: "if (event.type !== 'review_requested' && countIn",
    why: 'No rule distinguishes a waiting cycle from an open one: the awaited reviews are remembered separately.',
  },
  {
    file: 'machines/invariants/cycle.ts',
    line: 'const signal = event.type',
    why: 'No rule distinguishes a waiting cycle from an open one: the awaited reviews are remembered separately.',
  },
  {
    file: 'machines/invariants/cycle.ts',
    line: 'open: cycles.open.',
    why: 'No rule distinguishes a waiting cycle from an open one: the awaited reviews are remembered separately.',
  },
  {
    file: 'machines/invariants/cycle.ts',
    line: "open.at(-1) ?? ''",
    before: "''",
    why: 'Only a name for the time in which no cycle is open.',
  },
  {
    file: 'machines/invariants/cycle.ts',
    line: "wave === undefined ? ''",
    why: 'What has no number is below none, whatever it is called.',
  },
  {
    file: 'machines/invariants/cycle.ts',
    line: 'open: [], phase',
    before: '[]',
    why: 'Only a name for the time in which no cycle is open.',
  },
  {
    file: 'machines/invariants/cycle.ts',
    line: 'if (wave === undefined) return undefined;',
    after: 'false',
    why: COMPARED,
  },
  {
    file: 'machines/invariants/moves.ts',
    line: "case 'session':",
    why: 'Never read for this kind, whose states are remembered elsewhere.',
  },
  {
    file: 'machines/invariants/moves.ts',
    line: "case 'phase':",
    why: 'Never read for this kind, whose states are remembered elsewhere.',
  },
  {
    file: 'machines/invariants/moves.ts',
    line: "case 'gate':",
    why: 'Never read for this kind, whose states are remembered elsewhere.',
  },
  {
    file: 'machines/invariants/moves.ts',
    line: "case 'cycle':",
    why: 'Never read for this kind, whose states are remembered elsewhere.',
  },
  {
    file: 'machines/invariants/moves.ts',
    mutator: 'ConditionalExpression',
    before: 'default:',
    why: 'Only read for the types that move an entity of this kind.',
  },
  {
    file: 'machines/invariants/moves.ts',
    before: "type === 'workbook_entry_added'",
    after: 'true',
    why: 'Nothing else sets the type of an entry.',
  },
  {
    file: 'machines/invariants/moves.ts',
    before: "type === 'agent_reported'",
    after: 'true',
    why: 'Nothing else has findings.',
  },
  {
    file: 'machines/invariants/moves.ts',
    mutator: 'ArrayDeclaration',
    before: '[]',
    why: 'Only read for the types that move an entity of this kind.',
  },
  {
    file: 'machines/invariants/moves.ts',
    mutator: 'LogicalOperator',
    line: 'return moves(',
    why: 'Only read for the types that move an entity of this kind.',
  },
  {
    file: 'machines/invariants/phases-and-gates.ts',
    mutator: 'ArrayDeclaration',
    line: 'order: [],',
    before: '[]',
    why: 'No phase has that name.',
  },
  {
    file: 'machines/invariants/phases-and-gates.ts',
    line: 'reducer<Phases>(() => ({ order: []',
    before: '[]',
    why: 'No phase has that name.',
  },
  {
    file: 'machines/invariants/phases-and-gates.ts',
    before: 'states.of.has(later)',
    after: 'true',
    why: 'An unknown one is in that state too.',
  },
  {
    file: 'machines/invariants/phases-and-gates.ts',
    before: 'gate?.by',
    line: "gate?.by === 'profile' && !after",
    why: 'Each gate of the profile has its row.',
  },
  {
    file: 'machines/invariants/phases-and-gates.ts',
    line: 'ofProfile: [],',
    before: '[]',
    why: 'No gate has that name.',
  },
  {
    file: 'machines/invariants/phases-and-gates.ts',
    line: 'return key === data.gateId',
    after: 'false',
    why: 'An id may as well be its own key.',
  },
  {
    file: 'machines/invariants/phases-and-gates.ts',
    line: 'phasesAfter(gates.order, data.phase)] : []',
    before: '[]',
    why: 'No phase has that name.',
  },
  {
    file: 'machines/invariants/phases-and-gates.ts',
    before: 'gate.guards !== undefined',
    after: 'true',
    why: 'No phase is called `undefined`.',
  },
  {
    file: 'machines/invariants/plan-md.ts',
    line: 'return state !== undefined && state',
    after: 'true',
    why: 'An unknown id is below nothing, so it is not counted.',
  },
  {
    file: 'machines/invariants/plan-md.ts',
    line: 'parent === undefined || (change === 0',
    why: 'Nothing reads what is below `undefined`, and to add nothing to a count that is there only spares a copy.',
  },
  {
    file: 'machines/invariants/plan-md.ts',
    before: 'after !== undefined',
    after: 'true',
    why: 'No item is called `undefined`.',
  },
  {
    file: 'machines/invariants/plan-md.ts',
    line: 'if (itemId !== above && !undone.has(above))',
    after: 'false',
    why: 'Only spares the walk.',
  },
  {
    file: 'machines/invariants/plan-md.ts',
    line: 'const placed =',
    after: 'true',
    why: 'Other events name no place: it keeps the one it has.',
  },
  {
    file: 'machines/invariants/plan-md.ts',
    line: 'const parent = placed &&',
    why: 'Where it is already it is not below itself, and neither is what is below nothing.',
  },
  {
    file: 'machines/invariants/plan-md.ts',
    line: 'parents: parent === before',
    after: 'false',
    why: 'Only spares a copy.',
  },
  {
    file: 'machines/invariants/plan-md.ts',
    line: "items.init('')",
    before: "''",
    why: 'The id of the session is not read.',
  },
  {
    file: 'machines/invariants/plan-md.ts',
    line: 'commitId: undefined, correlated',
    after: '{}',
    why: 'No commit is called `undefined`.',
  },
  {
    file: 'machines/invariants/plan-md.ts',
    before: 'below !== undefined',
    after: 'true',
    why: 'What is below nothing is not below itself.',
  },
  {
    file: 'machines/invariants/record.ts',
    mutator: 'BooleanLiteral',
    before: 'true',
    why: 'Only its presence is checked.',
  },
  {
    file: 'machines/invariants/record.ts',
    before: 'commands.last === commandid',
    after: 'false',
    why: 'Only spares a copy.',
  },
  { file: 'machines/invariants/record.ts', before: 'before !== undefined', after: 'true', why: COMPARED },
  {
    file: 'machines/invariants/session.ts',
    line: '({ any: false, started: false })',
    after: '{}',
    why: 'What is not there is not true either.',
  },
  { file: 'machines/invariants/session.ts', line: 'begun.any && (begun.started', why: 'Only spares a copy.' },
  {
    file: 'machines/invariants/session.ts',
    before: "'session_'",
    why: 'A signal that is not one of the session leaves it as it is.',
  },
  {
    file: 'machines/invariants/session.ts',
    line: 'session !== TRANSITIONS.session.none &&',
    after: 'true',
    why: 'Before the start only S.first is reported.',
  },
  {
    file: 'machines/invariants/session.ts',
    line: "phases.init('')",
    before: "''",
    why: 'The id of the session is not read.',
  },
  {
    file: 'machines/invariants/states.ts',
    line: 'if (before === state)',
    after: 'false',
    why: 'Only spares a copy: one more and one less are as many.',
  },
  {
    file: 'machines/invariants/states.ts',
    before: 'before !== undefined',
    after: 'true',
    why: 'Nothing counts the entities that are in no state.',
  },
  { file: 'machines/invariants/states.ts', line: "id === '' ? ''", why: 'No id is empty.' },
  {
    file: 'machines/invariants/todo.ts',
    before: 'agentId === undefined',
    after: 'false',
    why: 'Nobody is called `undefined`.',
  },
  {
    file: 'machines/invariants/todo.ts',
    before: 'agentId !== undefined',
    after: 'true',
    why: 'Nobody is called `undefined`.',
  },
  {
    file: 'machines/invariants/tokens.ts',
    line: "spent.activePhase ?? ''",
    before: "''",
    why: 'Only a name for the time in which no phase is active.',
  },
  {
    file: 'machines/invariants/tokens.ts',
    before: 'taskId === undefined',
    after: 'false',
    why: 'No task is called `undefined`.',
  },
  { file: 'machines/invariants/tokens.ts', before: 'most !== undefined', after: 'true', why: COMPARED },
  { file: 'machines/invariants/tokens.ts', before: 'figure !== undefined', after: 'true', why: COMPARED },
  {
    file: 'machines/invariants/workbook.ts',
    mutator: 'BooleanLiteral',
    before: 'true',
    why: 'Only its presence is checked.',
  },
  { file: 'machines/canonical-json.ts', after: 'a <= b', why: 'No two members of an object have one name.' },
  {
    file: TASKS,
    line: 'agents.at(-1) === agent',
    why: 'A task shows each of its agents once, however often it is listed.',
  },
  {
    file: PLAN_MD,
    line: "note: data.note === ''",
    why: 'An empty note is not shown either way.',
  },
  {
    file: 'projections/slices/success.ts',
    line: 'id: data.reviewId',
    why: 'Only reviews that wait for their verdict are shown.',
  },
  {
    file: 'projections/slices/success.ts',
    line: 'row?.',
    mutator: 'LogicalOperator',
    why: 'Only reviews that wait for their verdict are shown.',
  },
  { file: PHASES, line: 'opened(name, true)', before: 'true', why: 'Whether the profile has it is checked next.' },
  { file: PHASES, before: 'row.startedAt !== null', after: 'false', why: 'One that is pending has no beginning.' },
  {
    file: 'machines/invariants/phases-and-gates.ts',
    line: 'return place < 0',
    before: '[]',
    why: 'No phase has that name.',
  },
  {
    file: 'machines/invariants/todo.ts',
    line: '(busy.running.get(todoId) ?? false)',
    before: 'false',
    after: 'true',
    why: 'A todo that was not created yet has no agent to count it for, and its creation sets it as pending.',
  },
  { file: ORDER, mutator: 'StringLiteral', before: "''", why: 'The root of everything has no id to be shown.' },
  {
    file: ORDER,
    before: 'step.after === null',
    after: 'false',
    mutator: 'ConditionalExpression',
    why: 'Nothing is called `null`.',
  },
  {
    file: ORDER,
    before: 'at !== null',
    after: 'true',
    why: 'What is walked is below the root, which ends the way up.',
  },
  { file: ORDER, before: 'at?.next', why: 'What is walked is below the root, which ends the way up.' },
  {
    file: 'machines/commands/written-move.ts',
    line: 'const count = Math.max(known.length, open.size > 0',
    why: 'A move with a list has an item in it, or needs one.',
  },
  {
    file: 'machines/commands/written-move.ts',
    line: "if (typeof value === 'number')",
    why: 'No number in a move is negative, so it needs no quotes by the next line either.',
  },
  {
    file: PHASE,
    line: "(phase) => phase !== undefined && state.session.phases.get(phase)?.state === 'completed'",
    after: 'true',
    why: 'No phase is called `undefined`.',
  },
  {
    file: 'machines/state/work.ts',
    mutator: 'OptionalChaining',
    line: 'if (row?.',
    why: 'Its row was set a moment before.',
  },
  { file: 'machines/state/work.ts', before: 'next.todos.get(id)?.agentId', why: 'Its row was set a moment before.' },
  {
    file: 'machines/state/work.ts',
    mutator: 'EqualityOperator',
    after: 'data.cycle >= next.lastCycle',
    why: 'It has that value already.',
  },
  {
    file: 'machines/state/work.ts',
    mutator: 'EqualityOperator',
    after: 'wave < lastWaveOf(next)',
    why: 'It has that value already.',
  },
  {
    file: 'machines/state/work.ts',
    line: 'next.agents.get(agentId)?.agentType',
    why: 'A report opens the row of its agent.',
  },
  {
    file: 'machines/state/waves.ts',
    before: 'cycles.get(String(open))?.lastWave',
    why: 'An open cycle has its row.',
  },
  {
    file: 'machines/state/budget.ts',
    line: "if (phase !== '')",
    why: 'No phase has an empty name, so none has a limit.',
  },
  {
    file: 'machines/state/evidence.ts',
    line: 'next.questions.get(id)?.state ?? question.initial',
    mutator: 'LogicalOperator',
    why: 'A signal leads a question to one state, whichever it was in.',
  },
  {
    file: 'machines/state/evidence.ts',
    line: 'data.findings ?? []',
    why: 'A text has no id, so it is not a known finding.',
  },
  {
    file: 'machines/state/evidence.ts',
    line: 'row === undefined || row.blocks',
    before: 'row === undefined',
    after: 'false',
    why: 'A report opens the row of its finding.',
  },
  {
    file: 'machines/state/evidence.ts',
    line: 'if (finding.isOpen(row.state))',
    after: 'true',
    why: 'A finding that was just reported is open.',
  },
  { file: 'machines/state/part.ts', line: 'return row?.state === to', after: 'false', why: 'The copy equals the row.' },
  {
    file: 'machines/state/plan.ts',
    before: 'change !== 0 || !next.openChildren.has(parent)',
    after: 'true',
    why: 'Adds nothing to a count that is there.',
  },
  {
    file: 'machines/state/plan.ts',
    line: 'if (row === undefined) return;',
    after: 'false',
    why: 'The step of the item opened its row.',
  },
  {
    file: 'machines/state/plan.ts',
    line: 'if (from !== to)',
    after: 'true',
    why: 'Adds nothing to a count that is there.',
  },
  { file: 'machines/state/plan.ts', before: 'next.items.get(id)?.parent', why: 'Its row was set a moment before.' },
  {
    file: 'machines/state/plan.ts',
    before: 'after !== undefined',
    after: 'true',
    why: 'No item is called `undefined`.',
  },
  {
    file: 'machines/state/plan.ts',
    line: 'if (at !== itemId && !openChildren.has(itemId))',
    after: 'false',
    why: 'Only spares the walk, which ends the same way.',
  },
  {
    file: 'machines/state/record.ts',
    mutator: 'EqualityOperator',
    after: 'event.time >= record.lastTime',
    why: 'It has that value already.',
  },
  {
    file: 'machines/state/session.ts',
    line: '{ ...FIRST_GATE, ofProfile: true }',
    mutator: 'BooleanLiteral',
    why: 'It is read only of gates with a name, and this one has none until it is defined anew.',
  },
  {
    file: 'machines/state/session.ts',
    line: 'next.gates.get(id)?.state ?? gate.initial',
    mutator: 'LogicalOperator',
    why: 'A signal leads a gate to one state, whichever it was in.',
  },
  {
    file: 'machines/state/token-tally.ts',
    line: 'data.todoId === undefined ?',
    after: 'false',
    why: 'No todo is called `undefined`.',
  },
  {
    file: 'machines/state/token-tally.ts',
    line: "if (ownCounts || row.level === 'own')",
    why: 'Such tokens are those of the orchestrator, which has no todos: the last line gives 0 for them too.',
  },
  {
    file: GATES,
    line: 'if (row.guards !== null',
    before: 'row.guards !== null',
    after: 'true',
    why: 'What guards no phase has the place -1, before all.',
  },
  { file: GATES, line: 'if (status !== row.status)', after: 'true', why: 'Only spares a copy.' },
  {
    file: 'machines/issue-sentence.ts',
    line: 'issue === undefined',
    why: 'What zod refuses has an issue; the sentence is for the compiler.',
  },
  { file: LEGAL, line: 'if (LIFE_CYCLES.', after: 'true', why: LISTED },
  { file: LEGAL, line: 'if (!LIFE_CYCLES.agent.isActive(life)) continue;', after: 'false', why: LISTED },
  {
    file: LEGAL,
    line: 'inputSchema(wordFor(type)).required ?? []',
    before: '[]',
    why: 'Each of these commands requires the id of its task.',
  },
  {
    file: STEPS,
    line: 'const [first = () => NONE',
    why: 'Only types that move something get here; the default is for the compiler.',
  },
  { file: STEPS, line: 'if (more.length > 0)', why: 'Only spares a copy.' },
  { file: STEPS, before: 'guards !== undefined', after: 'true', why: 'No phase is called `undefined`.' },
  {
    file: 'projections/status.ts',
    line: "const [from = '', other = ''] = lifeCycle.states;",
    why: 'Each life cycle has two states and more; the texts are for the compiler.',
  },
  {
    file: 'projections/todo.ts',
    line: "status: statusAfter('todo', undefined, 'todo_created')",
    before: "'todo_created'",
    why: 'The event that opens the row sets its status.',
  },
];
