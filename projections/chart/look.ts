/** How a state of a region looks, and its sign: done, at work, failed, left out. A state that is not here is still to come. */
export const LOOKS: Readonly<Record<string, readonly [look: string, sign: string]>> = {
  completed: ['done', '✓'],
  passed: ['done', '✓'],
  active: ['now', '▶'],
  failed: ['bad', '✗'],
  abandoned: ['bad', '✗'],
  waived: ['out', '–'],
  skipped: ['out', '–'],
  cancelled: ['out', '–'],
};
