// Which versions of nats-server may be used, and why not the others. Pure. The managed server, the search for a binary and
// the JetStream adapter share it.
import { RepriseError } from '../errors.ts';

/** The oldest version that Reprise starts, and the oldest that it uses without a warning. */
export const STARTED_FROM = '2.14.6';
/** The oldest version of a user's own server that is used at all. */
export const USED_FROM = '2.12.0';

export type VersionVerdict =
  | { verdict: 'good' }
  | { verdict: 'warn'; sentence: string }
  | { verdict: 'refuse'; sentence: string };

type Version = { numbers: [number, number, number]; prerelease: boolean };

const parse = (text: string): Version | undefined => {
  const match = /^v?(\d+)\.(\d+)\.(\d+)(-[0-9A-Za-z.-]+)?/.exec(text.trim());
  if (!match) return undefined;
  return { numbers: [Number(match[1]), Number(match[2]), Number(match[3])], prerelease: match[4] !== undefined };
};

/** Orders two versions: negative when `a` is older. A pre-release is older than its release, an invalid text oldest. */
export const compareVersions = (a: string, b: string): number => {
  const left = parse(a);
  const right = parse(b);
  if (!left || !right) return (left ? 1 : 0) - (right ? 1 : 0);
  for (const i of [0, 1, 2] as const)
    if (left.numbers[i] !== right.numbers[i]) return left.numbers[i] - right.numbers[i];
  return Number(right.prerelease) - Number(left.prerelease);
};

/** True when Reprise may start a binary of this version. */
export const mayStart = (version: string): boolean => compareVersions(version, STARTED_FROM) >= 0;

/** Whether a server that Reprise did not start may be used, by the version in its greeting. */
export const judgeServerVersion = (version: string): VersionVerdict => {
  if (compareVersions(version, USED_FROM) < 0)
    return {
      verdict: 'refuse',
      sentence: `The server is nats-server ${version}; before 2.12 there are no atomic batches, so several sessions cannot be recorded in one durable step.`,
    };
  if (!mayStart(version))
    return {
      verdict: 'warn',
      sentence: `The server is nats-server ${version}; before ${STARTED_FROM} its compaction can lose acknowledged events in a power cut.`,
    };
  return { verdict: 'good' };
};

/**
 * Refuses a server that is too old.
 * @returns the warning to show; undefined for a recommended version
 * @throws RepriseError SERVER_TOO_OLD below 2.12
 */
export const requireServerVersion = (version: string): string | undefined => {
  const judged = judgeServerVersion(version);
  if (judged.verdict === 'refuse')
    throw new RepriseError('SERVER_TOO_OLD', judged.sentence, {
      hint: `Update that server to ${STARTED_FROM} or newer, or leave NATS_URL unset: Reprise then starts its own.`,
      fields: { version, usedFrom: USED_FROM, startedFrom: STARTED_FROM },
    });
  return judged.verdict === 'warn' ? judged.sentence : undefined;
};
