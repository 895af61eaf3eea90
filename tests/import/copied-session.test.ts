// A session that was copied by hand under another id, imported into the JetStream log that has just recorded its original.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CHAIN_START, decodeEvent, encodeEvent } from '../../machines/events/envelope.ts';
import { readExportedFile } from '../../src/import/exported-file.ts';
import { importExportedFile } from '../../src/import/import-file.ts';
import type { Log } from '../../src/log/port.ts';
import { DEFAULT_PATTERNS } from '../../src/secrets/patterns.ts';
import { logSource } from '../../src/session/record/source.ts';
import { verify } from '../../src/session/record/verify.ts';
import { createSessions } from '../../src/session/write/create-sessions.ts';
import { sha256 } from '../../src/sha256.ts';
import { type ServerWithLogs, startServerWithLogs } from '../server-with-logs.ts';
import { collect, wholeSession } from '../session/work.ts';

const folder = mkdtempSync(join(tmpdir(), 'reprise-copied-'));
let on: ServerWithLogs;
beforeAll(async () => {
  on = await startServerWithLogs();
});
afterAll(async () => {
  await on?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The lines under another session id, with ids of commits as they were and a hash chain that holds. */
const copyOf = (lines: readonly string[], sessionid: string): string[] => {
  let previous = CHAIN_START;
  return lines.map((line) => {
    const { hash: _, ...event } = decodeEvent(line);
    const encoded = encodeEvent({ ...event, sessionid } as Parameters<typeof encodeEvent>[0], previous, sha256);
    previous = encoded.hash;
    return encoded.line;
  });
};

it('is recorded at the first attempt, though the log has commits of these ids', async () => {
  for (const command of wholeSession()) await createSessions(on.log).send('original', command);
  const lines = (await collect(on.log.read('original'))).flatMap((commit) => commit.lines);
  const file = join(folder, 'copy.ndjson');
  const copied = copyOf(lines, 'copy');
  writeFileSync(file, copied.map((line) => `${line}\n`).join(''));

  const results: string[] = [];
  const log: Log = {
    ...on.log,
    append: async (...append) => {
      // So little time that a commit the server drops would be unknown.
      const [sessionId, commit, options] = append;
      const result = await on.log.append(sessionId, commit, { ...options, deadlineMs: 2_000 });
      results.push(result.kind);
      return result;
    },
  };
  const exported = await readExportedFile(file, DEFAULT_PATTERNS);
  const { added } = await importExportedFile(log, exported, { secrets: 'refuse' });
  expect(added).toBe(lines.length);
  expect([...new Set(results)]).toEqual(['appended']);
  expect((await collect(on.log.read('copy'))).flatMap((commit) => commit.lines)).toEqual(copied);
  expect((await verify(logSource(on.log, 'copy'))).ok).toBe(true);

  // The same file once more adds nothing.
  expect(await importExportedFile(on.log, exported, { secrets: 'refuse' })).toMatchObject({ added: 0 });
});
