// What a session already holds of a plan.md's git history, and whether that history is still the one of the file.
import { RepriseError } from '../errors.ts';
import { type Marks, SIGNS } from '../formats/plan-md/blocks.ts';
import type { FileCommit, FileHistory } from '../formats/plan-md/git-log.ts';
import type { Sessions } from '../session/write/sessions.ts';

export interface RecordedPlanHistory {
  /** The git commits that changed the plan, in the order in which they are recorded; first the one of the start. */
  readonly commits: readonly string[];
  /** The statuses of signs in boxes that were set for the first import. */
  readonly marks: Marks;
}

/** The command ids of an import: `git-COMMIT-start`, `git-COMMIT-1`. */
const COMMAND_ID = /^git-([0-9a-f]+)-(?:start|\d+)$/;

const marksIn = (data: object): Marks => {
  const { marks } = ((data as { extra?: unknown }).extra ?? {}) as { marks?: unknown };
  const entries = typeof marks === 'object' && marks !== null ? Object.entries(marks) : [];
  return Object.fromEntries(entries.filter(([, status]) => Object.hasOwn(SIGNS, String(status)))) as Marks;
};

/** Undefined for a session that the log does not hold. @throws RepriseError CONFLICT for one that is no such history */
export const recordedPlanHistory = async (
  sessions: Sessions,
  sessionId: string,
): Promise<RecordedPlanHistory | undefined> => {
  const commits = new Set<string>();
  let marks: Marks = {};
  for await (const { event } of sessions.read(sessionId)) {
    const commit = COMMAND_ID.exec(event.commandid)?.[1];
    if (event.ordinal === 1) {
      if (commit === undefined)
        throw new RepriseError(
          'CONFLICT',
          `Session ${sessionId} is already recorded, and is no history of a plan.md.`,
          {
            hint: 'Nothing was recorded. Record the history as another session (`--session ID` or `session`).',
            fields: { sessionId },
          },
        );
      marks = marksIn(event.data);
    }
    if (commit !== undefined) commits.add(commit);
  }
  return commits.size === 0 ? undefined : { commits: [...commits], marks };
};

const OTHER_SESSION = 'record this one as another session (`--session ID` or `session`)';

/** @throws RepriseError CONFLICT where a commit that is recorded is missing in the history, or it begins with another */
export const requireSameHistory = (
  sessionId: string,
  { commits }: RecordedPlanHistory,
  { path, shallow, commits: ofFile }: Pick<FileHistory, 'path' | 'shallow' | 'commits'>,
): void => {
  const hashes = new Set(ofFile.map(({ hash }) => hash));
  const missing = commits.filter((hash) => !hashes.has(hash));
  const [first, second] = missing;
  if (first === undefined) return;
  const many = second === undefined ? '' : ` and ${missing.length - 1} more`;
  const are = second === undefined ? 'is' : 'are';
  throw new RepriseError(
    'CONFLICT',
    `Session ${sessionId} is recorded from another history: commit ${first.slice(0, 12)}${many} ${are} not in the history of ${path}.`,
    {
      hint: shallow
        ? 'Nothing was recorded. The clone is shallow: run `git fetch --unshallow`, and import again.'
        : `Nothing was recorded. Where another branch is checked out, check out the one that was imported; where the history was rewritten, ${OTHER_SESSION}.`,
      fields: { sessionId, path, missing },
    },
  );
};

/**
 * The commits in the order in which they were recorded, the new ones last: a branch that was merged since may be older.
 * @throws RepriseError CONFLICT where the session begins with a later commit
 */
export const inRecordedOrder = (
  sessionId: string,
  { commits: recorded }: RecordedPlanHistory,
  commits: readonly FileCommit[],
): FileCommit[] => {
  const byHash = new Map(commits.map((commit) => [commit.hash, commit]));
  const order = new Map<string, FileCommit>();
  const place = (last: FileCommit): void => {
    const open = [last];
    for (let commit = open.at(-1); commit !== undefined; commit = open.at(-1)) {
      const before = commit.parents.find((parent) => byHash.has(parent) && !order.has(parent));
      if (before === undefined) {
        order.set(commit.hash, commit);
        open.pop();
      } else open.push(byHash.get(before) as FileCommit);
    }
  };
  for (const hash of [...recorded, ...byHash.keys()]) if (!order.has(hash)) place(byHash.get(hash) as FileCommit);
  const inOrder = [...order.values()];
  const [first = ''] = recorded;
  if (inOrder[0]?.hash !== first)
    throw new RepriseError(
      'CONFLICT',
      `Session ${sessionId} begins with commit ${first.slice(0, 12)}, and the history has earlier ones: it was recorded from a shallow clone.`,
      {
        hint: `Nothing was recorded. To have the whole history, ${OTHER_SESSION}.`,
        fields: { sessionId, first, earlier: inOrder[0]?.hash },
      },
    );
  return inOrder;
};
