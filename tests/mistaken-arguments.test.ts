// What a caller of the library gets for arguments that no type stopped: an operational error that names the mistake.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkCorpus, fileSource, memoryLog, open, readProfile, renderView } from '../src/index.ts';
import { ROOT } from './cli/run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'reprise-mistakes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const inside = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const missing = undefined as unknown as string;

describe('checkCorpus', () => {
  const corpus = { path: join(ROOT, 'examples', 'api-rate-limiting', 'session.ndjson') };

  it('takes a built-in profile by its name', async () => {
    expect((await checkCorpus('integrated', corpus)).counts).toMatchObject({ sessions: 1, unreadable: 0 });
  });

  it('refuses an unknown name, and what is not a profile, with BAD_INPUT', async () => {
    await expect(checkCorpus('cicles', corpus)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining('no profile is named cicles'),
    });
    await expect(checkCorpus({ name: 'x' } as never, corpus)).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });
});

it('renderView refuses an unknown view with the nearest name', () => {
  expect(() => renderView('plam' as 'plan', {} as never)).toThrow(
    expect.objectContaining({ code: 'USAGE', message: 'There is no view "plam".', hint: 'Did you mean plan?' }),
  );
});

it('every path that is left out is refused with USAGE', async () => {
  const reprise = await open({ log: memoryLog() });
  for (const call of [
    () => reprise.importFolder(missing),
    () => reprise.importFolders(missing as never),
    () => reprise.importFolders([missing]),
    () => reprise.importFile(missing),
    () => reprise.importDocument(missing),
    () => reprise.importPlanHistory(missing),
    () => reprise.syncPlan(missing),
    () => reprise.exportToFile('s1', missing),
    () => reprise.exportSessionFiles('s1', missing),
    () => readProfile(missing),
  ])
    await expect(call(), String(call)).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringMatching(/^The paths? of .* missing: expected a (list of )?texts?, got undefined\.$/),
    });
});

it('importFile refuses a folder and names importFolder', async () => {
  const reprise = await open({ log: memoryLog() });
  await expect(reprise.importFile(folder)).rejects.toMatchObject({
    code: 'BAD_INPUT',
    message: `${folder} is a folder, where a file of an exported session was expected.`,
    hint: expect.stringContaining('importFolder'),
  });
});

it.each([
  ['not JSON', 'phases:\n  - Context\n', 'it is not JSON'],
  ['JSON without a session id', '{}\n', 'it has no session id'],
])('a file whose first line is %s is refused with that reason', async (_what, text, reason) => {
  const file = inside('first-line', text);
  await expect(fileSource(file)).rejects.toMatchObject({
    code: 'RECORD_INVALID',
    message: `Line 1 of ${file} is not an event: ${reason}.`,
    hint: 'An exported session (`reprise export`) has one event as JSON on each line.',
  });
});

it('importPlanHistory reports a file that does not exist as such, and one outside of git with what to do', async () => {
  const reprise = await open({ log: memoryLog() });
  const none = join(folder, 'noplan.md');
  await expect(reprise.importPlanHistory(none)).rejects.toMatchObject({
    code: 'FILE_NOT_FOUND',
    message: `There is no file ${none}.`,
  });
  await expect(reprise.importPlanHistory(inside('plan.md', '- [ ] a\n'))).rejects.toMatchObject({
    code: 'BAD_INPUT',
    hint: expect.stringContaining('reprise plan sync'),
  });
});

it('after close everything is refused because the log is closed, while a log that was given stays open', async () => {
  const log = memoryLog();
  const reprise = await open({ log });
  await reprise.send('s1', { name: 'session.start', data: { goal: 'g' } });
  await reprise.close();
  const closed = { code: 'LOG_UNREACHABLE', message: 'The log is closed.' };
  const next = { name: 'phase.next', data: {} };
  for (const call of [
    () => reprise.send('s1', next),
    () => reprise.session('s1').send('phase.next', {}),
    () => reprise.record('s1', [next]),
    () => reprise.load('s1'),
    () => reprise.sessions(),
    () => reprise.verify('s1'),
    () => reprise.replay('s1')[Symbol.asyncIterator]().next(),
    () => reprise.subscribe()[Symbol.asyncIterator]().next(),
  ])
    await expect(call(), String(call)).rejects.toMatchObject(closed);
  expect(await log.sessions()).toHaveLength(1);
});

it('close ends a subscription that waits', async () => {
  const reprise = await open({ log: memoryLog() });
  const received = reprise.subscribe()[Symbol.asyncIterator]();
  expect(await received.next()).toMatchObject({ value: { kind: 'caught-up' } });
  const waiting = received.next();
  await reprise.close();
  expect((await waiting).done).toBe(true);
});
