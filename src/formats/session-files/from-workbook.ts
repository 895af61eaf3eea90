// The workbook file: each entry complete as data, whether an event of the events file reports it or only its own file.
import { EntryType } from '../../../machines/events/workbook.ts';
import type { Entry } from './entry.ts';
import type { Fields } from './facts.ts';
import { some, tags, titled } from './fields.ts';
import type { ImportContext } from './import-context.ts';
import { references } from './references.ts';
import { PRIORITIES } from './words.ts';

/** What the file has of an entry, all but its id. What no field takes stays in the entry's rest. */
export const entryFields = (entry: Entry): Fields => {
  const metadata = entry.nested('metadata');
  const titleInFile = entry.text('title');
  const content = entry.text('content', 'text') ?? '';
  const { title, whole } = titled(titleInFile ?? (content === '' ? entry.id : content));
  if (titleInFile !== undefined && whole !== undefined) entry.keep('title');
  const cited = references(entry, 'references');
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
    references: cited,
    entryIds: some(entriesIn(cited)),
    diagramType: metadata.text('diagramType'),
    description: metadata.text('description'),
    options: some(metadata.texts('options')),
  };
};

/** The entries among references. */
const entriesIn = (cited: ReturnType<typeof references> = []): string[] =>
  cited.flatMap(({ type, path }) => (type === 'entry' && path !== undefined ? [path] : []));

/** Adds entries that no event reports, and the answers to questions that are resolved. */
export const addWorkbook = ({ sources, facts, reported, span }: ImportContext): void => {
  const answers = answersByQuestion(sources.workbook);
  for (const entry of sources.workbook) {
    const time = entry.time('timestamp') ?? span.within(undefined);
    const author = entry.text('author');
    if (!reported.has('workbook_entry_added', entry.id)) {
      const data = { entryId: entry.id, ...entryFields(entry) };
      facts.add('workbook_entry_added', { ...data, extra: entry.rest() }, time, entry, { actor: author });
    }
    if (entry.raw('type') !== 'question' || entry.nested('metadata').raw('resolved') !== true) continue;
    if (reported.has('question_resolved', entry.id)) continue;
    const answer = answers.get(entry.id);
    const by = answer?.text('author');
    const data = { entryId: entry.id, answer: answer?.text('content') ?? '', by };
    facts.add('question_resolved', data, answer?.time('timestamp') ?? span.end, entry, { actor: by });
  }
};

/** The first answer that refers to each question. */
const answersByQuestion = (workbook: readonly Entry[]): Map<string, Entry> => {
  const answers = new Map<string, Entry>();
  for (const entry of workbook) {
    if (entry.raw('type') !== 'answer') continue;
    for (const id of entriesIn(references(entry, 'references'))) if (!answers.has(id)) answers.set(id, entry);
  }
  return answers;
};
