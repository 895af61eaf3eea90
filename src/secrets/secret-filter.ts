// Commands without their secrets: what stands between a caller and everything that decides, hashes and records.

import type { Command } from '../../machines/commands/command.ts';
import { defined } from '../../machines/defined.ts';
import { joinTags } from '../../machines/events/envelope.ts';
import { RepriseError } from '../errors.ts';
import { distinctIds } from './distinct-ids.ts';
import type { SecretPattern } from './patterns.ts';
import { holdsSecret, markerOf, redact } from './redact.ts';
import { patternsFrom, type SecretOptions } from './secret-options.ts';

export type { SecretOptions, UserPattern } from './secret-options.ts';

export interface SecretFilter {
  /**
   * Takes the secrets out of the commands of one call, one after the other.
   * @throws RepriseError BAD_SESSION_ID when the session id looks like a secret: it cannot be replaced
   */
  ofCall(sessionId: string): (command: Command) => Command;
}

/** How many secrets were replaced in the commands of some events. */
export const redactedIn = (events: Iterable<{ readonly redacted?: number | undefined }>): number => {
  let count = 0;
  for (const { redacted = 0 } of events) count += redacted;
  return count;
};

/** Tags stand side by side in the log, where two harmless ones could make a secret: then one marker stands for all. */
export const redactTags = (tags: readonly string[], patterns: readonly SecretPattern[]): readonly string[] => {
  const found = patterns.find((pattern) => holdsSecret(joinTags(tags), [pattern]));
  return found === undefined ? tags : [markerOf(found.name)];
};

/** @throws RepriseError BAD_SESSION_ID */
export const requireHarmless = (sessionId: string, patterns: readonly SecretPattern[]): void => {
  const found = patterns.find((pattern) => holdsSecret(sessionId, [pattern]));
  if (found === undefined) return;
  throw new RepriseError('BAD_SESSION_ID', `The session id looks like a secret (${found.name}).`, {
    hint: 'Name the session otherwise: its id stands in every event and cannot be replaced.',
    fields: { pattern: found.name },
  });
};

/** @throws RepriseError USAGE as `patternsFrom` */
export const secretFilter = (options?: SecretOptions | false): SecretFilter => {
  const patterns = patternsFrom(options);
  return {
    ofCall(sessionId) {
      requireHarmless(sessionId, patterns);
      const distinct = distinctIds();
      return (command) => {
        // Words, times and severities have forms of their own, which the law checks.
        const { name, time, severity, ...texts } = command;
        const { value, count } = redact(texts, patterns);
        const tags = value.tags === undefined ? undefined : redactTags(value.tags, patterns);
        const replaced = count + (tags === value.tags ? 0 : 1);
        if (replaced === 0) return command;
        return {
          ...command,
          ...value,
          id: distinct(command.id, value.id),
          ...defined({ tags }),
          redacted: replaced,
        };
      };
    },
  };
};
