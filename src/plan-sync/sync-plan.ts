// Syncs a session with its plan.md: what was edited in the file is recorded, what the session changed is written, what
// both changed differently is reported and left. The record comes first: interrupted after it, the next sync finishes.
import { realpath } from 'node:fs/promises';
import type { Fact } from '../../machines/commands/fact.ts';
import { RepriseError } from '../errors.ts';
import { writeFileAtomically } from '../export/atomic-file.ts';
import { MARKS, type Marks } from '../formats/plan-md/blocks.ts';
import { numberedIds } from '../formats/plan-md/diff.ts';
import { type Merge, mergePlans } from '../formats/plan-md/merge.ts';
import type { Conflict } from '../formats/plan-md/merge-aspects.ts';
import { type ParsedPlan, parsePlan, type UnknownMark, unknownMarks } from '../formats/plan-md/parse.ts';
import type { KnownPlan } from '../formats/plan-md/plan.ts';
import { baseJson, basePath, namingFile, readBase, readPlanFile, type SyncBase } from '../formats/plan-md/plan-file.ts';
import { withIds, writeBack } from '../formats/plan-md/write-back.ts';
import { sessionNotFound } from '../session/session-not-found.ts';
import { sessionNamed } from '../session/source/session-name.ts';
import type { Recorder } from '../session/write/recorder.ts';
import { refusalError } from '../session/write/refusal-error.ts';
import { followedPlan } from './followed-plan.ts';
import { redacted, shapeOf } from './plan-shape.ts';

/** How often the sync starts over when the file or the session changes under it. */
const MOST_ATTEMPTS = 5;

export interface SyncPlanOptions {
  /** The id of the session, the unique start of one, or `latest`. Default: the session of the last sync. */
  readonly session?: string | undefined;
  /** Who edited the file, for the record. Default `plan.md`. */
  readonly actor?: string | undefined;
  /**
   * The statuses of signs in boxes, besides the known ones: `{ '/': 'in_progress' }`. Default: those of the last sync of
   * the file.
   */
  readonly marks?: Marks | undefined;
}

/** A change that the file and the session made differently, with the text of the item, section or title. */
export type PlanConflict = Conflict & { readonly what: string };

export interface SyncedPlan {
  readonly sessionId: string;
  /** The changes of the file, as they were recorded. */
  readonly recorded: readonly Fact[];
  /** How many changes of the session were written into the file. */
  readonly written: number;
  /** What neither side took from the other. */
  readonly conflicts: readonly PlanConflict[];
  /** Boxes with a sign that is not known: the status of these items was not changed. */
  readonly unknownMarks: readonly UnknownMark[];
  /** The session's plan after the sync. */
  readonly plan: KnownPlan;
}

/** The file and the plan after the last sync. */
interface Before {
  readonly unsettled: SyncBase['unsettled'];
  readonly parsed?: ParsedPlan;
  readonly plan?: KnownPlan;
}

/** Read with the marks of that sync: what a mark means by now is a change of the file. */
const beforeOf = (base: SyncBase | undefined, secrets: Recorder['secrets']): Before => {
  if (base === undefined) return { unsettled: new Map() };
  const { unsettled } = base;
  const parsed = parsePlan(base.text, undefined, { ...MARKS, ...base.marks });
  const known = withIds(parsed, base.ids, base.sectionIds, base.statuses);
  return known === undefined ? { unsettled, parsed } : { unsettled, parsed, plan: redacted(known, secrets) };
};

const whatOf = ({ id }: Conflict, plan: KnownPlan): string => {
  if (id === '') return 'the title';
  const section = plan.sections.find((one) => one.id === id);
  if (section !== undefined) return `section ${section.title}`;
  return [plan.items, ...plan.sections.map(({ items }) => items)].flat().find((item) => item.id === id)?.text ?? id;
};

/** The error for a plan.md whose session is not known. */
export const noSession = (file: string): RepriseError =>
  new RepriseError('USAGE', `It is not known which session ${file} is the plan of.`, {
    hint: 'Name the session once (`--session ID` or `session`): the next sync of the file finds it.',
    fields: { file },
  });

/** @throws RepriseError USAGE where no session is named, or the file was synced with another */
const sessionFor = async (
  { log }: Recorder,
  file: string,
  path: string,
  { base, session = base?.sessionId }: { base: SyncBase | undefined; session: string | undefined },
): Promise<string> => {
  if (session === undefined) throw noSession(file);
  const sessionId = await sessionNamed(session, log, await log.sessions());
  if (base !== undefined && base.sessionId !== sessionId)
    throw new RepriseError('USAGE', `${file} was synced with session ${base.sessionId}.`, {
      hint: `Name that session, or remove ${basePath(path)}: what differs is then shown as a conflict.`,
      fields: { file, session: base.sessionId },
    });
  return sessionId;
};

