// An exported file recorded again.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { canonicalJson } from '../../machines/canonical-json.ts';
import { readExportedFile, type SecretHandling } from '../../src/import/exported-file.ts';
import { importExportedFile } from '../../src/import/import-file.ts';
import { memoryLog } from '../../src/log/memory.ts';
import type { Log } from '../../src/log/port.ts';
import { DEFAULT_PATTERNS } from '../../src/secrets/patterns.ts';
import { logSource } from '../../src/session/record/source.ts';
import { verify } from '../../src/session/record/verify.ts';
import { createSessions } from '../../src/session/write/create-sessions.ts';
import type { NewCommand } from '../../src/session/write/new-command.ts';
import { sha256 } from '../../src/sha256.ts';
import { codeOf, collect, wholeSession } from '../session/work.ts';

const folder = mkdtempSync(join(tmpdir(), 'reprise-import-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const KEY = `AKIA${'Q7'.repeat(8)}`;
const linesOf = async (log: Log) => (await collect(log.read('s'))).flatMap(({ lines }) => lines);
const commitsOf = async (log: Log) => (await collect(log.read('s'))).map(({ lines }) => lines);

let files = 0;
const written = (lines: readonly string[]): string => {
  const file = join(folder, `${++files}.ndjson`);
  writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
  return file;
};
/** A log with a commit for each command, and its lines in a file. */
const exported = async (commands: readonly NewCommand[], secrets: false | undefined = undefined) => {
  const log = memoryLog();
  const sessions = createSessions(log, secrets === undefined ? {} : { secrets });
  for (const command of commands) await sessions.send('s', command);
  return { log, lines: await linesOf(log), file: written(await linesOf(log)) };
};
const imported = async (log: Log, file: string, secrets: SecretHandling = 'refuse') =>
  importExportedFile(log, await readExportedFile(file, DEFAULT_PATTERNS), { secrets });

describe('the import of an exported log', () => {
  it('records the same bytes in the same commits', async () => {
    const { log, file, lines } = await exported(wholeSession());
    const other = memoryLog();
    expect(await imported(other, file)).toMatchObject({ sessionId: 's', added: lines.length, redacted: 0 });
    expect(await commitsOf(other)).toEqual(await commitsOf(log));
    expect((await verify(logSource(other, 's'))).ok).toBe(true);
  });

  it('adds nothing the second time, nor where the log goes further', async () => {
    const { file, lines } = await exported(wholeSession());
    const log = memoryLog();
    await imported(log, file);
    expect(await imported(log, file)).toMatchObject({ added: 0, head: { ordinal: lines.length } });
    await createSessions(log).send('s', { name: 'tokens.use', data: { total: 1 } });
    expect(await imported(log, file)).toMatchObject({ added: 0 });
    expect(await linesOf(log)).toHaveLength(lines.length + 1);
  });

  it('continues where a shorter version of the same record ended', async () => {
    const { file, lines } = await exported(wholeSession());
    const log = memoryLog();
    await imported(log, written(lines.slice(0, 3)));
    expect(await imported(log, file)).toMatchObject({ added: lines.length - 3 });
    expect(await linesOf(log)).toEqual(lines);
  });

  it('refuses another record of the same session, and reports where they differ', async () => {
    const one = await exported(wholeSession().slice(0, 6));
    const log = memoryLog();
    await imported(log, one.file);
    const sessions = createSessions(log);
    await sessions.send('s', { name: 'tokens.use', data: { total: 1 } });
    const rest = await exported(wholeSession());
    await expect(imported(log, rest.file)).rejects.toMatchObject({ code: 'CONFLICT', fields: { ordinal: 1 } });
    const own = await linesOf(log);
    const elsewhere = memoryLog();
    await imported(elsewhere, one.file);
    await createSessions(elsewhere).send('s', { name: 'tokens.use', data: { total: 2 } });
    await expect(imported(log, written(await linesOf(elsewhere)))).rejects.toMatchObject({
      code: 'CONFLICT',
      fields: { ordinal: own.length },
    });
    expect(await linesOf(log)).toEqual(own);
  });

  it('does not go on after a commit of which the shorter version held a part', async () => {
    const { file, lines } = await exported(wholeSession().slice(0, 4));
    expect(lines).toHaveLength(5); // phase.next is two events in one commit
    const log = memoryLog();
    await imported(log, written(lines.slice(0, 4)));
    await expect(imported(log, file)).rejects.toMatchObject({ code: 'CONFLICT', fields: { ordinal: 4 } });
  });

  it('refuses an incomplete file, before anything is recorded', async () => {
    const { lines } = await exported(wholeSession());
    expect(await codeOf(readExportedFile(written([...lines.slice(0, 2), ...lines.slice(3)]), []))).toBe(
      'RECORD_INVALID',
    );
    expect(await codeOf(readExportedFile(join(folder, 'none.ndjson'), []))).toBe('FILE_NOT_FOUND');
  });
});

describe('an exported log that holds secrets', () => {
  const withSecrets = () =>
    exported(
      [
        ...wholeSession(),
        { name: 'fact.note', data: { name: 'seen', text: KEY, extra: { password: 'correcthorse' } } },
        { name: 'fact.note', data: { name: 'harmless' } },
      ],
      false,
    );

  it('is refused with how many, which, and where, never with what', async () => {
    const { file, lines } = await withSecrets();
    const log = memoryLog();
    const refused = imported(log, file);
    await expect(refused).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: `${file} holds 2 secrets (1 aws-access-key, 1 password), the first in line ${lines.length - 1}.`,
    });
    await expect(refused).rejects.not.toMatchObject({ message: expect.stringContaining(KEY) });
    expect(await log.sessions()).toEqual([]);
  });

  it('keeps every byte with `keep`', async () => {
    const { file, lines } = await withSecrets();
    const log = memoryLog();
    await imported(log, file, 'keep');
    expect(await linesOf(log)).toEqual(lines);
  });

  it('gets a new chain with `redact`, and its first event holds the head of the file', async () => {
    const { file, lines } = await withSecrets();
    const log = memoryLog();
    const result = await imported(log, file, 'redact');
    const { hash } = JSON.parse(lines.at(-1) as string);
    expect(result).toMatchObject({
      added: lines.length,
      redacted: 2,
      redactedFrom: { ordinal: lines.length, hash },
    });
    const events = (await linesOf(log)).map((line) => JSON.parse(line));
    expect(events[0].data.extra.redactedFrom).toEqual({ ordinal: lines.length, hash, secrets: 2 });
    expect(events.at(-2)).toMatchObject({
      redacted: 2,
      data: { text: '[redacted:aws-access-key]', extra: { password: '[redacted:password]' } },
    });
    // By a hash of what was said one could try which password it was.
    expect(events.map(({ commandhash }) => commandhash !== undefined)).toEqual(
      lines.map((line, index) => index !== lines.length - 2 && JSON.parse(line).commandhash !== undefined),
    );
    const report = await verify(logSource(log, 's'));
    expect(report).toMatchObject({ ok: true, events: lines.length });
    expect(await imported(log, file, 'redact')).toMatchObject({ added: 0 });
    await expect(imported(log, file, 'keep')).rejects.toMatchObject({ code: 'CONFLICT', fields: { ordinal: 1 } });
  });

  it('keeps its bytes with `redact` where there is no secret', async () => {
    const { file, lines } = await exported(wholeSession());
    const log = memoryLog();
    expect(await imported(log, file, 'redact')).toMatchObject({ redacted: 0, redactedFrom: undefined });
    expect(await linesOf(log)).toEqual(lines);
  });

  it('stays lawful where the secret was in its profile', async () => {
    const profile = { name: 'own', phases: [`Do ${KEY}`] };
    const { file } = await exported([{ id: 'c1', name: 'session.start', data: { goal: 'g', profile } }], false);
    const log = memoryLog();
    await imported(log, file, 'redact');
    expect(await verify(logSource(log, 's'))).toMatchObject({ ok: true });
    const [first] = (await linesOf(log)).map((line) => JSON.parse(line));
    expect(first.data.profileHash).toBe(sha256(canonicalJson(first.data.profile)));
  });
});
