// The workbook file from a session's record: every entry complete, in order, and an index of them.
import { groupBy } from '../../../machines/collections/group-by.ts';
import { isObject, type JsonObject, nonEmpty, objectOr } from './json-object.ts';
import type { SessionEvents } from './session-events.ts';
import { asJsonObject } from './tally.ts';

export const workbookFile = (session: SessionEvents): JsonObject => {
  const rest = session.restOfFile('workbook');
  const { entries, questions } = session.documents.workbook;
  const rests = session.rests('workbook_entry_added', 'workbook', ({ entryId }) => entryId);
  const resolved = new Map(questions.filter((one) => one.resolved).map((one) => [one.id, one]));
  const written = session.ofType('workbook_entry_added').map(({ data, time, actor }) => {
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
      ...nonEmpty({
        relatedPhase: data.relatedPhase,
        relatedTask: data.taskId,
        relatedTodo: data.todoId,
        relevantAgents: data.relevantAgents,
        tags: data.tags,
        priority: data.priority,
        references: [...(data.references ?? []), ...answers],
        metadata: {
          ...objectOr(own.metadata),
          ...nonEmpty({ diagramType: data.diagramType, description: data.description, options: data.options }),
          ...(question === undefined
            ? {}
            : nonEmpty({ resolved: true, answer: question.answer, resolvedBy: question.by })),
        },
      }),
    };
  });
  return {
    ...rest,
    sessionId: session.sessionId,
    timestamp: rest.timestamp ?? entries[0]?.time ?? session.lastTime,
    entries: written,
    index: {
      ...objectOr(rest.index),
      byType: idsBy(entries, ({ type }) => [type]),
      byPhase: idsBy(entries, ({ relatedPhase }) => (relatedPhase === null ? [] : [relatedPhase])),
      byTag: idsBy(entries, ({ tags }) => tags),
      byPriority: idsBy(entries, ({ priority }) => (priority === null ? [] : [priority])),
    },
    ...(isObject(rest.metadata) ? { metadata: { ...rest.metadata, totalEntries: written.length } } : {}),
  };
};

const idsBy = <Entry extends { readonly id: string }>(
  entries: readonly Entry[],
  keysOf: (entry: Entry) => readonly string[],
): Record<string, string[]> => {
  const keyed = entries.flatMap((entry) => keysOf(entry).map((key) => ({ key, id: entry.id })));
  const groups = [...groupBy(keyed, ({ key }) => key)];
  return asJsonObject(new Map(groups.map(([key, group]) => [key, group.map(({ id }) => id)])));
};
