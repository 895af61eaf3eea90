// What a sync left unsettled: the base keeps, for every aspect in conflict, the value from before the conflict.
import type { AspectValues } from './aspects.ts';
import { type ItemStatus, itemsOf, type KnownItem, type KnownPlan } from './plan.ts';

/** By id, the values on which both sides last agreed, of the aspects that are in conflict. */
export type Unsettled = ReadonlyMap<string, AspectValues>;
/** The value of an aspect on which both sides never agreed. */
export const NEVER = '\0';

const valueOr = <T>(value: string | undefined, other: T): string | T =>
  value === undefined || value === NEVER ? other : value;

/** The base as it was before the conflicts that are left; what the file no longer has stands at the end. */
export const withUnsettled = (base: KnownPlan, unsettled: Unsettled): KnownPlan => {
  if (unsettled.size === 0) return base;
  const before = (item: KnownItem): KnownItem => {
    const values = unsettled.get(item.id);
    if (values === undefined) return item;
    return {
      ...item,
      text: valueOr(values.text, item.text),
      note: valueOr(values.note, item.note),
      status: valueOr(values.status, item.status) as ItemStatus,
    };
  };
  const present = new Set(['', ...itemsOf(base).map(({ id }) => id), ...base.sections.map(({ id }) => id)]);
  const gone = [...unsettled].flatMap(([id, { text, note = null, status = 'open' }]): KnownItem[] =>
    present.has(id) || text === undefined ? [] : [{ id, text, note, status: status as ItemStatus, depth: 0 }],
  );
  return {
    title: unsettled.get('')?.title ?? base.title,
    items: [...base.items.map(before), ...gone],
    sections: base.sections.map(({ id, title, items }) => ({
      id,
      title: unsettled.get(id)?.title ?? title,
      items: items.map(before),
    })),
  };
};
