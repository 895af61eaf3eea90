// Workbook entries: the whole entry as data, whether an event of the events file tells of it or only its own file.
import { EntryType } from '../../../machines/events/workbook.ts';
import type { Entry } from './entry.ts';
import type { Facts, Fields, ImportedFact } from './facts.ts';
import { references, some, tags, titled } from './fields.ts';
import type { Sources } from './sources.ts';
import type { Span } from './span.ts';
import { PRIORITIES } from './words.ts';

/** What an entry says, all but its id. What no field takes stays in the entry's rest. */
export const entryFields = (entry: Entry): Fields => {
  const metadata = entry.nested('metadata');
  const said = entry.text('title');
  const content = entry.text('content', 'text') ?? '';
  const { title, whole } = titled(said ?? (content === '' ? entry.id : content));
  if (said !== undefined && whole !== undefined) entry.keep('title');
  const found = references(entry, 'references');
  const cited = (found ?? []).filter(({ type, path }) => type === 'entry' && path !== undefined);
  return {
    entryType: entry.oneOf('type', EntryType.options) ?? 'note',
    title,
    content,
    author: entry.text('author'),
    relatedPhase: entry.text('relatedPhase'),
    taskId: entry.idText('relatedTask'),
    todoId: entry.idText('relatedTodo'),
    relevantAgents: some(entry.texts('relevantAgents')),
    tags: tags(entry.texts('tags')),
    priority: entry.oneOf('priority', PRIORITIES),
    references: found,
    entryIds: some(cited.map(({ path }) => path as string)),
    diagramType: metadata.text('diagramType'),
    description: metadata.text('description'),
    options: some(metadata.texts('options')),
  };
};

/** Entries that no event tells of, and the answers to questions that are resolved. */
export const addWorkbook = (
  sources: Sources,
  facts: Facts,
  told: ReadonlyMap<string, ImportedFact>,
  span: Span,
): void => {
  const answers = new Map<string, Entry>();
  for (const entry of sources.workbook) {
    if (entry.raw('type') !== 'answer') continue;
    for (const { type, path } of references(entry, 'references') ?? [])
      if (type === 'entry' && path !== undefined && !answers.has(path)) answers.set(path, entry);
  }
  for (const entry of sources.workbook) {
    const time = span.within(entry.time('timestamp'));
    const own = entry.time('timestamp') ?? time;
    const author = entry.text('author');
    if (!told.has(`workbook_entry_added:${entry.id}`)) {
      const data = entryFields(entry);
      facts.add('workbook_entry_added', { entryId: entry.id, ...data, extra: entry.rest() }, own, entry, {
        actor: author,
      });
    }
    if (entry.raw('type') !== 'question' || entry.nested('metadata').raw('resolved') !== true) continue;
    const answer = answers.get(entry.id);
    const at = answer?.time('timestamp') ?? span.end;
    if (told.has(`question_resolved:${entry.id}`)) continue;
    const said = { entryId: entry.id, answer: answer?.text('content') ?? '', by: answer?.text('author') };
    facts.add('question_resolved', said, at, entry, { actor: said.by });
  }
};
