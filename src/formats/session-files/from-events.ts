// The events file: each of its events is one recorded fact, with what the other files know of the same fact (a phase's
// notes, a task's outputs, the whole workbook entry) told in it. A type unknown here is kept as `fact_noted`.
import type { EventType } from '../../../machines/events/catalog.ts';
import { EventSeverity } from '../../../machines/events/severity.ts';
import { EntryType } from '../../../machines/events/workbook.ts';
import { endsIn, launchesIn } from './agents-told.ts';
import type { Entry } from './entry.ts';
import { launchedIn, typeOfEvent } from './event-types.ts';
import { type Facts, type Fields, type ImportedFact, MAX_ACTOR, MAX_TEXT, present } from './facts.ts';
import { some, tags as tagsOf, titled } from './fields.ts';
import { criterionOf, phaseFields, sessionFields, taskFields } from './from-planning.ts';
import { todoFields } from './from-todos.ts';
import { entryFields } from './from-workbook.ts';
import type { Sources } from './sources.ts';
import type { Span } from './span.ts';
import { statusOf } from './words.ts';

/** What an event's data is; its rest is added as `extra` by the caller. */
type Mapper = (event: Entry, details: Entry, sources: Sources, description: string | undefined) => Fields;

const phaseOf = (details: Entry, { profile }: Sources, description: string | undefined): string | undefined =>
  details.text('phaseId', 'phase', 'phaseName') ??
  profile.phases.find((name) => description?.toLowerCase().includes(name.toLowerCase()));

const launch: Mapper = (event, details, sources) => {
  const agents = launchesIn(event, details, sources);
  const wave = details.number('wave');
  const planned = wave === undefined ? undefined : sources.waves.get(wave);
  const mode = ['serial', 'parallel'] as const;
  return {
    agents,
    wave,
    title: details.text('waveTitle', 'title') ?? planned?.text('title', 'name'),
    mode: details.oneOf('mode', mode) ?? planned?.oneOf('mode', mode),
    reason: details.text('reason') ?? planned?.text('reason'),
  };
};
const ended: Mapper = (event, details) => ({ agents: endsIn(event, details) });

const taskEnded: Mapper = (_event, details, sources) => {
  const taskId = details.idText('taskId');
  const planned = taskId === undefined ? undefined : sources.tasks.get(taskId);
  const outputs = some(details.texts('outputs')) ?? some(planned?.texts('outputs'));
  return { taskId, agentId: details.idText('agentId'), outputs };
};
const verdict: Mapper = (_event, details, sources) => {
  const id = details.idText('gateId');
  const name = details.text('gateName', 'gate', 'name');
  const gate = sources.gateIds.get(id ?? '') ?? sources.gateIds.get(name ?? '') ?? name ?? id;
  const planned = sources.gates.find((one) => sources.gateIds.get(one.id) === gate);
  const wanted = planned?.texts('criteria') ?? [];
  const told = details.texts('criteria') ?? wanted;
  const criteria = told.map((criterion) => criterionOf(criterion, wanted));
  // Another wording is kept beside it, and told as a difference.
  if (criteria.some((criterion, index) => criterion !== told[index])) details.keep('criteria');
  return { gate, criteria, notes: details.text('notes') };
};
const todoEnded: Mapper = (_event, details) => ({
  todoId: details.idText('todoId'),
  reason: details.text('errorMessage', 'reason'),
});
const file: Mapper = (_event, details) => ({
  path: details.text('filePath', 'path'),
  notes: details.text('notes'),
});
const topic: Mapper = (_event, details, _sources, description) => ({
  topic: details.text('topic') ?? description,
  result: details.text('result'),
});

