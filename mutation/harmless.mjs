// Why a mutant that no test kills is harmless. The first entry that fits counts; each says where it fits: `file`, a part of
// the `line`, the `mutator`, a part of the text `before`, the whole text `after`.
const PHASE = 'machines/rules/phase.ts';
const SESSION = 'machines/rules/session.ts';
const WORK = 'machines/rules/work.ts';
const COMPARED = 'No number or text is below or above `undefined`.';
const CHECK = 'machines/check.ts';
const ENTITIES = 'machines/entities.ts';
const EVOLVE = 'machines/evolve.ts';
const STEPS = 'machines/steps.ts';
const DECIDE = 'machines/decide.ts';
const LEGAL = 'machines/legal.ts';
const LISTED = 'Only spares a question: the law refuses it all the same.';
const RECORD = 'machines/rules/record.ts';
const ENVELOPE = 'machines/events/envelope.ts';
const NESTING = 'machines/events/nesting.ts';
const LIST = 'machines/list.ts';
const STATE = 'machines/state.ts';
const LIMITS = 'machines/limits.ts';
const USAGE = 'machines/usage.ts';
const TABLE = 'machines/table.ts';
const FACTS = 'machines/commands/facts.ts';
const FLOW = 'projections/flow.ts';
const AGENTS = 'projections/slices/agents.ts';
const GATES = 'projections/slices/gates.ts';
const TASKS = 'projections/slices/tasks.ts';
const TIMELINE = 'projections/timeline.ts';
const SAVED = 'projections/saved-time.ts';
const SERVICE = 'projections/item-service.ts';
const ALL_VIEWS = 'projections/all.ts';
const SLICE = 'projections/slice.ts';
const CYCLES = 'projections/cycles.ts';
const STORIES = 'projections/slices/cycle-stories.ts';
const PLAN = 'projections/plan.ts';
const PHASES = 'projections/slices/phases.ts';
const TODOS = 'machines/commands/todos-sync.ts';
const FORMS = 'machines/commands/forms.ts';
const UNWRITTEN = 'A member that is undefined is not written.';
const INVARIANT = 'machines/invariants/invariant.ts';
const ROW = 'Every phase of the profile has its row; the question mark is for the compiler.';

