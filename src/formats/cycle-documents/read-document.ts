// Reads a document of sessions in cycles: one session for each of its examples. Nothing is recorded here.

import { basename } from 'node:path';
import type { Command } from '../../../machines/commands/command.ts';
import type { Enforcement } from '../../../machines/profile.ts';
import { counted } from '../../../machines/rules/rule.ts';
import { RepriseError } from '../../errors.ts';
import { readTextFile } from '../text-file.ts';
import type { LineNote } from './fact-list.ts';
import { outlineOf } from './outline.ts';
import { SessionWriter } from './session-facts.ts';

/** The most bytes that a document may have: a million, so that each text of it fits an event. */
export const MAX_DOCUMENT_BYTES = 1_000_000;

export interface DocumentReport {
  readonly sessionId: string;
  readonly events: number;
  readonly cycles: number;
  readonly agents: number;
  /** Lines of no known form, recorded as notes. */
  readonly notes: readonly LineNote[];
  /** What was inferred, or is missing. Line 0: the document as a whole. */
  readonly warnings: readonly LineNote[];
}

export interface DocumentSession {
  readonly sessionId: string;
  /** In the order of recording; the same for the same document, so that a second import adds nothing. */
  readonly commands: readonly Command[];
  readonly report: DocumentReport;
}

/** `Example 1: Fix a Race` → `example-1-fix-a-race`, at most 64 characters; `document` where no letter is left. */
export const slugOf = (heading: string): string =>
  heading
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, 64)
    .replace(/-+$/, '') || 'document';

/**
 * The sessions in a document's text, in order.
 * @param file its name, for messages and events
 * @throws RepriseError BAD_INPUT when no heading names a cycle
 */
export const sessionsIn = (text: string, file: string, enforcement: Enforcement = 'observe'): DocumentSession[] => {
  const { sessions, after } = outlineOf(text);
  if (sessions.length === 0)
    throw new RepriseError('BAD_INPUT', `${file} contains no "### Cycle N" heading.`, {
      hint: 'A document of cycles has a heading for each session, and below it one for each cycle, such as `### Cycle 1 — Diagnosis`.',
      fields: { file },
    });
  const taken = new Set<string>();
  const next = new Map<string, number>();
  return sessions.map((outline, place) => {
    const slug = slugOf(outline.title === '' ? file.replace(/\.[^.]*$/, '') : outline.title);
    let sessionId = slug;
    const stem = slug.slice(0, 56);
    for (let count = next.get(stem) ?? 2; taken.has(sessionId); count += 1) {
      sessionId = `${slug.slice(0, 58)}-${count}`.slice(0, 64);
      next.set(stem, count + 1);
    }
    taken.add(sessionId);
    const writer = new SessionWriter(sessionId, file);
    const isLast = place === sessions.length - 1;
    const { facts, cycles, agents } = writer.write(
      isLast ? { ...outline, before: [...outline.before, ...after] } : outline,
      enforcement,
    );
    const { commands, notes, warnings } = facts;
    return { sessionId, commands, report: { sessionId, events: commands.length, cycles, agents, notes, warnings } };
  });
};

/**
 * Reads a document of cycles.
 * @throws RepriseError FILE_NOT_FOUND; BAD_INPUT (not text in UTF-8, over `MAX_DOCUMENT_BYTES`, no cycle in it)
 */
export const readCycleDocument = async (
  path: string,
  enforcement: Enforcement = 'observe',
): Promise<DocumentSession[]> => {
  const file = basename(path);
  const text = await readTextFile(
    path,
    { name: file, kind: 'a document', mostBytes: MAX_DOCUMENT_BYTES },
    (code, cause) => {
      const why = code === 'ENOENT' ? `There is no file ${path}.` : `${path} cannot be read (${code}).`;
      return new RepriseError('FILE_NOT_FOUND', why, { fields: { path }, cause });
    },
  );
  return sessionsIn(text, file, enforcement);
};

/** The report as lines; of warnings and notes at most `limit` each (default 20), with how many were left out. */
export const documentReportText = (report: DocumentReport, file: string, limit = 20): string => {
  const part = (title: string, notes: readonly LineNote[]): string[] => {
    if (notes.length === 0) return [];
    const left = notes.length - limit;
    return [
      `  ${title}:`,
      ...notes.slice(0, limit).map(({ line, text }) => `    ${line === 0 ? '' : `${file}:${line}: `}${text}`),
      ...(left > 0 ? [`    and ${left} more`] : []),
    ];
  };
  const { sessionId, events, cycles, agents } = report;
  return [
    `Session ${sessionId}: ${counted(events, 'event')}, ${counted(cycles, 'cycle')}, ${counted(agents, 'agent')}, times unknown`,
    ...part('Inferred or missing', report.warnings),
    ...part('Not recognized, recorded as notes', report.notes),
  ].join('\n');
};
