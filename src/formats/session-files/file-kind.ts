// The four files of a session, and their names.

export type FileKind = 'planning' | 'todo' | 'workbook' | 'events';
export const FILE_KINDS: readonly FileKind[] = ['planning', 'todo', 'workbook', 'events'];

export const fileNameOf = (kind: FileKind, sessionId: string): string => `${kind}-${sessionId}.json`;
