// What the command line reports of events that this version of Reprise cannot interpret.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHAIN_START, encodeEvent } from '../../machines/events/envelope.ts';
import { sha256 } from '../history.ts';
import { startTestServer, type TestServer } from '../real-server.ts';
import { uninterpretedHistory } from '../session/uninterpreted-history.ts';
import { type CliResult, cli, cliProcess, freshFolder, ROOT, WITHOUT_SERVER } from './run-cli.ts';

const folder = freshFolder();
const data = join(folder.path, 'data');
const file = join(folder.path, 'newer.ndjson');
const text = uninterpretedHistory('newer')
  .map((line) => `${line}\n`)
  .join('');
const alone = (...args: string[]): Promise<CliResult> => cli(args, { env: { ...WITHOUT_SERVER, XDG_DATA_HOME: data } });
let server: TestServer;

const NEWER =
  '2 events not interpreted (events 3, 4): version 7 of phase_started, written by a newer version of Reprise';
const UNKNOWN = '1 event not interpreted (event 5): moon_landed, an unknown type';
const MEANING =
  'What is not interpreted is stored and shown; it changes no state and no view, and rules are checked without it.';
const REPORT = [
  { reason: 'newer_version', type: 'phase_started', version: 7, ordinals: [3, 4] },
  { reason: 'unknown_type', type: 'moon_landed', ordinals: [5] },
];

beforeAll(async () => {
  writeFileSync(file, text);
  server = await startTestServer({ store: join(data, 'reprise') });
});
afterAll(async () => {
  await server?.stop();
  folder.remove();
});

describe('a record with events of a newer version and of an unknown type', () => {
  it('verifies, and they are counted by type', async () => {
    const { code, stdout, stderr } = await cliProcess(['verify', file], {
      env: { ...WITHOUT_SERVER, XDG_DATA_HOME: data },
    });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`${NEWER}\n${UNKNOWN}\n${MEANING}\n`);
    expect(stdout).toMatch(/\nThe record verifies\.\n$/);
  });

  it('verifies as JSON with their reason, type and ordinals', async () => {
    const { code, stdout } = await alone('verify', file, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, events: 5, uninterpreted: REPORT });
  });

  it('that is damaged does not verify, and the events before the damage are counted all the same', async () => {
    const damaged = join(folder.path, 'damaged.ndjson');
    writeFileSync(damaged, text.replace('moon_landed', 'moon_missed'));
    const { code, stdout } = await alone('verify', damaged, '--json');
    expect(code).toBe(7);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, uninterpreted: REPORT.slice(0, 1) });
  });

  it('replays with a line at each of them, and a summary', async () => {
    const { code, stdout } = await alone('replay', file);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^ {5}4 .*phase_started\.v7\n +not interpreted: version 7 of phase_started, written by a newer version of Reprise; it changes no state and no view$/m,
    );
    expect(stdout).toMatch(
      /^ {5}5 .*moon_landed\n +not interpreted: moon_landed, an unknown type; it changes no state and no view$/m,
    );
    expect(stdout).toContain(`${NEWER}\n${UNKNOWN}\n${MEANING}\n`);
    const byCycle = (await alone('replay', file, '--by', 'cycle')).stdout;
    expect(byCycle.match(/^ +not interpreted: /gm)).toHaveLength(3);
  });

  it('replays as JSON with the reason at each step', async () => {
    const { stdout } = await alone('replay', file, '--json');
    const steps = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const { ordinals: _, ...newer } = REPORT[0] as (typeof REPORT)[number];
    expect(steps.map(({ uninterpreted }) => uninterpreted)).toEqual([
      ...[undefined, undefined, newer, newer],
      { reason: 'unknown_type', type: 'moon_landed' },
    ]);
    expect(steps[3]).toMatchObject({ changes: [], counts: [], violations: [] });
  });

  it('is imported byte for byte, reported at the import and in the list, and exported as it was', async () => {
    const run = (...args: string[]): Promise<CliResult> => cli(args, { env: { XDG_DATA_HOME: data } });
    const imported = await run('import', file);
    expect(imported).toMatchObject({ code: 0, stdout: expect.stringContaining(`${NEWER}\n${UNKNOWN}\n${MEANING}\n`) });
    expect(JSON.parse((await run('import', file, '--json')).stdout)).toMatchObject({
      wasThere: true,
      uninterpreted: REPORT,
    });
    expect(await run('list')).toMatchObject({
      code: 0,
      stderr: `Session newer: ${NEWER}.\nSession newer: ${UNKNOWN}.\n`,
    });
    const exported = join(folder.path, 'exported.ndjson');
    expect(await run('export', 'newer', '-o', exported)).toMatchObject({ code: 0 });
    expect(readFileSync(exported, 'utf8')).toBe(text);
  });
});

it('a record without such events is verified without a word about them', async () => {
  const sound = join(folder.path, 'sound.ndjson');
  writeFileSync(sound, `${text.split('\n').slice(0, 2).join('\n')}\n`);
  const { code, stdout } = await alone('verify', sound);
  expect(code).toBe(0);
  expect(stdout).not.toContain('interpreted');
});

describe('an enforced record of which one event is of a newer version', () => {
  const newerAt = (ordinal: number): string => {
    const example = readFileSync(join(ROOT, 'examples', 'websocket-reconnection', 'session.ndjson'), 'utf8');
    let previous = CHAIN_START;
    const lines = example.trimEnd().split('\n');
    const chained = lines.map((line) => {
      const { hash: _, ...event } = JSON.parse(line);
      const schemaversion = event.ordinal === ordinal ? 2 : event.schemaversion;
      const encoded = encodeEvent({ ...event, schemaversion }, previous, sha256);
      previous = encoded.hash;
      return `${encoded.line}\n`;
    });
    const path = join(folder.path, `newer-${ordinal}.ndjson`);
    writeFileSync(path, chained.join(''));
    return path;
  };

  it('verifies; what is refused after it perhaps follows from it', async () => {
    const { code, stdout } = await alone('verify', newerAt(8));
    expect(code).toBe(0);
    expect(stdout).toContain(
      '\n✓ No event is refused, as recorded (enforce).\n! 2 events would be refused, perhaps because event 8 was not interpreted. That is no failure of the record; a newer Reprise can check it.\n',
    );
    expect(stdout).toContain('The record verifies.');
  });

  it('whose start it is has no known process, and nothing is called within the rules', async () => {
    const { code, stdout } = await alone('verify', newerAt(1));
    expect(code).toBe(0);
    expect(stdout).toContain('as recorded (process unknown: no start of the session was read).');
    expect(stdout).toContain('! 1 event would be refused, perhaps because event 1 was not interpreted.');
    expect(stdout).not.toMatch(/within the rules|enforce/);
  });
});
