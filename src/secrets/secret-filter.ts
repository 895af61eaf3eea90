// Takes the secrets out of commands before anything decides, hashes or records them.

import type { Command } from '../../machines/commands/command.ts';
import { defined } from '../../machines/defined.ts';
import { joinTags } from '../../machines/events/envelope.ts';
import { RepriseError } from '../errors.ts';
import { distinctIds } from './distinct-ids.ts';
import { markerOf } from './find-secrets.ts';
import { redact, secretIn } from './redact.ts';
import { patternsFrom, type SecretOptions } from './secret-options.ts';
import type { SecretPattern } from './secret-pattern.ts';

export type { SecretOptions, UserPattern } from './secret-options.ts';

export interface SecretFilter {
  /**
   * A function that takes the secrets out of the commands of one call, one after the other.
   * @param secretIds what becomes of an id of a command that looks like a secret. Default `refuse`
   * @throws RepriseError BAD_SESSION_ID when the session id, which cannot be replaced, looks like a secret; USAGE, from the
   *   function, for an id of a command that does
   */
  ofCall(sessionId: string, secretIds?: SecretIds): (command: Command) => Command;
}

/**
 * `refuse`: two ids that are replaced by the same marker would be taken for one, and the second command for a repeat.
 * `number`: the ids of one list, which is always given as a whole, are numbered in it.
 */
export type SecretIds = 'refuse' | 'number';

/** How many secrets were replaced in the commands of these events. */
export const redactedIn = (events: Iterable<{ readonly redacted?: number | undefined }>): number => {
  let count = 0;
  for (const { redacted = 0 } of events) count += redacted;
  return count;
};

/** Tags are recorded side by side, where two harmless ones could form a secret: one marker then replaces all of them. */
export const redactTags = (tags: readonly string[], patterns: readonly SecretPattern[]): readonly string[] => {
  const found = secretIn(joinTags(tags), patterns);
  return found === undefined ? tags : [markerOf(found)];
};

/** @throws RepriseError BAD_SESSION_ID for a session id that looks like a secret */
export const requireHarmless = (sessionId: string, patterns: readonly SecretPattern[]): void => {
  const found = secretIn(sessionId, patterns);
  if (found === undefined) return;
  throw new RepriseError('BAD_SESSION_ID', `The session id looks like a secret (${found}).`, {
    hint: 'Give the session another id: it is part of every event and cannot be replaced.',
    fields: { pattern: found },
  });
};

const secretId = (command: Command, patterns: readonly SecretPattern[]): RepriseError => {
  const found = secretIn(command.id, patterns);
  return new RepriseError(
    'USAGE',
    `The id of a command looks like a secret${found === undefined ? '' : ` (${found})`}.`,
    {
      hint: 'Nothing was recorded. Give the command another id: a secret is not recorded, and without it two ids are the same. If it is a secret, revoke it.',
      fields: { command: command.name, ...defined({ pattern: found }) },
    },
  );
};

/** Ids of so many sessions are remembered as harmless. */
const MAX_HARMLESS = 10_000;

/** @param options `false`: nothing is replaced @throws RepriseError USAGE as `patternsFrom` */
export const secretFilter = (options?: SecretOptions | false): SecretFilter => {
  const patterns = patternsFrom(options);
  const harmless = new Set<string>();
  return {
    ofCall(sessionId, secretIds = 'refuse') {
      if (!harmless.has(sessionId)) {
        requireHarmless(sessionId, patterns);
        if (harmless.size < MAX_HARMLESS) harmless.add(sessionId);
      }
      const distinct = distinctIds();
      return (command) => {
        // Names, times and severities have fixed forms, which are checked when the command is decided.
        const { name, time, severity, redacted = 0, ...texts } = command;
        const { value, count } = redact(texts, patterns);
        const tags = value.tags === undefined ? undefined : redactTags(value.tags, patterns);
        const replaced = count + (tags === value.tags ? 0 : 1);
        if (replaced === 0) return command;
        if (secretIds === 'refuse' && value.id !== command.id) throw secretId(command, patterns);
        return {
          ...command,
          ...value,
          id: distinct(command.id, value.id),
          ...defined({ tags }),
          redacted: redacted + replaced,
        };
      };
    },
  };
};
