// What rules and what invariants report of an event, compared by rule and severity.

export interface Reported {
  readonly rule: string;
  readonly severity: string;
}

const NONE: readonly string[] = [];

/** `M.task (error)`, each once, in order. */
export const idsOf = (reported: readonly Reported[]): readonly string[] =>
  reported.length === 0 ? NONE : [...new Set(reported.map(({ rule, severity }) => `${rule} (${severity})`))].toSorted();

export const listed = (ids: readonly string[]): string => (ids.length === 0 ? 'nothing' : ids.join(', '));

export const isError = ({ severity }: Reported): boolean => severity === 'error';
