// The workbook file's total and index against its entries.
import { groupBy } from '../../../../machines/collections/group-by.ts';
import type { Entry } from '../entry.ts';
import { isObject } from '../json-object.ts';
import type { Sources } from '../sources.ts';
import type { DifferenceList } from './difference-list.ts';

/** The lists of an index, each with the field of an entry that it is by. */
const LISTS = { byType: 'type', byPhase: 'relatedPhase', byTag: 'tags', byPriority: 'priority' } as const;

export const compareWorkbook = ({ roots, workbook }: Sources, differences: DifferenceList): void => {
  const root = roots.workbook;
  differences.compare(root, 'metadata.totalEntries', root.rawObject('metadata').totalEntries, workbook.length);
  const index = root.rawObject('index');
  for (const [name, field] of Object.entries(LISTS)) {
    const claimed = index[name];
    if (!isObject(claimed)) continue;
    const ids = idsBy(field, workbook);
    for (const [key, value] of Object.entries(claimed)) {
      const listed = Array.isArray(value) ? value.map(String).toSorted().join(', ') : '';
      differences.compare(root, `index.${name}.${key}`, listed, (ids.get(key) ?? []).toSorted().join(', '));
    }
    // Names that an index leaves out are one difference, not one each.
    const missing = [...ids.keys()].filter((key) => !Object.hasOwn(claimed, key)).length;
    const names = Object.keys(claimed).length;
    if (missing > 0) differences.compare(root, `index.${name} (names)`, names, names + missing);
  }
};

const idsBy = (field: string, workbook: readonly Entry[]): Map<string, string[]> => {
  const keyed = workbook.flatMap((entry) =>
    [entry.raw(field)]
      .flat()
      .filter((key) => typeof key === 'string')
      .map((key) => ({ key, id: entry.id })),
  );
  return new Map([...groupBy(keyed, ({ key }) => key)].map(([key, group]) => [key, group.map(({ id }) => id)]));
};
