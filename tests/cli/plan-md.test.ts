// plan.md on the command line: compared, and synced with a live session.
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RecordedEvent } from '../../machines/events/envelope.ts';
import { openNatsLog } from '../../src/log/nats/log.ts';
import type { Log } from '../../src/log/port.ts';
import { createSessions } from '../../src/session/write/create-sessions.ts';
import type { Sessions } from '../../src/session/write/sessions.ts';
import { startTestServer, type TestServer } from '../real-server.ts';
import { type CliResult, cli, freshFolder, WITHOUT_SERVER } from './run-cli.ts';

const folder = freshFolder();
const data = join(folder.path, 'data');
let server: TestServer;
let log: Log;
let sessions: Sessions;
const run = (...args: string[]): Promise<CliResult> => cli(args, { cwd: folder.path, env: { XDG_DATA_HOME: data } });
const at = (name: string): string => join(folder.path, name);
const events = async (sessionId: string): Promise<RecordedEvent[]> => {
  const found: RecordedEvent[] = [];
  for await (const { event } of sessions.read(sessionId)) found.push(event);
  return found;
};
/** A session with a plan.md of its own, synced once. */
const synced = async (id: string, text: string): Promise<string> => {
  mkdirSync(at(id));
  const file = at(`${id}/plan.md`);
  writeFileSync(file, text);
  await sessions.send(id, { name: 'session.start', data: { goal: 'g', profile: 'cycles' } });
  expect(await run('plan', 'sync', file, '--session', id)).toMatchObject({ code: 0, stderr: '' });
  return file;
};
const send = async (id: string, name: string, given: object): Promise<void> => {
  expect(await sessions.send(id, { name, data: given })).toMatchObject({ kind: 'recorded' });
};

beforeAll(async () => {
  server = await startTestServer({ store: join(data, 'reprise') });
  log = await openNatsLog(server.info);
  sessions = createSessions(log);
});
afterAll(async () => {
  await log?.close();
  await server?.stop();
  folder.remove();
});

describe('plan diff', () => {
  const diff = (...args: string[]) => cli(['plan', 'diff', ...args], { cwd: folder.path, env: WITHOUT_SERVER });
  it('prints the events from one file to another, and needs no server', async () => {
    writeFileSync(at('a.md'), '## P\n\n- [ ] Find the lost rows\n- [ ] Fix\n- [ ] Old\n');
    writeFileSync(at('b.md'), '## P\n\n- [x] ~~Find~~\n- [ ] Fix — line 4\n- [ ] Review\n');
    expect(await diff('a.md', 'b.md')).toMatchObject({
      code: 0,
      stderr: '',
      stdout: [
        'plan_item_added: Review (after Fix)',
        'plan_item_reworded: Find the lost rows → Find',
        'plan_item_noted: Fix → line 4',
        'plan_item_dropped: Old',
        'plan_item_done: Find the lost rows',
        '',
      ].join('\n'),
    });
    expect(JSON.parse((await diff('a.md', 'b.md', '--json')).stdout).events[1]).toEqual({
      type: 'plan_item_reworded',
      data: { itemId: 'item-1', text: 'Find' },
    });
    expect((await diff('a.md', 'a.md')).stdout).toBe('The two plans are the same.\n');
  });
  it('refuses a file that is missing or not text, in a sentence', async () => {
    writeFileSync(at('binary.md'), Buffer.from([1, 0, 255]));
    writeFileSync(at('huge.md'), 'x'.repeat(1024 * 1024 + 1));
    expect(await diff('a.md', 'none.md')).toMatchObject({ code: 3, stderr: 'There is no file none.md.\n' });
    expect((await diff('a.md', 'binary.md')).stderr).toMatch(/^binary\.md is not text in UTF-8/);
    expect(await diff('a.md', 'huge.md')).toMatchObject({ code: 2, stderr: expect.stringMatching(/more than 1 MiB/) });
  });
});