const MAPPERS: Partial<Record<EventType, Mapper>> = {
  session_started: (_event, details, sources, description) => sessionFields(sources, details, description),
  session_ended: (_event, details, sources) => {
    const metadata = sources.roots.planning.nested('metadata');
    const success = details.raw('success');
    const said = statusOf(details.raw('outcome') ?? details.raw('status'));
    const outcome = said === 'failed' || success === false ? 'failed' : said === 'dropped' ? 'cancelled' : 'completed';
    return {
      outcome,
      summary: details.text('summary') ?? metadata.text('summary'),
      nextSteps: some(details.texts('nextSteps')) ?? some(metadata.texts('nextSteps')),
    };
  },
  phase_started: (_event, details, sources, description) => ({ phase: phaseOf(details, sources, description) }),
  phase_completed: (_event, details, sources, description) => {
    const phase = phaseOf(details, sources, description);
    const own = { notes: details.text('notes'), outputs: some(details.texts('outputs')) };
    return { phase, ...phaseFields(sources, phase), ...present(own) };
  },
  agent_launched: launch,
  agent_completed: ended,
  agent_failed: ended,
  task_started: (_event, details) => ({ taskId: details.idText('taskId'), agentId: details.idText('agentId') }),
  task_completed: taskEnded,
  task_failed: (_event, details) => ({
    taskId: details.idText('taskId'),
    agentId: details.idText('agentId'),
    reason: details.text('errorMessage', 'reason'),
  }),
  task_planned: (_event, details, sources) => {
    const taskId = details.idText('taskId');
    const planned = sources.tasks.get(taskId ?? '');
    return { taskId, ...(planned === undefined ? {} : taskFields(planned)) };
  },
  todo_created: (_event, details, sources, description) => {
    const todoId = details.idText('todoId');
    const listed = sources.todoById.get(todoId ?? '');
    const own = { content: details.text('content') ?? description ?? todoId, agentId: details.idText('agentId') };
    return { todoId, ...present(own), ...(listed === undefined ? {} : todoFields(listed)) };
  },
  todo_started: (_event, details) => ({ todoId: details.idText('todoId') }),
  todo_completed: (_event, details) => ({ todoId: details.idText('todoId'), notes: details.text('notes') }),
  todo_failed: todoEnded,
  todo_cancelled: todoEnded,
  workbook_entry_added: (event, details, sources, description) => {
    const entryId = details.idText('entryId') ?? event.id;
    const entry = sources.entryById.get(entryId);
    if (entry !== undefined) {
      details.take('entryType');
      return { entryId, ...entryFields(entry) };
    }
    event.warn(`${event.file}, ${event.id} adds ${entryId}, which the workbook file does not have`);
    return {
      entryId,
      entryType: details.oneOf('entryType', EntryType.options) ?? 'note',
      title: titled(details.text('title') ?? description ?? entryId).title,
      content: details.text('content') ?? '',
    };
  },
  quality_gate_passed: verdict,
  quality_gate_failed: (...given) => ({ ...verdict(...given), reason: given[1].text('errorMessage', 'reason') }),
  quality_gate_waived: (...given) => ({ ...verdict(...given), reason: given[1].text('reason') ?? given[3] }),
  decision_made: (_event, details, _sources, description) => ({
    decision: details.text('decision') ?? description,
    reason: details.text('reason', 'rationale'),
  }),
  intelligence_started: (...given) => ({ topic: topic(...given).topic }),
  intelligence_completed: topic,
  file_created: file,
  file_modified: file,
  file_deleted: file,
  output_delivered: (_event, details, _sources, description) => ({
    description,
    path: details.text('filePath', 'deliverablePath', 'path'),
  }),
  user_input_received: (_event, details, _sources, description) => ({
    text: details.text('input', 'text', 'message') ?? description ?? '',
  }),
  warning_issued: (_event, details, _sources, description) => ({
    message: details.text('message', 'warning') ?? description,
  }),
  error_occurred: (_event, details, _sources, description) => ({
    message: details.text('errorMessage', 'message', 'error') ?? description,
    agentId: details.idText('agentId'),
    taskId: details.idText('taskId'),
  }),
};

