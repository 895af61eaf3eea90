// What the session service does with secrets: before it decides, hashes and records.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { overview, project } from '../../projections/index.ts';
import type { RepriseError } from '../../src/errors.ts';
import { open } from '../../src/index.ts';
import { memoryLog } from '../../src/log/memory.ts';
import { secretsFrom } from '../../src/secrets/secrets-file.ts';
import { createSessions } from '../../src/session/write/create-sessions.ts';
import type { NewCommand } from '../../src/session/write/new-command.ts';
import { codeOf, collect } from '../session/work.ts';

const KEY = `AKIA${'Q7'.repeat(8)}`;
const OTHER = `AKIA${'Z3'.repeat(8)}`;
const START: NewCommand = { id: 'start', name: 'session.start', data: { goal: 'g', enforcement: 'observe' } };
const note = (text: string, id = 'n1'): NewCommand => ({ id, name: 'fact.note', data: { name: 'seen', text } });
const stored = async (log = memoryLog(), id = 's') => (await collect(log.read(id))).flatMap(({ lines }) => lines);

describe('a command that holds a secret', () => {
  it('is recorded without it, and the count is in the event and the result', async () => {
    const log = memoryLog();
    const sessions = createSessions(log);
    await sessions.send('s', START);
    const result = await sessions.send('s', { ...note(`use ${KEY}, not ${OTHER}`), description: KEY });
    expect(result).toMatchObject({
      kind: 'recorded',
      redacted: 3,
      events: [{ redacted: 3, description: '[redacted:aws-access-key]' }],
    });
    expect((await stored(log))[1]).toMatch(/"redacted":3,"data":\{/);
    expect(await sessions.send('s', note('harmless', 'n2'))).toMatchObject({ redacted: 0 });
    expect((await stored(log))[2]).not.toContain('redacted');
    const { events } = project(
      overview,
      's',
      (await collect(sessions.read('s'))).map(({ event }) => event),
    );
    expect(events.redacted).toBe(3);
  });

  it('counts once when it is sent again', async () => {
    const sessions = createSessions(memoryLog());
    await sessions.send('s', START);
    await sessions.send('s', note(KEY));
    expect(await sessions.send('s', note(KEY))).toMatchObject({ kind: 'repeated' });
    expect(await sessions.send('s', note('[redacted:aws-access-key]'))).toMatchObject({ kind: 'repeated' });
  });

  it('has the hash of what was recorded: the secret cannot be guessed from it', async () => {
    const hashes: unknown[] = [];
    for (const text of [KEY, OTHER, '[redacted:aws-access-key]']) {
      const sessions = createSessions(memoryLog());
      await sessions.send('s', START);
      const result = await sessions.send('s', note(text));
      hashes.push(result.kind === 'recorded' && result.events[0]?.commandhash);
    }
    expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set(hashes).size).toBe(1);
  });

  it('is counted on the first of several events', async () => {
    const sessions = createSessions(memoryLog());
    await sessions.send('s', { ...START, data: { goal: 'g' } });
    await sessions.send('s', { name: 'phase.next', data: {} });
    const result = await sessions.send('s', { name: 'phase.next', data: { notes: KEY } });
    expect(result.kind === 'recorded' && result.events.map(({ redacted }) => redacted)).toEqual([1, undefined]);
  });

  it('refers to what it referred to, where the secret is in an id', async () => {
    const sessions = createSessions(memoryLog());
    await sessions.send('s', START);
    const commands = [
      { id: `c ${KEY}`, name: 'task.plan', data: { taskId: `t ${KEY}`, title: 'T' } },
      { id: `c ${OTHER}`, name: 'task.start', data: { taskId: `t ${KEY}` } },
    ];
    await sessions.record('s', commands, { secretIds: 'number' });
    const { state } = await sessions.load('s');
    expect(state.work.tasks.get('t [redacted:aws-access-key]')?.state).toBe('running');
    expect(state.record.commands.has('c [redacted:aws-access-key]~2')).toBe(true);
  });

  it('is refused as the id of a command: without it two ids were one, and the second command a repeat', async () => {
    const log = memoryLog();
    const sessions = createSessions(log);
    await sessions.send('s', START);
    for (const id of [KEY, `c ${OTHER}`]) {
      for (const sent of [
        sessions.send('s', note('seen', id)),
        sessions.record('s', [note('a', 'a'), note('b', id)]),
      ]) {
        const error = await sent.catch((thrown: RepriseError) => thrown);
        expect(error).toMatchObject({ code: 'USAGE', fields: { pattern: 'aws-access-key' } });
        expect(JSON.stringify(error) + (error as RepriseError).message).not.toContain(KEY);
      }
    }
    expect((await stored(log)).length).toBe(1);
    expect(await createSessions(log, { secrets: false }).send('s', note('seen', KEY))).toMatchObject({
      kind: 'recorded',
    });
  });

  it('is counted with those that its sender has replaced', async () => {
    const sessions = createSessions(memoryLog());
    for (const redacted of [-1, 0.5, '7'])
      expect(await codeOf(sessions.send('s', { ...START, redacted } as unknown as NewCommand))).toBe('USAGE');
    expect(await sessions.send('s', { ...START, description: KEY, redacted: 7 })).toMatchObject({ redacted: 8 });
  });

  it('is refused where the session id looks like one', async () => {
    const log = memoryLog();
    const sessions = createSessions(log);
    expect(await codeOf(sessions.send(KEY, START))).toBe('BAD_SESSION_ID');
    expect(await codeOf(sessions.record(KEY, [START]))).toBe('BAD_SESSION_ID');
    expect(await log.sessions()).toEqual([]);
  });
});

