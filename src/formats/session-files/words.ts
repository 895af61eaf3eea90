// The words that the files use for priorities and statuses, with the near ones that writers slip into.

export const PRIORITIES = ['critical', 'high', 'medium', 'low'] as const;

const STATUS: Readonly<Record<string, Status>> = {
  pending: 'pending',
  open: 'pending',
  todo: 'pending',
  in_progress: 'started',
  'in-progress': 'started',
  inprogress: 'started',
  active: 'started',
  running: 'started',
  completed: 'completed',
  complete: 'completed',
  done: 'completed',
  met: 'completed',
  delivered: 'completed',
  passed: 'completed',
  failed: 'failed',
  error: 'failed',
  cancelled: 'dropped',
  canceled: 'dropped',
  dropped: 'dropped',
  skipped: 'dropped',
  waived: 'dropped',
};

export type Status = 'pending' | 'started' | 'completed' | 'failed' | 'dropped';

/** The status that a word stands for; undefined for any other word. */
export const statusOf = (word: unknown): Status | undefined => {
  if (typeof word !== 'string') return undefined;
  const key = word.trim().toLowerCase().replaceAll(' ', '_');
  return Object.hasOwn(STATUS, key) ? STATUS[key] : undefined;
};

/** A name or criterion for comparing: without case, and with single spaces. */
export const plainText = (text: string): string => text.trim().toLowerCase().replaceAll(/\s+/g, ' ');