export const HARMLESS = [
  { file: PHASE, before: 'state.phases.get(phase)?.state', why: ROW },
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
    why: 'A phase that is active cannot start: its machine refuses, and then the rules are not asked.',
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
    why: 'No phase comes before the first, so no gate is looked at.',
  },
  { file: PHASE, line: 'guarded.find(', after: 'true', why: 'No phase has the name `undefined`.' },
  {
    before: "'error'",
    after: '""',
    mutator: 'StringLiteral',
    file: PHASE,
    why: 'A fixed rule is an error whatever it was made with.',
  },
  { file: SESSION, before: 'state.phases.get(phase)?.state', why: ROW },
  { file: SESSION, line: 'last !== undefined && event.time < last', after: 'true', why: COMPARED },
  {
    file: WORK,
    line: "?.state !== 'completed'",
    before: 'state.tasks.get(id)?.state',
    why: 'It is looked at before whether the task is there.',
  },
  {
    file: WORK,
    line: 'state.tasks.get(data.taskId)?.dependencies',
    why: 'A task that was never planned cannot start: its machine refuses, and then the rules are not asked.',
  },
  {
    file: WORK,
    line: 'state.cycles.get(String(data.cycle))?.running',
    why: 'A cycle that never started cannot end: its machine refuses, and then the rules are not asked.',
  },
  {
    file: WORK,
    before: '[]',
    after: '["Stryker was here"]',
    why: 'A task of that name is nowhere: it is not open, has no wave and leads nowhere.',
  },
  {
    file: WORK,
    line: 'if (!state.awaitedTasks.has(taskId))',
    after: 'false',
    why: 'Only spares the search where it could find nothing.',
  },
  {
    file: WORK,
    line: 'state.runningWaves.length === 0',
    why: 'Only spares the search: no number is below `undefined`, and of no waves none is earlier.',
  },
  { file: WORK, before: 'wave === undefined', after: 'false', why: COMPARED },
  { file: CHECK, line: "kind !== 'session'", why: 'Before its start a session refuses nothing: S.first tells.' },
  {
    file: CHECK,
    line: 'state.ordinal > 0',
    why: 'The machine of the session accepts the first start, so nothing is refused there either way.',
  },
  { file: CHECK, line: 'if (refused.length > 0) violations', why: 'A copy of nothing is nothing.' },
  { file: ENTITIES, line: "from === 'none' && to === 'none'", after: 'true', why: 'Nothing leads back to `none`.' },
  { file: ENTITIES, line: 'from === to ? row', after: 'false', why: 'The copy equals the row.' },
  { file: ENTITIES, line: "case 'item'", after: '""', why: 'The row lacks a parent either way.' },
  {
    file: ENTITIES,
    line: "from === 'active'",
    after: 'true',
    why: 'Takes out of the active phases one that is not among them.',
  },
  { file: ENTITIES, before: '?.', why: 'Its row was set a moment before.' },
  { file: ENTITIES, line: 'change !== 0 ||', after: 'true', why: 'Adds nothing to a count that is there.' },
  {
    file: ENTITIES,
    line: 'row?.cycle !== undefined',
    after: 'true',
    why: 'No cycle is called `undefined`, so none is changed.',
  },
  { mutator: 'ConditionalExpression', before: 'default: return;', why: 'Nothing follows.' },
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
  { file: EVOLVE, line: 'next.agents.get(event.data.agentId)?.agentType', why: 'A report opens the row of its agent.' },
  { file: EVOLVE, line: 'of findings ?? []', why: 'A text has no id, so it is no finding that is known.' },
  {
    file: EVOLVE,
    line: 'row === undefined || row.blocks',
    after: 'false',
    why: 'A report opens the row of its finding.',
  },
  { file: EVOLVE, line: "row.state === 'open'", after: 'true', why: 'A finding that was just reported is open.' },
  { file: EVOLVE, line: 'if (row === undefined) return;', after: 'false', why: 'The step of the item opened its row.' },
  {
    file: EVOLVE,
    line: "?.state ?? 'none'",
    after: '""',
    why: 'The row is there for the length of a step, and from either the agent comes to run.',
  },
  {
    line: "one('session', '', event.type)",
    after: '"Stryker was here!"',
    why: 'There is one session: nobody looks at the id.',
  },
  { file: STEPS, line: 'state.cycles.get(String(id))?.state', why: 'An open cycle has its row.' },
  { file: STEPS, line: 'gate.guards !== undefined &&', after: 'true', why: 'No phase is called `undefined`.' },
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
  {
    file: DECIDE,
    line: "command.description ?? ''",
    why: 'Any short text stands for one that was not given; it is only looked at.',
  },
  { file: LEGAL, before: "'…'", why: 'No rule looks at what the text says.' },
  { file: LEGAL, line: "life === 'completed' ||", why: LISTED },
  { file: LEGAL, line: "life !== 'running'", why: LISTED },
  { file: LEGAL, line: "life === 'open'", why: LISTED },
  { file: LEGAL, line: "life === 'awaited'", why: LISTED },
  { file: LEGAL, line: "life !== 'done' && life !== 'dropped'", why: LISTED },
  {
    file: LEGAL,
    before: '[{ agentId }]',
    after: '[]',
    why: 'An agent that runs can always end; that it runs was looked at before.',
  },
  {
    file: LEGAL,
    line: "add('agent_launched'",
    why: 'Which agents are launched, no rule minds but one about an id that is taken.',
  },
  { file: LEGAL, line: 'const newId', after: '{}', why: 'Nobody is called `undefined` either.' },
  {
    file: RECORD,
    line: 'ids.filter((id) => state.todos.get(id)?.state',
    why: 'Only todos that are there are asked about.',
  },
  {
    file: RECORD,
    line: 'state.todos.get(data.todoId)?.',
    why: 'A todo that was never created cannot start: its machine refuses, and then the rules are not asked.',
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
    file: ENVELOPE,
    line: 'issue === undefined',
    why: 'What zod refuses has an issue; the sentence is for the compiler.',
  },
  {
    file: ENVELOPE,
    line: 'envelope === undefined || data?.extra',
    after: 'true',
    why: 'Only spares the search where the schema leaves nothing open.',
  },
  {
    file: NESTING,
    line: 'Array.isArray(value)',
    why: 'The entries of a list are looked at as those of an object are.',
  },
  { file: INVARIANT, line: 'value === memo[name]', after: 'false', why: 'Only spares a copy.' },
  { file: INVARIANT, line: 'answer.length === 0', after: 'false', why: 'No detail is no violation.' },
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
  {
    file: 'machines/invariants/work.ts',
    line: 'wanted.set(id, true)',
    after: 'false',
    why: 'Only that it is there is asked.',
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
  { file: STATE, before: 'state.cycles.get(String(cycle))?.lastWave', why: 'An open cycle has its row.' },
  { file: STATE, before: 'after !== undefined', after: 'true', why: 'No item is called `undefined`.' },
  {
    file: STATE,
    line: 'if (at !== itemId && !state.openChildren.has(itemId))',
    after: 'false',
    why: 'Only spares the walk, which ends the same way.',
  },
  { file: LIMITS, line: 'most !== undefined && used > most', after: 'true', why: COMPARED },
  {
    file: LIMITS,
    line: 'if (phase !== null)',
    after: 'true',
    why: 'Of no phase nothing is counted: 0 is above no limit.',
  },
  { file: LIMITS, line: 'if (taskId !== undefined)', after: 'true', why: 'No task is called `undefined`.' },
  {
    file: 'machines/profile.ts',
    before: "'custom'",
    why: 'Of an issue only its path and its sentence are told, never its code.',
  },
  {
    file: USAGE,
    line: 'if (levels === undefined || by === undefined)',
    why: 'Both are there or neither: a model with figures has a phase with figures.',
  },
  { file: USAGE, line: 'cost === tokens ?', after: 'false', why: 'Only spares a copy.' },
  {
    file: USAGE,
    line: 'data.model === undefined',
    why: 'A figure without a model has no key: either of the two questions is enough, the other is for the compiler.',
  },
  { file: USAGE, line: 'key === undefined', why: 'A figure without a model has no key: either question is enough.' },
  { file: TABLE, line: "#key = ''", why: 'Only what a difference says is read, and that is set with it.' },
  { file: TABLE, line: '#had = false', why: 'Only what a difference says is read, and that is set with it.' },
  {
    file: FACTS,
    line: 'issue === undefined',
    why: 'What zod refuses has an issue; the sentence is for the compiler.',
  },
  { file: FACTS, line: 'given.entryId === undefined', after: 'true', why: 'What is given stands over what was made.' },
  { file: FACTS, line: 'given.reviewId === undefined', after: 'true', why: 'What is given stands over what was made.' },
  {
    file: FACTS,
    line: "typeof given.gate === 'string'",
    after: 'true',
    why: 'What is no text names no gate, and the schema refuses it.',
  },
  { file: FACTS, line: 'by === undefined ?', after: 'false', why: UNWRITTEN },
  {
    file: FACTS,
    line: "return factOf('question.ask'",
    before: "'question.ask'",
    why: 'Only said of what the schema of the event refuses; that of the question has refused it before.',
  },
  {
    file: FACTS,
    line: 'const from = active === undefined',
    after: 'false',
    why: 'What is in no list has the place -1, and the one after that is the first.',
  },
  { file: FACTS, before: 'state.phases.get(phase)?.state', why: ROW },
  {
    file: FACTS,
    line: 'near !== undefined &&',
    after: 'true',
    why: 'There are words; the question is for the compiler.',
  },
  { file: FLOW, before: 'view.phases.get(name)?.status', why: 'Every name is that of a row.' },
  {
    file: FLOW,
    line: "status === 'completed' || status === 'skipped'",
    why: 'Phases that were skipped were left out before.',
  },
  { file: FLOW, line: 'if (last === undefined)', after: 'false', why: COMPARED },
  { file: FLOW, line: 'startedAt !== null && startedAt <= last', after: 'true', why: '`null` is not below any time.' },
  { file: FLOW, line: 'guards !== null && guards === lastPhase', after: 'true', why: 'No phase is called `null`.' },
  {
    file: AGENTS,
    line: 'export const waveKey',
    before: "''",
    why: 'Keys are only compared, and no cycle is called so.',
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
    line: 'key === undefined ? undefined : before.rows.get(key)',
    after: 'false',
    why: 'No gate is kept under `undefined`.',
  },
  { file: GATES, before: "'mentioned'", why: 'Only whether the profile or the session defined it is asked.' },
  {
    file: GATES,
    line: "if (row.guards !== null && row.status !== 'pending'",
    why: 'What guards no phase has the place -1, before all; to make pending what is pending only spares a copy.',
  },
  { file: GATES, line: 'return rows === state.rows', after: 'false', why: 'Only spares a copy.' },
  { file: GATES, line: 'phases: [] }', before: '[]', why: 'No phase that is reopened is called so.' },
  { file: TASKS, line: "status: 'pending'", why: 'The event that opens the row says its status.' },
  { file: 'projections/todo.ts', line: "status: 'pending'", why: 'The event that opens the row says its status.' },
  { file: TIMELINE, line: 'launchedAt ?? []', before: '[]', why: 'Every agent of a wave was launched.' },
  {
    file: TIMELINE,
    line: 'endedAt ?? []',
    before: '[]',
    why: 'Where none of a wave runs each has its end, and else no end is shown.',
  },
  { file: TIMELINE, mutator: 'EqualityOperator', after: 'time <= first', why: 'It has that value already.' },
  { file: TIMELINE, mutator: 'EqualityOperator', after: 'time >= last', why: 'It has that value already.' },
  {
    file: TIMELINE,
    line: 'startedAt === null || endedAt === null || durationS === null',
    why: 'Where a time is missing there is no duration, and `null` is not above 0 either.',
  },
  { file: TIMELINE, line: 'if (change > 0)', after: 'change >= 0', why: 'A change is 1 or -1.' },
  {
    file: TIMELINE,
    line: 'row === undefined || row.wave === null',
    why: 'Every agent that has a span has its row, and no wave has the key `null`.',
  },
  { file: TIMELINE, before: 'row?.launch', why: 'Every agent that has a span has its row.' },
  {
    file: 'projections/duration.ts',
    line: 'if (start === null || end === null || start === undefined || end === undefined)',
    why: 'What is missing is no day of the calendar either: `null` comes of it all the same.',
  },
  {
    file: SAVED,
    line: 'if (start === null || end === null) return [];',
    why: 'A time that is missing is no number, and nothing ends after it.',
  },
  {
    file: SAVED,
    line: 'if (to <= until) continue;',
    after: 'to < until',
    why: 'What ends at that moment adds nothing.',
  },
  { file: SAVED, line: 'if (owner === null) continue;', after: 'false', why: 'Nobody is called `null`.' },
  { file: SAVED, line: 'launch?.taskIds ?? []', before: '[]', why: 'No task is called so.' },
  { file: SAVED, line: 'taskId === null ? null', after: 'false', why: 'No task is called `null`.' },
  {
    file: SAVED,
    line: 'spanS === null || busyS === null',
    after: 'false',
    why: 'Where the busy time is not known the span is not.',
  },
  { file: SAVED, line: "Date.parse(launchedAt ?? '')", before: "''", why: 'Only asked where each has both times.' },
  { file: SAVED, line: "Date.parse(endedAt ?? '')", before: "''", why: 'Only asked where each has both times.' },
  { file: SAVED, after: 'to + from', why: 'Only whether it is a number of any size is asked.' },
  { file: SERVICE, before: 'launch?.itemIds', why: 'Only agents with a launch are asked.' },
  { file: SERVICE, before: '[]', line: 'flatMap', why: 'No item is called so.' },
  { file: ALL_VIEWS, line: '!slices.includes(slice)', after: 'true', why: 'Only spares to fold a part twice.' },
  { file: ALL_VIEWS, line: 'members.get(name) ?? []', before: '[]', why: 'Every view has its members.' },
  { file: SLICE, line: 'if (after === before) continue;', after: 'false', why: 'Only spares a copy.' },
  { file: SLICE, line: 'if (next === (view as unknown))', after: 'true', why: 'Only spares a copy.' },
  { file: CYCLES, line: 'default:', why: 'Every type is named; the rest is for the compiler.' },
  { file: CYCLES, line: 'default: return event', why: 'Every type is named; the rest is for the compiler.' },
  {
    file: CYCLES,
    line: "const report = event.type === 'agent_reported'",
    after: 'true',
    why: 'What else is learned has no such members, but for the verdict of a review, which is taken either way.',
  },
  { file: CYCLES, line: "inferred: type === 'plan_item_done' &&", why: 'Nothing else can be inferred.' },
  {
    file: CYCLES,
    line: "if (event.type !== 'agent_reported') continue;",
    after: 'false',
    why: 'Nobody is called `undefined`.',
  },
  { file: CYCLES, line: "event.type !== 'agent_reported' ||", after: 'false', why: 'Nobody is called `undefined`.' },
  { file: CYCLES, before: 'row?.', why: 'Every agent that was launched has its row.' },
  { file: CYCLES, before: "'running'", why: 'Every agent that was launched has its row.' },
  { file: STORIES, before: 'state.newest === null', after: 'false', why: 'No cycle has the key `null`.' },
  { file: PLAN, line: 'launch?.taskIds ?? []', before: '[]', why: 'No task is called so.' },
  { file: PLAN, before: 'launch?.taskIds', why: 'Every agent of a wave was launched.' },
  { file: PLAN, line: 'tasks: [],', before: '[]', why: 'They are filled in at the end.' },
  { file: PLAN, line: 'taskIds.get(key) ?? []', before: '[]', why: 'Every wave has its set of tasks.' },
  {
    file: 'projections/slices/plan-md.ts',
    before: "'item'",
    why: 'What is neither a section nor one removed is an item.',
  },
  {
    file: 'projections/slices/planning.ts',
    line: "status: 'open'",
    why: 'The event that opens the row says its status.',
  },
  {
    file: PHASES,
    line: 'if (row.inProfile && row.status',
    before: "row.status !== 'pending'",
    after: 'true',
    why: 'One that is pending has neither begun nor ended: nothing is changed.',
  },
  {
    file: PHASES,
    line: 'if (row.inProfile && row.status',
    before: "'pending'",
    why: 'One that is pending has neither begun nor ended: nothing is changed.',
  },
  { file: PHASES, before: 'next.get(name)?.inProfile', why: 'The step of the phase opened its row.' },
  { file: PHASES, line: 'next.get(name)?.inProfile', before: '[]', why: 'A text is in no profile.' },
  { file: PHASES, line: 'return index < 0 ?', why: 'The step of the phase opened its row, so it has a place.' },
  {
    file: TODOS,
    line: 'pending: [],',
    before: '[]',
    why: 'Only what is pending already can come to be so, and that is asked first.',
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
    why: 'Only ids are kept among the ids, or only they are looked up: either question is enough.',
  },
  { file: TODOS, line: 'id === undefined ? undefined :', after: 'false', why: 'No todo has the id `undefined`.' },
  { file: TODOS, line: 'if (one.id !== undefined && isIt', after: 'true', why: 'Without an id there is no row.' },
  { file: TODOS, line: 'byContent.', before: '[]', why: 'No todo of the session has that id.' },
  { file: TODOS, line: 'const taken = new Set', before: '[]', why: 'No todo is called so.' },
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
  { file: FORMS, line: '/^(?:session', why: 'No word begins or ends with another.' },
  { file: FORMS, before: "'section.'", why: 'Only items and sections come after another.' },
  { file: FORMS, mutator: 'Regex', why: 'No name has that anywhere but at its end.' },
  {
    file: FORMS,
    line: 'if (/-ids?$/.test(full))',
    after: 'true',
    why: 'Another name comes out as it is, and is kept once.',
  },
  {
    file: FORMS,
    line: 'if (schema.anyOf !== undefined)',
    why: 'What may be of several types may be a text or an object (a profile).',
  },
  { file: FORMS, before: 'schema.items?.type', why: 'Every list says of what it is.' },
  {
    file: FORMS,
    line: "if (property.type === 'object' && property.properties",
    why: 'Only objects have members, and one without names of them has no list of them.',
  },
  { file: FORMS, line: 'required: path.length === 0', after: 'true', why: 'Within an object nothing is required.' },
  { file: FORMS, line: 'required: path.length === 0', before: '[]', why: 'No argument is called so.' },
  { file: FORMS, line: "name === 'agents' && items?.type", why: 'Agents are always a list of objects.' },
  {
    file: FORMS,
    line: 'else if (listed === undefined)',
    after: 'true',
    why: 'Beside a list of agents nothing is required.',
  },
  {
    file: FORMS,
    line: 'argument.path.length > 1',
    after: 'false',
    why: 'Within an object nothing is required, which ends it too.',
  },
  {
    file: FORMS,
    line: "if (argument.repeats || argument.kind === 'boolean' || argument.kind === 'json')",
    why: 'What of this kind is required before two others are is both a list and JSON (todos): either tells.',
  },
];
