// The workbook entry that each `workbook_entry_added` of the events file adds: by its id, else by time, author and type.
import { groupBy } from '../../../machines/collections/group-by.ts';
import type { Entry } from './entry.ts';

export type EntriesByEvent = ReadonlyMap<Entry, Entry>;

export const entriesByEvent = (events: readonly Entry[], workbook: readonly Entry[]): EntriesByEvent => {
  const added = events.filter((event) => event.raw('eventType') === 'workbook_entry_added');
  const byId = new Map(workbook.map((entry) => [entry.id, entry]));
  const idOf = (event: Entry): unknown => event.rawObject('details').entryId ?? undefined;
  const found = new Map<Entry, Entry>();
  for (const event of added) {
    const entry = byId.get(String(idOf(event)));
    if (entry !== undefined) found.set(event, entry);
  }
  const used = new Set(found.values());
  const keyOf = (time: string | undefined, author: unknown, type: unknown, ...title: readonly unknown[]): string =>
    JSON.stringify([time, author ?? null, type ?? null, ...title]);
  // Reversed, so that the first in the file is taken first, at the end of its list.
  const entries = workbook.toReversed();
  const ofEntry = (entry: Entry) => [entry.time('timestamp'), entry.raw('author'), entry.raw('type')] as const;
  const lists = new Map([
    ...groupBy(entries, (entry) => keyOf(...ofEntry(entry))),
    ...groupBy(entries, (entry) => keyOf(...ofEntry(entry), entry.raw('title'))),
  ]);
  const take = (key: string): Entry | undefined => {
    const list = lists.get(key) ?? [];
    let entry = list.pop();
    while (entry !== undefined && used.has(entry)) entry = list.pop();
    return entry;
  };
  const unnamed = added.filter((event) => idOf(event) === undefined);
  for (const byTitle of [true, false])
    for (const event of unnamed) {
      const { entryType, title, author } = event.rawObject('details');
      if (found.has(event) || (byTitle && title === undefined)) continue;
      const of = [event.time('timestamp'), author ?? event.raw('actor'), entryType] as const;
      const entry = take(byTitle ? keyOf(...of, title) : keyOf(...of));
      if (entry === undefined) continue;
      found.set(event, entry);
      used.add(entry);
      event.warn(
        `${event.file}, ${event.id} adds an entry without its id; matched with ${entry.id} by time, author and type`,
      );
    }
  return found;
};
