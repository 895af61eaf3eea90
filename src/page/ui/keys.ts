// Which keys belong to what has the focus, so that the keys of the page leave them alone.

/** True where letters are text. */
export const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && target.type !== 'range'));

/** True where arrows, space and the like already do something. */
export const takesKey = (target: EventTarget | null, key: string): boolean => {
  if (isTyping(target)) return true;
  if (!(target instanceof Element)) return false;
  if (key === ' ') return target.closest('button, a, summary, [role=button], [role=tab]') !== null;
  if (/^(Arrow|Home|End|Page)/.test(key))
    return target.closest('input, [role=grid], [role=tablist], [role=group][tabindex], dialog') !== null;
  return target.closest('dialog') !== null;
};
