// The outcome of a check of a profile: exit code, verdict and JSON.
import { defined } from '../../../../machines/defined.ts';
import type { Profile } from '../../../../machines/profile.ts';
import { checkJson } from '../../../check/check-profile/check-json.ts';
import type { ProfileCheck } from '../../../check/check-profile/result.ts';
import type { CorpusCheck, CorpusSession } from '../../../check/corpus/check-corpus.ts';
import { EXIT } from '../../../errors.ts';
import { counted } from '../../render/figures.ts';

export interface CheckResult {
  /** The profile's name or file, as it was given. */
  readonly name: string;
  readonly profile: Profile;
  readonly found: ProfileCheck;
  /** The file of each problem's trace, by its place in the list. */
  readonly files: readonly (string | undefined)[];
  readonly corpus: CorpusCheck | undefined;
}

/** By the kind of what is wrong: problems of the process, an exploration that stopped early, refused or unreadable sessions; 1 where they differ. */
export const exitCodeOf = ({ found, corpus }: CheckResult): number => {
  const codes = new Set<number>();
  if (found.problems.length > 0) codes.add(EXIT.unverified);
  else if (!found.complete) codes.add(EXIT.unexplored);
  if (corpus !== undefined) {
    if (corpus.counts.unreadable > 0) codes.add(EXIT.unverified);
    if (corpus.counts.refused + corpus.counts.refusedBeforeAndNow > 0) codes.add(EXIT.refused);
  }
  const [first, second] = codes;
  return second === undefined ? (first ?? EXIT.ok) : EXIT.other;
};

/** What a verdict adds where not everything was explored. */
export const STOPPED_EARLY = 'Exploring stopped early, so there may be others.';

export const verdictOf = ({ found, corpus }: CheckResult): string => {
  const refused = corpus === undefined ? 0 : corpus.counts.refused + corpus.counts.refusedBeforeAndNow;
  const unreadable = corpus?.counts.unreadable ?? 0;
  const wrong = [
    ...(found.problems.length === 0 ? [] : [counted(found.problems.length, 'problem')]),
    ...(refused > 0 ? [`${counted(refused, 'recorded session')} would be refused`] : []),
    ...(unreadable > 0 ? [`${counted(unreadable, 'recorded session')} could not be read`] : []),
  ];
  if (wrong.length > 0) return `Problems found: ${wrong.join(', ')}.${found.complete ? '' : ` ${STOPPED_EARLY}`}`;
  return found.complete ? 'No problems found.' : `No problems found in what was explored. ${STOPPED_EARLY}`;
};

const sessionJson = (session: CorpusSession): object => {
  if (session.outcome !== 'unreadable') return session;
  const { code, message, hint, fields } = session.error;
  return { ...session, error: { code, message, hint, fields } };
};

export const jsonOf = (result: CheckResult): object => {
  const { name, profile, files, corpus } = result;
  const { problems, ...found } = checkJson(result.found);
  return {
    ok: exitCodeOf(result) === EXIT.ok,
    checked: name,
    profile,
    check: {
      ...found,
      problems: problems.map((problem, index) => ({ ...problem, ...defined({ file: files[index] }) })),
    },
    ...defined({ corpus: corpus && { ...corpus.counts, each: corpus.sessions.map(sessionJson) } }),
  };
};
