// The sessions of a log, to write and to read: commands in, events out. Everything reported as recorded is in the log,
// with the durability that the log states.

import type { Command, Principal } from '../../../machines/commands/command.ts';
import { isRelative } from '../../../machines/commands/current.ts';
import type { Log } from '../../log/port.ts';
import { requireSessionId } from '../../log/session-id.ts';
import { secretFilter } from '../../secrets/secret-filter.ts';
import { createGroups } from './groups.ts';
import { Member } from './member.ts';
import { commandFrom } from './new-command.ts';
import { missingParent } from './parent-session.ts';
import { readEvents } from './read-events.ts';
import { recordCommands } from './record-commands.ts';
import { sendGroup } from './send-group.ts';
import type { Sessions, SessionsOptions } from './sessions.ts';
import { sights, witnessed } from './sight.ts';
import { writeContext } from './write-context.ts';

const withAuth = (command: Command, auth: Principal | undefined): Command =>
  auth === undefined ? command : { ...command, auth };

/** @throws RepriseError USAGE for a secret pattern or a limit of the cache that is not valid */
export const createSessions = (log: Log, options: SessionsOptions = {}): Sessions => {
  const secrets = secretFilter(options.secrets);
  const { sightOf, forgetSight } = sights();
  const context = writeContext(log, options, forgetSight);
  const groups = createGroups((sessionId, members) => sendGroup(context, sessionId, members));
  return {
    async send(sessionId, given, { again, ...sendOptions } = {}) {
      // What is kept here knows nothing of a session that begins anew.
      if (again && !options.again)
        return createSessions(log, { ...options, again }).send(sessionId, given, sendOptions);
      const { expectedOrdinal, deadlineMs = context.deadlineMs, sight, auth } = sendOptions;
      requireSessionId(sessionId);
      const untilMs = context.clock.nowMs() + deadlineMs;
      const command = withAuth(secrets.ofCall(sessionId)(commandFrom(given, context.newId)), auth);
      const shared = sightOf(sessionId);
      const seen = (sight === undefined || sight.isBlank ? shared : sight).state;
      const atCall = isRelative(command.name) ? seen : undefined;
      const member = new Member({ command, expected: expectedOrdinal, untilMs, sight, shared, atCall });
      groups.add(sessionId, member);
      return member.answer;
    },
    async record(sessionId, given, recordOptions = {}) {
      requireSessionId(sessionId);
      const redacted = secrets.ofCall(sessionId, recordOptions.secretIds);
      const commands = [...given].map((command) =>
        withAuth(redacted(commandFrom(command, context.newId)), recordOptions.auth),
      );
      return groups.between(sessionId, async () => {
        const parent = await missingParent(context, sessionId, commands);
        const result = await recordCommands(context, sessionId, commands, parent, recordOptions);
        sightOf(sessionId).see(result.state);
        return result;
      });
    },
    async load(sessionId) {
      requireSessionId(sessionId);
      const session = await context.loaded.catchUp(sessionId);
      sightOf(sessionId).see(session.state);
      return session;
    },
    read(sessionId, { afterOrdinal = 0 } = {}) {
      requireSessionId(sessionId);
      return witnessed(readEvents(log, sessionId, afterOrdinal), ({ event }) => event, sightOf);
    },
    sightOf,
  };
};
