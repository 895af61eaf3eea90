// Records the scripts of the sessions in cycles and exports them: `npm run examples` writes each beside its script. Ids and
// times come from the script, so that the bytes are the same each time.
import { writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { memoryLog } from '../src/log/memory.ts';
import { exportSession } from '../src/session/record/export.ts';
import { logSource } from '../src/session/record/source.ts';
import { createSessions } from '../src/session/write/create-sessions.ts';
import { apiRateLimiting } from './api-rate-limiting/script.ts';
import { extractTokenService } from './extract-token-service/script.ts';
import type { Script } from './script.ts';
import { websocketReconnection } from './websocket-reconnection/script.ts';

/** The scripts. The id of each session is the name of its folder. */
export const SCRIPTS: readonly Script[] = [websocketReconnection, apiRateLimiting, extractTokenService];

/** The export of a script's session. @throws Error when a command of it is refused */
export const recordScript = async ({ sessionId, commands }: Script): Promise<string> => {
  const log = memoryLog();
  let now = new Date(0);
  let ids = 0;
  // A uuid of version 7: the time, then a counter instead of random bits.
  const newId = (): string => {
    const time = now.getTime().toString(16).padStart(12, '0');
    ids += 1;
    return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${ids.toString(16).padStart(12, '0')}`;
  };
  const sessions = createSessions(log, { now: () => now, newId });
  for (const command of commands) {
    now = new Date(command.time ?? 0);
    const sent = await sessions.send(sessionId, command);
    if (sent.kind !== 'recorded') throw new Error(`${sessionId}, ${command.id}: ${JSON.stringify(sent)}`);
  }
  const pieces: Uint8Array[] = [];
  await exportSession(logSource(log, sessionId), (bytes) => void pieces.push(bytes));
  return Buffer.concat(pieces).toString('utf8');
};

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  for (const script of SCRIPTS) {
    // Compiled, this file is in dist/examples.
    const path = fileURLToPath(new URL(`../../examples/${script.sessionId}/session.ndjson`, import.meta.url));
    writeFileSync(path, await recordScript(script));
    console.log(path);
  }