describe('plan sync', () => {
  it('records what was edited and writes what the session changed, and touches no other line', async () => {
    const file = await synced('both', '# Plan\r\n\r\nWords.\r\n\r\n* [ ] One\r\n* [ ] Two\r\n');
    chmodSync(file, 0o640);
    await send('both', 'item.done', { itemId: 'item-1' });
    await send('both', 'item.add', { itemId: 'mine', text: 'Three', after: 'item-1' });
    writeFileSync(file, readFileSync(file, 'utf8').replace('Two', 'Two (soon)'));
    const result = await run('plan', 'sync', file, '--actor', 'ann');
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(readFileSync(file, 'utf8')).toBe(
      '# Plan\r\n\r\nWords.\r\n\r\n* [x] ~~One~~\r\n* [ ] Three\r\n* [ ] Two (soon)\r\n',
    );
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect((await events('both')).at(-1)).toMatchObject({ type: 'plan_item_noted', actor: 'ann' });
    const count = (await events('both')).length;
    expect((await run('plan', 'sync', file)).stdout).toBe('The file and the session are the same.\n');
    expect((await events('both')).length).toBe(count);
  });

  it('shows a conflict each time, and changes neither side, until both are the same', async () => {
    const file = await synced('clash', '- [ ] One\n');
    await send('clash', 'item.reword', { itemId: 'item-1', text: 'One of theirs' });
    writeFileSync(file, '- [x] One of mine\n');
    for (const _ of [1, 2]) {
      const { code, stderr } = await run('plan', 'sync', file);
      expect([code, stderr]).toEqual([
        5,
        'Conflict, text of One of theirs: "One of mine" in the file, "One of theirs" in the session ("One" before).\n' +
          'Neither side was changed. Make both the same, and sync again.\n',
      ]);
      expect(readFileSync(file, 'utf8')).toBe('- [x] One of mine\n');
    }
    // What only one side changed went over all the same.
    expect((await events('clash')).map(({ type }) => type).slice(-2)).toEqual(['plan_item_reworded', 'plan_item_done']);
    writeFileSync(file, '- [x] One of theirs\n');
    expect(await run('plan', 'sync', file)).toMatchObject({ code: 0 });
  });

  it('records a mark whose meaning is set after it was reported, or set anew, and leaves it in the file', async () => {
    const file = await synced('marked', '# T\n- [ ] a\n- [ ] b\n');
    const edited = '# T\n- [ ] a\n- [/] b\n';
    writeFileSync(file, edited);
    expect(await run('plan', 'sync', file)).toMatchObject({
      ...{ code: 0, stderr: expect.stringContaining('[/] is not a known mark') },
    });
    for (const status of ['in_progress', 'blocked']) {
      const { code, stdout } = await run('plan', 'sync', file, '--mark', `/=${status}`);
      expect([code, stdout.split('\n')[0]]).toEqual([0, `plan_item_marked: b → ${status}`]);
      expect(readFileSync(file, 'utf8')).toBe(edited);
    }
  });

  it('writes a file that is not there, and drops nothing for it', async () => {
    await sessions.send('fresh', { name: 'session.start', data: { goal: 'g', profile: 'cycles' } });
    await send('fresh', 'plan.title', { title: 'T' });
    await send('fresh', 'item.add', { itemId: 'a', text: 'A' });
    expect(await run('plan', 'sync', 'fresh.md', '--session', 'fresh')).toMatchObject({ code: 0 });
    expect(readFileSync(at('fresh.md'), 'utf8')).toBe('## T\n\n- [ ] A\n');
  });

  it('leaves the file as it is where a rule refuses its edit', async () => {
    const file = await synced('over', '- [x] One\n');
    await send('over', 'session.end', { outcome: 'failed' });
    writeFileSync(file, '- [ ] One\n');
    const { code, stderr } = await run('plan', 'sync', file);
    expect([code, stderr]).toEqual([4, expect.stringMatching(/is refused by S\.ended/)]);
    expect(readFileSync(file, 'utf8')).toBe('- [ ] One\n');
  });

  it('keeps a secret in the file, and out of the log', async () => {
    const secret = `ghp_${'a1B2'.repeat(9)}`;
    const file = await synced('secret', `- [ ] Use ${secret}\n`);
    expect(await run('plan', 'sync', file)).toMatchObject({
      code: 0,
      stdout: 'The file and the session are the same.\n',
    });
    expect(readFileSync(file, 'utf8')).toBe(`- [ ] Use ${secret}\n`);
    expect(JSON.stringify(await events('secret'))).not.toContain(secret);
  });

  it('asks which session, once, and refuses another', async () => {
    writeFileSync(at('whose.md'), '- [ ] x\n');
    expect(await run('plan', 'sync', 'whose.md')).toMatchObject({ code: 2 });
    expect(await run('plan', 'sync', 'whose.md', '--session', 'nobody')).toMatchObject({ code: 3 });
    const file = await synced('mine', '- [ ] x\n');
    expect(await run('plan', 'sync', file, '--session', 'both')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/was synced with session mine/),
    });
  });
});