describe('open', () => {
  it('takes custom patterns beside the built-in ones, and refuses an invalid one', async () => {
    const log = memoryLog();
    const reprise = await open({ log, secrets: { patterns: [{ name: 'ticket', pattern: 'TKT-\\d+' }] } });
    expect(await reprise.send('s', { ...START, description: `TKT-1 ${KEY}` })).toMatchObject({
      redacted: 2,
      events: [{ description: '[redacted:ticket] [redacted:aws-access-key]' }],
    });
    expect(await codeOf(open({ log, secrets: { patterns: [{ name: 'x', pattern: '(' }] } }))).toBe('USAGE');
  });

  it('replaces nothing with `secrets: false`', async () => {
    const log = memoryLog();
    const reprise = await open({ log, secrets: false });
    await reprise.send('s', { ...START, description: KEY });
    expect((await stored(log))[0]).toContain(KEY);
  });
});

describe('the file of patterns', () => {
  const folder = () => {
    const made = mkdtempSync(join(tmpdir(), 'reprise-patterns-'));
    onTestFinished(() => rmSync(made, { recursive: true, force: true }));
    return made;
  };
  const PATTERNS = [{ name: 'ticket', pattern: 'TKT-\\d+' }];

  it('is in the folder of settings, or at the path in REPRISE_SECRETS', async () => {
    const home = folder();
    expect(await secretsFrom({ HOME: home })).toEqual({});
    mkdirSync(join(home, '.config/reprise'), { recursive: true });
    writeFileSync(join(home, '.config/reprise/secrets.json'), JSON.stringify(PATTERNS));
    expect(await secretsFrom({ HOME: home })).toEqual({ patterns: PATTERNS });
    expect(await secretsFrom({ XDG_CONFIG_HOME: join(home, '.config') })).toEqual({ patterns: PATTERNS });
    const file = join(home, 'mine.json');
    writeFileSync(file, '[]');
    expect(await secretsFrom({ HOME: home, REPRISE_SECRETS: file })).toEqual({ patterns: [] });
  });

  it.each([
    ['', 'is not JSON: '],
    ['{}', 'is not a list.'],
    ['[{"name":"x","pattern":"("}]', 'Secret pattern 1 is not valid: x is not a valid regular expression'],
  ])('that holds %j is refused in a sentence that names it', async (text, why) => {
    const file = join(folder(), 'p.json');
    writeFileSync(file, text);
    await expect(secretsFrom({ REPRISE_SECRETS: file })).rejects.toMatchObject({
      code: 'USAGE',
      exitCode: 2,
      message: expect.stringContaining(why),
    });
    await expect(secretsFrom({ REPRISE_SECRETS: file })).rejects.toMatchObject({
      message: expect.stringContaining(file),
    });
  });

  it('must be there when REPRISE_SECRETS names it', async () => {
    expect(await codeOf(secretsFrom({ REPRISE_SECRETS: join(folder(), 'none.json') }))).toBe('USAGE');
  });
});
