// Secrets at the command line: imports say how many were replaced, and the user's own patterns are in force.
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { stopServer } from '../../src/server/managed-server.ts';
import { testFolder } from '../server/store-users.ts';
import { reprise } from './command-line.ts';

const KEY = `AKIA${'Q7'.repeat(8)}`;
const ID = 'a7f3c8e2-9b1d-4f6a-8e2c-1d5a9f8b3c7e';

/** A home with a server that stays for the test. */
const withServer = async (): Promise<string> => {
  const home = testFolder();
  const store = join(home, 'data', 'reprise');
  onTestFinished(async () => void (await stopServer({ store, env: {} })));
  expect((await reprise(home, ['up', '--detach', '--port', '0'])).code).toBe(0);
  return home;
};

describe('import', () => {
  it('records the example unchanged: nothing in it looks like a secret', async () => {
    const home = await withServer();
    const { code, out } = await reprise(home, ['import', 'examples/password-reset', '--json']);
    expect([code, JSON.parse(out)]).toEqual([0, expect.objectContaining({ added: 166, redacted: 0 })]);
    const { out: bytes } = await reprise(home, ['export', ID]);
    expect(bytes).not.toContain('redacted');
  });

  it('reports how many secrets it replaced, as the overview does', async () => {
    const home = await withServer();
    const folder = join(home, 'session');
    cpSync('examples/password-reset', folder, { recursive: true });
    const file = join(folder, `workbook-${ID}.json`);
    const workbook = JSON.parse(readFileSync(file, 'utf8'));
    workbook.entries[0].content += ` The key is ${KEY}, ticket TKT-1234.`;
    // Where the files contradict each other the report quotes them.
    workbook.summary = { totalEntries: `${KEY}` };
    writeFileSync(file, JSON.stringify(workbook));
    mkdirSync(join(home, 'config', 'reprise'), { recursive: true });
    writeFileSync(
      join(home, 'config', 'reprise', 'secrets.json'),
      JSON.stringify([{ name: 'ticket', pattern: 'TKT-\\d+' }]),
    );
    const { out } = await reprise(home, ['import', folder]);
    expect(out).toMatch(/^\d secrets replaced\.$/m);
    expect(out).not.toContain(KEY);
    expect((await reprise(home, ['view', 'overview', ID])).out).toMatch(/\d secrets replaced/);
    for (const session of [ID, folder]) {
      const { out: bytes } = await reprise(home, ['export', session]);
      expect(bytes).toContain('The key is [redacted:aws-access-key], ticket [redacted:ticket].');
      expect(bytes).not.toMatch(new RegExp(`${KEY}|TKT-`));
    }
    for (const name of readdirSync(join(home, 'data/reprise'), { recursive: true, encoding: 'utf8' }))
      if (name.endsWith('.blk')) expect(readFileSync(join(home, 'data/reprise', name), 'latin1')).not.toContain(KEY);
  });

  it('of a document and `send` report it, and keep it out of the log', async () => {
    const home = await withServer();
    const start = ['send', 's1', 'session.start', `Rotate ${KEY}`];
    const { code, out } = await reprise(home, start);
    expect([code, out]).toEqual([0, expect.stringMatching(/^1 secret replaced\.$/m)]);
    const note = await reprise(home, ['send', 's1', 'fact.note', 'seen', '--text', `it was ${KEY}`, '--json']);
    expect([note.code, JSON.parse(note.out)]).toEqual([0, expect.objectContaining({ redacted: 1 })]);
    expect((await reprise(home, ['export', 's1'])).out).not.toContain(KEY);
  });

  it('records an exported file unchanged, once; one with a secret only with --redact or --keep-secrets', async () => {
    const home = await withServer();
    const file = join(home, 's.ndjson');
    const other = join(home, 'other');
    expect((await reprise(home, ['import', 'examples/password-reset'])).code).toBe(0);
    expect((await reprise(home, ['export', ID, '-o', file])).code).toBe(0);
    const imported = () => reprise(home, ['import', file, '--store', other, '--json']);
    expect(JSON.parse((await imported()).out)).toMatchObject({ added: 166, events: 166, redacted: 0 });
    expect(JSON.parse((await imported()).out)).toMatchObject({ added: 0, wasThere: true });
    const { out } = await reprise(home, ['export', ID, '--store', other]);
    expect(out).toBe(readFileSync(file, 'utf8'));

    // A word of the session is taken for a secret now.
    const REPRISE_SECRETS = join(home, 'own.json');
    writeFileSync(REPRISE_SECRETS, JSON.stringify([{ name: 'word', pattern: 'email', flags: 'i' }]));
    const refused = await reprise(home, ['import', file], { REPRISE_SECRETS });
    expect([refused.code, refused.out]).toEqual([2, '']);
    expect(refused.err).toMatch(/holds \d+ secrets \(\d+ word\), the first in line \d+\.\n.*--redact.*--keep-secrets/);
    const redacted = await reprise(home, ['import', file, '--redact', '--store', join(home, 'third')], {
      REPRISE_SECRETS,
    });
    expect([redacted.code, redacted.out]).toEqual([0, expect.stringMatching(/secrets replaced, on a new hash chain/)]);
    const kept = await reprise(home, ['import', file, '--keep-secrets'], { REPRISE_SECRETS });
    expect([kept.code, kept.out]).toEqual([0, expect.stringContaining('already recorded')]);
  });

  it.each([
    [
      ['import', 'examples/password-reset', '--keep-secrets'],
      '--keep-secrets has no meaning for the import of session files',
    ],
    [['import', 'none.ndjson', '--enforce'], '--enforce has no meaning for the import of an exported file'],
    [['import', 'none.ndjson', '--redact', '--keep-secrets'], '--redact and --keep-secrets contradict each other'],
  ])('refuses %j in a sentence, with 2', async (args, sentence) => {
    const { code, err } = await reprise(testFolder(), args);
    expect([code, err]).toEqual([2, expect.stringContaining(sentence)]);
  });

  it('refuses an invalid file of patterns with 2, before anything else', async () => {
    const home = testFolder();
    const REPRISE_SECRETS = join(home, 'own.json');
    writeFileSync(REPRISE_SECRETS, '[{"name":"x","pattern":"("}]');
    for (const args of [
      ['import', 'examples/password-reset'],
      ['view', 'plan', 'examples/password-reset'],
    ]) {
      const { code, err } = await reprise(home, args, { REPRISE_SECRETS });
      expect([code, err.split('\n')[0]]).toEqual([2, expect.stringContaining('is not a valid regular expression')]);
    }
  });
});
