// Recorded sessions checked under a profile: which of them a changed process would refuse, and where.
import type { Profile } from '../../../machines/profile.ts';
import { isRepriseError, RepriseError } from '../../errors.ts';
import { requireProfile } from '../require-profile.ts';
import { type SessionCheck, sessionCheck } from './check-session.ts';
import { type CorpusEntry, type CorpusLocation, corpusEntries } from './corpus.ts';

export type CorpusSession =
  | ({ readonly source: string } & SessionCheck)
  | { readonly source: string; readonly outcome: 'unreadable'; readonly error: RepriseError }
  /** It started with another profile than those named. */
  | { readonly source: string; readonly outcome: 'left-out'; readonly profile: string | undefined };

export interface CheckCorpusOptions {
  /** Names of profiles: only sessions that started with one of them are checked. Default: all are. */
  readonly startedWith?: readonly string[];
  /** Called after each session with its result; awaited. `false` ends the check early. */
  readonly onSession?: (session: CorpusSession, done: number, all: number) => Promise<boolean> | boolean;
}

export interface CorpusCounts {
  /** Checked: all that could be read and were not left out. */
  readonly sessions: number;
  readonly events: number;
  /** Refused nowhere, under their own profile or this one. */
  readonly passes: number;
  /** Legal under their own profile, refused under this one. */
  readonly refused: number;
  /** Refused in places under their own profile already. */
  readonly refusedBefore: number;
  /** Those of them that this profile refuses by another rule, too. */
  readonly refusedBeforeAndNow: number;
  readonly unreadable: number;
  readonly leftOut: number;
}

export interface CorpusCheck {
  /** True where no session is refused by this profile alone, and each could be read. */
  readonly ok: boolean;
  readonly counts: CorpusCounts;
  readonly sessions: readonly CorpusSession[];
}

const checkEntry = async (
  { name, open }: CorpusEntry,
  profile: Profile,
  startedWith: readonly string[] | undefined,
): Promise<CorpusSession> => {
  try {
    const source = await open();
    const session = sessionCheck(source.sessionId, profile);
    for await (const { event } of source.events()) {
      session.next(event);
      const own = session.profile();
      if (startedWith !== undefined && own !== undefined && !startedWith.includes(own))
        return { source: name, outcome: 'left-out', profile: own };
    }
    if (startedWith !== undefined && session.profile() === undefined)
      return { source: name, outcome: 'left-out', profile: undefined };
    return { source: name, ...session.result() };
  } catch (error) {
    if (!isRepriseError(error)) throw error;
    return { source: name, outcome: 'unreadable', error };
  }
};

const countsOf = (sessions: readonly CorpusSession[]): CorpusCounts => {
  const counts = {
    ...{ sessions: 0, events: 0, passes: 0, refused: 0 },
    ...{ refusedBefore: 0, refusedBeforeAndNow: 0, unreadable: 0, leftOut: 0 },
  };
  const countChecked = (session: SessionCheck): void => {
    counts.sessions += 1;
    counts.events += session.events;
  };
  for (const session of sessions)
    switch (session.outcome) {
      case 'unreadable':
        counts.unreadable += 1;
        break;
      case 'left-out':
        counts.leftOut += 1;
        break;
      case 'passes':
        countChecked(session);
        counts.passes += 1;
        break;
      case 'refused':
        countChecked(session);
        counts.refused += 1;
        break;
      case 'refused-before':
        countChecked(session);
        counts.refusedBefore += 1;
        if (session.refused !== undefined) counts.refusedBeforeAndNow += 1;
        break;
      default:
        session satisfies never;
    }
  return counts;
};

/**
 * Checks a profile on recorded sessions: each event is decided as if the session had followed this profile from its start
 * and were enforced. The profile replaces every one that the session recorded. A rule that the session's own profile
 * violates at the same event does not count.
 *
 * @param profile a built-in one by its name, or an object
 * @param corpus where the sessions are, or the entries of `corpusEntries`
 * @returns the result of every session, in order. One that cannot be read is reported and does not stop the others.
 * @throws RepriseError BAD_INPUT for what is not a profile; FILE_NOT_FOUND, SESSION_NOT_FOUND where there are no sessions, or none that started with one of
 *   `startedWith`
 */
export const checkCorpus = async (
  profile: string | Profile,
  corpus: CorpusLocation | readonly CorpusEntry[],
  { startedWith, onSession }: CheckCorpusOptions = {},
): Promise<CorpusCheck> => {
  const checked = requireProfile(profile);
  const entries = isList(corpus) ? corpus : await corpusEntries(corpus);
  const sessions: CorpusSession[] = [];
  for (const entry of entries) {
    const session = await checkEntry(entry, checked, startedWith);
    sessions.push(session);
    if ((await onSession?.(session, sessions.length, entries.length)) === false) break;
  }
  if (sessions.length > 0 && sessions.every(({ outcome }) => outcome === 'left-out'))
    throw new RepriseError(
      'SESSION_NOT_FOUND',
      `No recorded session started with a profile named ${startedWith?.join(' or ')}.`,
      { hint: 'Leave startedWith (--of) out to check all of them.' },
    );
  const counts = countsOf(sessions);
  const ok = counts.refused + counts.refusedBeforeAndNow + counts.unreadable === 0;
  return { ok, counts, sessions };
};

const isList = (corpus: CorpusLocation | readonly CorpusEntry[]): corpus is readonly CorpusEntry[] =>
  Array.isArray(corpus);
