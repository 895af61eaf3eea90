// A program that writes sessions as people do, in a process of its own: it opens the log, sends commands, and notes in its
// journal, a line each and before it goes on, what it sends and what it is answered. What has no answer is sent again under
// the same command id. It writes until a line comes on standard input (or that ends), or until it has sent `most` commands.
import { closeSync, openSync, writeSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { isRepriseError, open } from 'reprise';

/** How long a process may take to end by itself once its log is closed. */
const LEFT_OPEN_MS = 20_000;
const PAUSE_MS = 20;

const {
  name,
  journal,
  sessions,
  callers,
  most = Number.POSITIVE_INFINITY,
  bytes = 20,
  ...options
} = JSON.parse(process.argv[2]);
const file = openSync(journal, 'a');
/** Microseconds on a clock that all processes of the machine share. */
const now = () => Number(process.hrtime.bigint() / 1000n);
const note = (line) => writeSync(file, `${JSON.stringify({ at: now(), ...line })}\n`);
process.on('unhandledRejection', (error) => note({ kind: 'unhandled', message: String(error?.stack ?? error) }));
process.on('uncaughtException', (error) => note({ kind: 'unhandled', message: String(error?.stack ?? error) }));
process.on('warning', (warning) => note({ kind: 'unhandled', message: String(warning.stack ?? warning) }));

let isStopped = false;
process.stdin.once('data', () => {
  isStopped = true;
  process.stdin.destroy();
});
process.stdin.once('end', () => {
  isStopped = true;
});

/** @returns an open log; as people do it, until it opens */
const opened = async () => {
  for (;;)
    try {
      return await open(options);
    } catch (error) {
      note({ kind: 'not-open', code: error.code, message: error.message });
      if (!isRepriseError(error) || isStopped) throw error;
      await wait(PAUSE_MS);
    }
};

const reprise = await opened();
note({ kind: 'open' });

/** Sends a command until it has an answer. @returns false for one that a rule refuses */
const send = async (caller, session, id, word, data) => {
  const about = { session, caller, command: id };
  for (;;) {
    note({ kind: 'sent', ...about });
    try {
      const result = await reprise.session(session).send(word, data, { id });
      if (result.kind === 'recorded' || result.kind === 'repeated') {
        const events = result.events.map(({ id: event, ordinal, hash }) => ({ id: event, ordinal, hash }));
        note({ kind: 'acknowledged', ...about, how: result.kind, events, sequence: result.position?.sequence });
        return true;
      }
      note({ kind: 'refused', ...about, message: JSON.stringify(result.rejection ?? result.kind) });
      return false;
    } catch (error) {
      const isUnknown = isRepriseError(error, 'UNKNOWN_OUTCOME');
      note({ kind: isUnknown ? 'unknown' : 'failed', ...about, code: error.code, message: error.message });
      if (!isRepriseError(error)) throw error;
      await wait(PAUSE_MS);
    }
  }
};

const write = async (session, index) => {
  const caller = `${name}.${session}.${index}`;
  if (!(await send(caller, session, `start-${session}`, 'session.start', { goal: 'Outlive every fault' }))) return;
  for (let n = 1; n <= most && !isStopped; n += 1) {
    const id = `${caller}.${n}`;
    const data = { requirementId: id, description: 'x'.repeat(bytes) };
    if (!(await send(caller, session, id, 'requirement.add', data))) return;
  }
};

await Promise.all(sessions.flatMap((session) => Array.from({ length: callers }, (_, index) => write(session, index))));
process.stdin.destroy();
await reprise.close();
note({ kind: 'closed' });
// Nothing may keep the process running now; this timer does not.
setTimeout(() => {
  note({ kind: 'unhandled', message: `left open: ${process.getActiveResourcesInfo().join(', ')}` });
  process.exit(3);
}, LEFT_OPEN_MS).unref();
process.once('exit', () => {
  note({ kind: 'ended' });
  closeSync(file);
});
