// How the details of an event of the events file become an event's data, for the kinds of event that need more than a
// field or two: launches, ends, gates, starts of phases, workbook entries.
import { defined } from '../../../machines/defined.ts';
import { EntryType } from '../../../machines/events/workbook.ts';
import { endsIn, launchesIn } from './agents-of-event.ts';
import { criterionOf } from './criterion.ts';
import type { Entry } from './entry.ts';
import type { Fields } from './facts.ts';
import { some, titled } from './fields.ts';
import { phaseFields } from './from-phases.ts';
import { taskFields } from './from-tasks.ts';
import { todoFields } from './from-todos.ts';
import { entryFields } from './from-workbook.ts';
import type { Sources } from './sources.ts';
import { statusOf } from './words.ts';

export interface EventInFile {
  readonly event: Entry;
  readonly details: Entry;
  readonly sources: Sources;
  readonly description: string | undefined;
}

/** Gives an event's data; the caller adds what is left of the event as `extra`. */
export type Reader = (given: EventInFile) => Fields;

/** For types that session files of the field do not have: the details are the data. */
export const asDetails: Reader = ({ details }) => {
  const data = details.rest() ?? {};
  for (const field of Object.keys(data)) details.take(field);
  return data;
};

export const sessionEnd: Reader = ({ details, sources }) => {
  const metadata = sources.roots.planning.nested('metadata');
  const status = statusOf(details.raw('outcome') ?? details.raw('status'));
  const failed = status === 'failed' || details.raw('success') === false;
  return {
    outcome: failed ? 'failed' : status === 'dropped' ? 'cancelled' : 'completed',
    summary: details.text('summary') ?? metadata.text('summary'),
    nextSteps: some(details.texts('nextSteps')) ?? some(metadata.texts('nextSteps')),
  };
};

const phaseOf = ({ details, sources, description }: EventInFile): string | undefined =>
  details.text('phaseId', 'phase', 'phaseName') ??
  sources.profile.phases.find((name) => description?.toLowerCase().includes(name.toLowerCase()));

export const phaseStart: Reader = (given) => ({ phase: phaseOf(given) });

export const phaseEnd: Reader = (given) => {
  const { details, sources } = given;
  const phase = phaseOf(given);
  const own = { notes: details.text('notes'), outputs: some(details.texts('outputs')) };
  return { phase, ...phaseFields(sources, phase), ...defined(own) };
};

export const launch: Reader = ({ event, details, sources }) => {
  const agents = launchesIn(event, details, sources);
  const wave = details.number('wave');
  const planned = wave === undefined ? undefined : sources.waves.get(wave);
  const modes = ['serial', 'parallel'] as const;
  return {
    agents,
    wave,
    title: details.text('waveTitle', 'title') ?? planned?.text('title', 'name'),
    mode: details.oneOf('mode', modes) ?? planned?.oneOf('mode', modes),
    reason: details.text('reason') ?? planned?.text('reason'),
  };
};

export const agentsEnd: Reader = ({ event, details, sources }) => ({ agents: endsIn(event, details, sources) });

export const taskStart: Reader = ({ details }) => ({
  taskId: details.idText('taskId'),
  agentId: details.idText('agentId'),
});

export const taskEnd: Reader = ({ details, sources }) => {
  const taskId = details.idText('taskId');
  const planned = taskId === undefined ? undefined : sources.tasks.get(taskId);
  const outputs = some(details.texts('outputs')) ?? some(planned?.texts('outputs'));
  return { taskId, agentId: details.idText('agentId'), outputs };
};

export const taskPlan: Reader = ({ details, sources }) => {
  const taskId = details.idText('taskId');
  const planned = sources.tasks.get(taskId ?? '');
  return { taskId, ...(planned === undefined ? {} : taskFields(planned)) };
};

export const todoCreation: Reader = ({ details, sources, description }) => {
  const todoId = details.idText('todoId');
  const listed = sources.todoById.get(todoId ?? '');
  const own = { content: details.text('content') ?? description ?? todoId, agentId: details.idText('agentId') };
  return { todoId, ...defined(own), ...(listed === undefined ? {} : todoFields(listed)) };
};

export const todoEnd: Reader = ({ details }) => ({
  todoId: details.idText('todoId'),
  reason: details.text('errorMessage', 'reason'),
});

export const workbookEntry: Reader = ({ event, details, sources, description }) => {
  const entry = sources.entriesByEvent.get(event);
  const entryId = details.idText('entryId') ?? entry?.id ?? event.id;
  if (entry !== undefined) {
    details.take('entryType');
    return { entryId, ...entryFields(entry) };
  }
  event.warn(`${event.file}, ${event.id} adds workbook entry ${entryId}, which the workbook file does not contain`);
  return {
    entryId,
    entryType: details.oneOf('entryType', EntryType.options) ?? 'note',
    title: titled(details.text('title') ?? description ?? entryId).title,
    content: details.text('content') ?? '',
  };
};

export const verdict: Reader = ({ details, sources }) => {
  const id = details.idText('gateId');
  const name = details.text('gateName', 'gate', 'name');
  const gate = sources.gateIds.get(id ?? '') ?? sources.gateIds.get(name ?? '') ?? name ?? id;
  const planned = sources.gates.find((one) => sources.gateIds.get(one.id) === gate)?.texts('criteria') ?? [];
  const given = details.texts('criteria') ?? planned;
  const criteria = given.map((criterion) => criterionOf(criterion, planned));
  // Another wording of a criterion stays in the rest, and is reported as a difference.
  if (criteria.some((criterion, index) => criterion !== given[index])) details.keep('criteria');
  return { gate, criteria, notes: details.text('notes') };
};

export const intelligence: Reader = ({ details, description }) => ({
  topic: details.text('topic') ?? description,
  result: details.text('result'),
});

export const fileChange: Reader = ({ details }) => ({
  path: details.text('filePath', 'path'),
  notes: details.text('notes'),
});
