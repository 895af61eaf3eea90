// Requirements and deliverables of the planning file: each is added, and met or delivered where its status is.
import type { Entry } from './entry.ts';
import type { ImportContext } from './import-context.ts';
import { PRIORITIES, statusOf } from './words.ts';

export const addRequirements = (context: ImportContext): void => {
  const { facts, reported, span } = context;
  for (const [index, entry] of context.sources.requirements.entries()) {
    const requirementId = idOf(entry, 'requirement', index);
    const { isDone, doneAt, createdAt } = progressOf(entry, context);
    const fields = { priority: entry.oneOf('priority', PRIORITIES), verification: entry.text('verificationMethod') };
    const description = descriptionOf(entry, requirementId);
    if (!reported.has('requirement_added', requirementId))
      facts.add('requirement_added', { requirementId, description, ...fields, extra: entry.rest() }, createdAt, entry);
    if (isDone && !reported.has('requirement_met', requirementId))
      facts.add('requirement_met', { requirementId }, doneAt ?? span.end, entry);
  }
};

export const addDeliverables = (context: ImportContext): void => {
  const { facts, reported, span } = context;
  for (const [index, entry] of context.sources.deliverables.entries()) {
    const deliverableId = idOf(entry, 'deliverable', index);
    const path = entry.text('path');
    const { isDone, doneAt, createdAt } = progressOf(entry, context);
    const description = descriptionOf(entry, deliverableId);
    if (!reported.has('deliverable_added', deliverableId))
      facts.add('deliverable_added', { deliverableId, description, path, extra: entry.rest() }, createdAt, entry);
    if (isDone && !reported.has('deliverable_delivered', deliverableId))
      facts.add('deliverable_delivered', { deliverableId, path }, doneAt ?? span.end, entry);
  }
};

/** Its id; one made of its number where it has none but its place. */
const idOf = ({ id }: Entry, kind: string, index: number): string => (id.includes('[') ? `${kind}_${index + 1}` : id);

const descriptionOf = (entry: Entry, id: string): string => entry.text('description', 'name', 'title') ?? id;

const progressOf = (entry: Entry, { plannedAt }: ImportContext) => {
  const status = statusOf(entry.raw('status'));
  if (status !== undefined) entry.take('status');
  const doneAt = entry.time('completedAt', 'metAt', 'deliveredAt');
  const createdAt = entry.time('createdAt') ?? (doneAt !== undefined && doneAt < plannedAt ? doneAt : plannedAt);
  return { isDone: status === 'completed', doneAt, createdAt };
};
