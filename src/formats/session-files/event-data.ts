// The data of an event of the events file, by its type. Types without a reader have their data as the details, both ways: so
// an export writes a new type, and an import reads it, without a line here. One with a reader needs a writer too, or
// `event-details.ts` does not compile.
import type { EventType } from '../../../machines/events/catalog.ts';
import {
  agentsEnd,
  asDetails,
  type EventInFile,
  fileChange,
  intelligence,
  launch,
  phaseEnd,
  phaseStart,
  type Reader,
  sessionEnd,
  taskEnd,
  taskPlan,
  taskStart,
  todoCreation,
  todoEnd,
  verdict,
  workbookEntry,
} from './event-readers.ts';
import type { Fields } from './facts.ts';
import { sessionFields } from './from-planning.ts';

/** Of the types that session files of the field have. */
const READERS = {
  session_started: ({ details, sources, description }) => sessionFields(sources, details, description),
  session_ended: sessionEnd,
  phase_started: phaseStart,
  phase_completed: phaseEnd,
  agent_launched: launch,
  agent_completed: agentsEnd,
  agent_failed: agentsEnd,
  task_planned: taskPlan,
  task_started: taskStart,
  task_completed: taskEnd,
  task_failed: ({ details }) => ({
    taskId: details.idText('taskId'),
    agentId: details.idText('agentId'),
    reason: details.text('errorMessage', 'reason'),
  }),
  todo_created: todoCreation,
  todo_started: ({ details }) => ({ todoId: details.idText('todoId') }),
  todo_completed: ({ details }) => ({ todoId: details.idText('todoId'), notes: details.text('notes') }),
  todo_failed: todoEnd,
  todo_cancelled: todoEnd,
  workbook_entry_added: workbookEntry,
  quality_gate_passed: verdict,
  quality_gate_failed: (given) => ({ ...verdict(given), reason: given.details.text('errorMessage', 'reason') }),
  quality_gate_waived: (given) => ({ ...verdict(given), reason: given.details.text('reason') ?? given.description }),
  decision_made: ({ details, description }) => ({
    decision: details.text('decision') ?? description,
    reason: details.text('reason', 'rationale'),
  }),
  intelligence_started: (given) => ({ topic: intelligence(given).topic }),
  intelligence_completed: intelligence,
  file_created: fileChange,
  file_modified: fileChange,
  file_deleted: fileChange,
  output_delivered: ({ details, description }) => ({
    description,
    path: details.text('filePath', 'deliverablePath', 'path'),
  }),
  user_input_received: ({ details, description }) => ({
    text: details.text('input', 'text', 'message') ?? description ?? '',
  }),
  warning_issued: ({ details, description }) => ({ message: details.text('message', 'warning') ?? description }),
  error_occurred: ({ details, description }) => ({
    message: details.text('errorMessage', 'message', 'error') ?? description,
    agentId: details.idText('agentId'),
    taskId: details.idText('taskId'),
  }),
} satisfies Readonly<Partial<Record<EventType, Reader>>>;

/** The types of which session files of the field have details of their own. */
export type FieldType = keyof typeof READERS;

export const dataOfEvent = (type: EventType, given: EventInFile): Fields =>
  ((READERS as Readonly<Partial<Record<EventType, Reader>>>)[type] ?? asDetails)(given);
