// The sessions of a log, to write and to read: commands in, events out. Everything reported as recorded is in the log,
// with the durability that the log states.
import type { Log } from '../../log/port.ts';
import { requireSessionId } from '../../log/session-id.ts';
import { secretFilter } from '../../secrets/secret-filter.ts';
import { commandFrom } from './new-command.ts';
import { readEvents } from './read-events.ts';
import { recordCommands } from './record-commands.ts';
import { sendCommand } from './send-command.ts';
import type { Sessions, SessionsOptions } from './sessions.ts';
import { createTurns } from './turns.ts';
import { DEFAULT_DEADLINE_MS, writeContext } from './write-context.ts';

/** @throws RepriseError USAGE for a secret pattern that is not valid */
export const createSessions = (log: Log, options: SessionsOptions = {}): Sessions => {
  const secrets = secretFilter(options.secrets);
  const context = writeContext(log, options);
  const turns = createTurns();
  return {
    async send(sessionId, given, { expectedOrdinal, deadlineMs = DEFAULT_DEADLINE_MS } = {}) {
      requireSessionId(sessionId);
      const untilMs = performance.now() + deadlineMs;
      const command = secrets.ofCall(sessionId)(commandFrom(given, context.newId));
      return turns.take(sessionId, () => sendCommand(context, sessionId, command, expectedOrdinal, untilMs));
    },
    async record(sessionId, given, recordOptions = {}) {
      requireSessionId(sessionId);
      const redacted = secrets.ofCall(sessionId);
      const commands = [...given].map((command) => redacted(commandFrom(command, context.newId)));
      return turns.take(sessionId, () => recordCommands(context, sessionId, commands, recordOptions));
    },
    async load(sessionId) {
      requireSessionId(sessionId);
      return context.loaded.catchUp(sessionId);
    },
    read(sessionId, { afterOrdinal = 0 } = {}) {
      requireSessionId(sessionId);
      return readEvents(log, sessionId, afterOrdinal);
    },
  };
};
