// The workbook file, from a session's record: every entry whole, in order, and an index made of them.
import { isObject, type JsonObject } from './entry.ts';
import { said, type Told } from './told.ts';

export const workbookFile = (told: Told): JsonObject => {
  const rest = told.restOfFile('workbook');
  const { entries, questions } = told.documents.workbook;
  const rests = told.rests('workbook_entry_added', 'workbook', ({ entryId }) => entryId);
  const resolved = new Map(questions.filter((one) => one.resolved).map((one) => [one.id, one]));
  const written = told.all('workbook_entry_added').map(({ data, time, actor }) => {
    const own = rests.get(data.entryId) ?? {};
    const cited = new Set((data.references ?? []).map(({ path }) => path));
    const answers = (data.entryIds ?? []).filter((id) => !cited.has(id)).map((path) => ({ type: 'entry', path }));
    const question = data.entryType === 'question' ? resolved.get(data.entryId) : undefined;
    return {
      ...own,
      id: data.entryId,
      timestamp: time,
      type: data.entryType,
      title: data.title,
      content: data.content,
      author: data.author ?? actor,
      ...said({
        relatedPhase: data.relatedPhase,
        relatedTask: data.taskId,
        relatedTodo: data.todoId,
        relevantAgents: data.relevantAgents,
        tags: data.tags,
        priority: data.priority,
        references: [...(data.references ?? []), ...answers],
        metadata: {
          ...(isObject(own.metadata) ? own.metadata : {}),
          ...said({ diagramType: data.diagramType, description: data.description, options: data.options }),
          ...(question === undefined ? {} : said({ resolved: true, answer: question.answer, resolvedBy: question.by })),
        },
      }),
    };
  });
  return {
    ...rest,
    sessionId: told.sessionId,
    timestamp: rest.timestamp ?? entries[0]?.time ?? told.lastTime,
    entries: written,
    index: {
      ...(isObject(rest.index) ? rest.index : {}),
      byType: idsBy(entries, ({ type }) => [type]),
      byPhase: idsBy(entries, ({ relatedPhase }) => (relatedPhase === null ? [] : [relatedPhase])),
      byTag: idsBy(entries, ({ tags }) => tags),
      byPriority: idsBy(entries, ({ priority }) => (priority === null ? [] : [priority])),
    },
    ...(isObject(rest.metadata) ? { metadata: { ...rest.metadata, totalEntries: written.length } } : {}),
  };
};

const idsBy = <E extends { id: string }>(
  entries: readonly E[],
  keysOf: (entry: E) => readonly string[],
): Record<string, string[]> => {
  const ids = new Map<string, string[]>();
  for (const entry of entries)
    for (const key of keysOf(entry)) {
      if (key === '__proto__') continue;
      const others = ids.get(key);
      if (others === undefined) ids.set(key, [entry.id]);
      else others.push(entry.id);
    }
  return Object.fromEntries(ids);
};
