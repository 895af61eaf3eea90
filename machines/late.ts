// What may still be recorded when a session has ended: figures of tokens and reports of agents come late. They are counted
// and shown, and move neither the session nor its end.
export const LATE_TYPES = ['tokens_used', 'agent_reported'] as const;
const late: ReadonlySet<string> = new Set(LATE_TYPES);

/** True for an event that may follow the end of its session. */
export const mayBeLate = ({ type }: { readonly type: string }): boolean => late.has(type);
