// The history of a plan.md as the commands that record it: each commit's own change, by its author, at its time. What
// was done on two branches is recorded once, where it was done; of a merge only what it changed itself.
import type { Command } from '../../../machines/commands/command.ts';
import type { Fact } from '../../../machines/commands/fact.ts';
import { provisionalEvent } from '../../../machines/provisional-event.ts';
import { plan } from '../../../projections/plan.ts';
import { isRepriseError, RepriseError } from '../../errors.ts';
import { MARKS, type Marks } from './blocks.ts';
import { Branches } from './branches.ts';
import { identified, numberedIds } from './diff.ts';
import { factsBetween } from './facts-between.ts';
import type { FileCommit, FileHistory } from './git-log.ts';
import { versionName } from './git-versions.ts';
import { mergePlans } from './merge.ts';
import { type ParsedPlan, parsePlan, unknownMarks } from './parse.ts';
import { namingFile } from './plan-file.ts';

/** A version that is not recorded: what it changed is recorded with the next one. */
export interface LeftOutVersion {
  readonly commit: string;
  /** Its place, and why it cannot be read, in a sentence. */
  readonly reason: string;
}

/** A sign in boxes that is not known: the items keep the status that they had. */
export interface UnknownSign {
  readonly sign: string;
  /** How many versions have it. */
  readonly versions: number;
  /** Where it is first: the commit, the path, the line from 1 and the text of the item. */
  readonly first: { readonly commit: string; readonly path: string; readonly line: number; readonly text: string };
}

export interface GitImport {
  readonly commands: Command[];
  /** Commits that changed the plan, and those that changed other lines only. */
  readonly changed: number;
  readonly unchanged: number;
  readonly leftOut: readonly LeftOutVersion[];
  readonly unknownSigns: readonly UnknownSign[];
}

export interface GitImportOptions {
  /** The statuses of signs in boxes. Default: the known ones. */
  readonly marks?: Marks | undefined;
  /** Those of them that were set when the history was first imported: they are recorded with the start. */
  readonly marksAtStart?: Marks | undefined;
}

/** `repository-path`, in the characters that a session id may have. */
export const sessionIdOf = ({ repository, path }: Pick<FileHistory, 'repository' | 'path'>): string =>
  `${repository}-${path}`
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(-64) || 'plan';

/** The plan of a version, or why it is none. */
const parsedVersion = (
  { hash, path, text, unreadable }: FileCommit,
  before: ParsedPlan | undefined,
  marks: Marks,
): { readonly parsed: ParsedPlan } | { readonly reason: string } => {
  if (unreadable !== undefined) return { reason: unreadable };
  try {
    return { parsed: parsePlan(text ?? '', before, marks) };
  } catch (error) {
    if (!isRepriseError(error, 'BAD_INPUT')) throw error;
    return { reason: (namingFile(versionName(path, hash), error) as RepriseError).message };
  }
};

const noteUnknown = (signs: Map<string, UnknownSign>, parsed: ParsedPlan, { hash, path }: FileCommit): void => {
  const inVersion = new Map(
    unknownMarks(parsed)
      .reverse()
      .map((mark) => [mark.sign, mark]),
  );
  for (const [sign, { line, text }] of inVersion) {
    const known = signs.get(sign);
    const first = known?.first ?? { commit: hash, path, line, text };
    signs.set(sign, { sign, versions: (known?.versions ?? 0) + 1, first });
  }
};

/**
 * The commands, in order; the same for the same history, so that a second import adds only what is new.
 * @throws RepriseError BAD_INPUT where no version can be read
 */
export const commandsFromGit = (
  { repository, path, commits }: Pick<FileHistory, 'repository' | 'path' | 'commits'>,
  sessionId: string,
  { marks = MARKS, marksAtStart = {} }: GitImportOptions = {},
): GitImport => {
  const leftOut: LeftOutVersion[] = [];
  const signs = new Map<string, UnknownSign>();
  const first = commits[0];
  if (first === undefined) return { commands: [], changed: 0, unchanged: 0, leftOut, unknownSigns: [] };
  const extra = Object.keys(marksAtStart).length === 0 ? {} : { extra: { marks: marksAtStart } };
  const commands: Command[] = [
    {
      id: `git-${first.hash}-start`,
      name: 'session.start',
      data: { goal: `${path} of ${repository}`, profile: 'cycles', enforcement: 'observe', ...extra },
      actor: first.author.slice(0, 1_000),
      time: first.time,
      correlationId: first.hash,
    },
  ];
  let view = plan.init(sessionId);
  const newId = numberedIds();
  const branches = new Branches();
  let before: ParsedPlan | undefined;
  let changed = 0;
  const record = (facts: readonly Fact[], { hash, author, time, subject }: FileCommit): void => {
    for (const [place, { type, data }] of facts.entries()) {
      // The commit's hash and subject are recorded with the first of its changes.
      const recorded = place === 0 ? { ...(data as object), extra: { commit: hash, subject } } : data;
      const id = `git-${hash}-${place + 1}`;
      const before = { sessionId, ordinal: commands.length };
      view = plan.apply(view, provisionalEvent(before, { type, data }, { id, commandId: id, time, actor: author }));
      commands.push({
        ...{ id, name: type, data: recorded },
        ...{ actor: author.slice(0, 1_000), time, correlationId: hash },
      });
    }
  };
  for (const commit of commits) {
    const version = parsedVersion(commit, before, marks);
    if ('reason' in version) {
      leftOut.push({ commit: commit.hash, reason: version.reason });
      branches.leaveOut(commit);
      continue;
    }
    before = version.parsed;
    noteUnknown(signs, before, commit);
    const session = plan.show(view).planMd;
    const base = branches.baseOf(commit);
    const merge = base === undefined ? undefined : mergePlans(base.plan, new Map(), before, session, newId);
    const known = merge?.file ?? identified(session, before, newId);
    const facts = merge?.facts ?? factsBetween(session, known);
    branches.add(commit, known, merge === undefined);
    if (facts.length > 0) changed += 1;
    record(facts, commit);
  }
  const [unread] = leftOut;
  if (unread !== undefined && leftOut.length === commits.length)
    throw new RepriseError('BAD_INPUT', unread.reason, {
      hint: 'No commit of the file has a version that can be read as a plan.md. Nothing was recorded.',
      fields: { leftOut },
    });
  const unchanged = commits.length - changed - leftOut.length;
  return { commands, changed, unchanged, leftOut, unknownSigns: [...signs.values()] };
};