/**
 * Syncs a session with its plan.md; a file that is not there is written. What it needs to know of the last sync is in
 * `.plan.md.reprise` beside the file.
 * @throws RepriseError USAGE (no session named, synced with another session); SESSION_NOT_FOUND; BAD_INPUT (the file is
 *   no UTF-8 text, over 1 MiB); REFUSED; CONFLICT (the file changed in every attempt); STORE_FULL; and as `Reprise.record`
 */
export const syncPlan = async (
  recorder: Recorder,
  file: string,
  options: SyncPlanOptions = {},
): Promise<SyncedPlan> => {
  const { session, actor = 'plan.md' } = options;
  const { sessions, secrets } = recorder;
  const path = await realpath(file).catch(() => file);
  const base = await readBase(path);
  const sessionId = await sessionFor(recorder, file, path, { base, session });
  const own = { ...base?.marks, ...options.marks };
  const marks: Marks = { ...MARKS, ...own };
  const before = beforeOf(base, secrets);
  const followed = followedPlan(sessions, sessionId);
  const recorded: Fact[] = [];

  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
    await followed.readOn();
    if (followed.ordinal() === 0) throw sessionNotFound(sessionId);
    const text = await readPlanFile(path);
    const parsed = parsedFile(file, text ?? before.parsed?.text ?? '', before.parsed, marks);
    const merge = await merged(recorder, sessionId, before, parsed, followed.plan());
    const result = await sessions.record(
      sessionId,
      merge.facts.map(({ type, data }) => ({ name: type, data, actor })),
    );
    if (result.refused !== undefined) {
      // Decided against a session that has changed since: once more against the newest.
      if (result.state.ordinal > followed.ordinal() && attempt < MOST_ATTEMPTS) continue;
      throw refusalError(`A change of ${file} (${result.refused.command.name})`, result.refused.rejection);
    }
    recorded.push(...merge.facts);
    // Another writer's events may have come in between: they are written too, or by the next attempt.
    await followed.readOn();
    const session = followed.plan();
    const written = await writeFile(path, { sessionId, text, parsed, merge, session, marks: own });
    if (written === undefined) continue;
    const conflicts = merge.conflicts.map((conflict) => ({ ...conflict, what: whatOf(conflict, session) }));
    return { sessionId, recorded, written, conflicts, unknownMarks: unknownMarks(parsed), plan: session };
  }
  throw new RepriseError('CONFLICT', `${file} was edited again and again while it was synced.`, {
    hint: 'What was recorded stays, and the file is as its editor left it. Sync it again.',
    fields: { file, sessionId },
  });
};

const parsedFile = (file: string, text: string, before: ParsedPlan | undefined, marks: Marks): ParsedPlan => {
  try {
    return parsePlan(text, before, marks);
  } catch (error) {
    throw namingFile(file, error);
  }
};

const merged = async (
  { sessions, secrets }: Recorder,
  sessionId: string,
  before: Before,
  parsed: ParsedPlan,
  session: KnownPlan,
): Promise<Merge> => {
  const { state } = await sessions.load(sessionId);
  const newId = numberedIds((id) => state.plan.items.has(id) || state.plan.sections.has(id));
  return mergePlans(before.plan, before.unsettled, redacted(shapeOf(parsed), secrets), session, newId);
};

/** Writes the session's changes. @returns how many; undefined where the file was edited since it was read */
const writeFile = async (
  path: string,
  sync: {
    readonly sessionId: string;
    readonly text: string | undefined;
    readonly parsed: ParsedPlan;
    readonly merge: Merge;
    readonly session: KnownPlan;
    readonly marks: Marks;
  },
): Promise<number | undefined> => {
  const { sessionId, text: read, parsed, merge, session, marks } = sync;
  const { text, ids, sectionIds, unsettled, statuses, changes } = writeBack(parsed, merge, session);
  if (text !== read) {
    if ((await readPlanFile(path)) !== read) return undefined;
    await writeFileAtomically(path, text);
  }
  await writeFileAtomically(basePath(path), baseJson({ sessionId, text, ids, sectionIds, unsettled, statuses, marks }));
  return changes;
};