/** Adds each event of the file as a fact. @returns the facts told by `type:entity`. */
export const addEvents = (sources: Sources, facts: Facts, span: Span): Map<string, ImportedFact> => {
  const launched = launchedIn(sources.events);
  let begun = false;
  let last = span.start;
  for (const event of sources.events) {
    const given = event.time('timestamp');
    if (given === undefined) event.warn(`${event.file}, ${event.id} has no time; that of the event before it is taken`);
    last = given ?? last;
    const named = event.text('eventType', 'type') ?? 'event';
    const details = event.nested('details');
    const description = event.text('description');
    const actor = event.text('actor');
    const tags = event.texts('tags');
    keptWhole(event, actor, description, tags);
    const said = {
      actor,
      severity: event.oneOf('severity', EventSeverity.options),
      description,
      tags,
    };
    let type = typeOfEvent(named, details, launched);
    // The name that the file has for it.
    if (type !== named && type !== 'fact_noted') event.keep(event.raw('eventType') === named ? 'eventType' : 'type');
    // A second start would be refused in any session.
    if (type === 'session_started' && begun) type = 'fact_noted';
    begun ||= type === 'session_started';
    const mapper = MAPPERS[type];
    const data =
      type === 'fact_noted'
        ? { name: titled(named).title, text: description }
        : mapper !== undefined
          ? mapper(event, details, sources, description)
          : plainly(details);
    const extra = { ...event.rest(), ...restsOf(type, data, sources, last, facts) };
    facts.add(type, { ...data, extra }, last, event, said);
  }
  return toldBy(facts.all);
};

/** What the envelope has no room for is kept beside the fact, and told. */
const keptWhole = (event: Entry, actor = '', description = '', tags: readonly string[] = []): void => {
  const cut = {
    actor: actor.length > MAX_ACTOR,
    description: description.length > MAX_TEXT,
    tags: tags.length !== (tagsOf(tags) ?? []).length,
  };
  for (const [field, is] of Object.entries(cut)) {
    if (!is) continue;
    event.keep(field);
    event.warn(`${event.place(field)} is longer than an event has room for; kept beside it`);
  }
};

/** An event of ours that session files do not have: its details are its data, where they fit. */
const plainly = (details: Entry): Fields => {
  const data = details.rest() ?? {};
  for (const field of Object.keys(data)) details.take(field);
  return data;
};

/** What the other files said of the same fact beyond what the event took from them; another time for it stays. */
const restsOf = (type: EventType, data: Fields, sources: Sources, time: string, facts: Facts): Fields => {
  const restOf = (entry: Entry | undefined, ...times: (readonly [field: string, told: string | undefined])[]) => {
    for (const [field, told] of times) if (entry?.time(field) !== told) entry?.keep(field);
    return entry?.rest();
  };
  switch (type) {
    case 'workbook_entry_added':
      return present({ workbook: restOf(sources.entryById.get(String(data.entryId)), ['timestamp', time]) });
    case 'todo_created': {
      const todo = sources.todoById.get(String(data.todoId));
      return present({ todo: restOf(todo, ['createdAt', time]) });
    }
    case 'phase_completed': {
      const phase = sources.phaseByName.get(String(data.phase));
      phase?.take('name');
      if (statusOf(phase?.raw('status')) === 'completed') phase?.take('status');
      const started = facts.all.find((fact) => fact.type === 'phase_started' && fact.data.phase === data.phase);
      return present({ planning: restOf(phase, ['startedAt', started?.time], ['completedAt', time]) });
    }
    case 'agent_launched':
      return present({ planning: restOf(sources.waves.get(Number(data.wave))) });
    case 'task_planned':
      return present({ planning: restOf(sources.tasks.get(String(data.taskId))) });
    case 'requirement_added':
      return present({ planning: restOf(sources.requirements.find(({ id }) => id === data.requirementId)) });
    case 'deliverable_added':
      return present({ planning: restOf(sources.deliverables.find(({ id }) => id === data.deliverableId)) });
    case 'gate_defined':
      return present({ planning: restOf(sources.gates.find(({ id }) => sources.gateIds.get(id) === data.gateId)) });
    default:
      return {};
  }
};

/** Facts by what they are about, the first of each: `phase_started:Context`, `session_started:`. */
const toldBy = (facts: readonly ImportedFact[]): Map<string, ImportedFact> => {
  const told = new Map<string, ImportedFact>();
  for (const fact of facts) {
    const key = `${fact.type}:${aboutOf(fact)}`;
    if (!told.has(key)) told.set(key, fact);
  }
  return told;
};

const aboutOf = ({ type, data }: ImportedFact): string => {
  const [kind = ''] = type.split('_', 1);
  if (type === 'workbook_entry_added' || type === 'question_resolved') return String(data.entryId);
  if (type.startsWith('quality_gate')) return String(data.gate);
  if (kind === 'phase') return String(data.phase);
  const id = data[`${kind}Id`];
  return id === undefined ? '' : String(id);
};
