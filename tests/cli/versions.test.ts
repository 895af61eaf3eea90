// What the command line reports of records of other versions, and of records that were written by hand: each command as a
// process of its own.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHAIN_START, encodeEvent, type UnchainedEvent } from '../../machines/events/envelope.ts';
import { type History, history, sha256 } from '../history.ts';
import { startTestServer, type TestServer } from '../real-server.ts';
import { type CliResult, cliProcess, freshFolder, WITHOUT_SERVER } from './run-cli.ts';

const folder = freshFolder();
const XDG_DATA_HOME = join(folder.path, 'data');
const alone = (...args: string[]): Promise<CliResult> =>
  cliProcess(args, { env: { ...WITHOUT_SERVER, XDG_DATA_HOME } });
const run = (...args: string[]): Promise<CliResult> => cliProcess(args, { env: { XDG_DATA_HOME } });
let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ store: join(XDG_DATA_HOME, 'reprise') });
});
afterAll(async () => {
  await server?.stop();
  folder.remove();
});

/** The file of a history, chained anew with members of its events changed. */
const fileOf = (built: History, change: (event: UnchainedEvent) => object = () => ({})): string => {
  let previous = CHAIN_START;
  const lines = built.events.map(({ hash: _, ...event }) => {
    const encoded = encodeEvent({ ...event, ...change(event) } as UnchainedEvent, previous, sha256);
    previous = encoded.hash;
    return `${encoded.line}\n`;
  });
  const path = join(folder.path, `${built.sessionId}.ndjson`);
  writeFileSync(path, lines.join(''));
  return path;
};
const begun = (sessionId: string, start: Parameters<History['start']>[0] = {}): History =>
  history(sessionId).start(start).add('phase_started', { phase: 'Context' });
const secondIs = (schemaversion: number) => (event: UnchainedEvent) => (event.ordinal === 2 ? { schemaversion } : {});

describe('an event of schema version 2', () => {
  it('is from a newer version, and not called changed', async () => {
    const { code, stdout } = await alone('verify', fileOf(begun('v2'), secondIs(2)));
    expect(code).toBe(0);
    expect(stdout).toContain('(event 2): version 2 of phase_started, written by a newer version of Reprise\n');
    expect(stdout).not.toMatch(/changed/);
  });
});

describe('an event of schema version 0', () => {
  it('is refused, and as it continues the hash chain it is not called changed', async () => {
    const path = fileOf(begun('v0'), secondIs(0));
    const { code, stdout } = await alone('verify', path);
    expect(code).toBe(7);
    expect(stdout).toContain('is not a valid phase_started: schemaversion: a whole number from 1.\n');
    expect(stdout).toContain(
      'Event 2 continues the hash chain: it was written like this, not by this version of Reprise.\n',
    );
    expect(stdout).not.toMatch(/changed/);
    expect(await alone('replay', path)).toMatchObject({ code: 7 });
    expect(await run('import', path)).toMatchObject({ code: 7, stdout: '' });
  });
});

describe('an event of an unknown type', () => {
  const path = fileOf(begun('moon'), ({ ordinal }) => (ordinal === 2 ? { type: 'moon_landed' } : {}));
  const UNKNOWN = '1 event not interpreted (event 2): moon_landed, an unknown type';

  it.each([['view', 'plan'], ['view', 'timeline'], ['extract']])(
    'is noted by %s %s, which goes without it',
    async (...command) => {
      const { code, stderr } = await alone(...command, path);
      expect([code, stderr]).toEqual([0, `${UNKNOWN}; it is in no view.\n`]);
    },
  );

  it('is not noted by a view of a moment before it', async () => {
    expect(await alone('view', 'plan', path, '--at', '1')).toMatchObject({ code: 0, stderr: '' });
  });

  it('is named by verify, replay, import and list', async () => {
    expect((await alone('verify', path)).stdout).toContain(UNKNOWN);
    expect((await alone('replay', path)).stdout).toContain(UNKNOWN);
    expect((await run('import', path)).stdout).toContain(UNKNOWN);
    expect((await run('list')).stderr).toContain(UNKNOWN);
  });
});

describe('a session under a version of the rules that does not exist here', () => {
  const broken = begun('law2', { law: '2' }).add('phase_completed', { phase: 'Review' });

  it('is not exempt from refusal: verify fails and says under which version it was checked', async () => {
    const { code, stdout } = await alone('verify', fileOf(broken));
    expect(code).toBe(7);
    expect(stdout).toContain('✗ 1 event refused by the rules, the first of them event 3.\n');
    expect(stdout).toContain(
      'Recorded under version 2 of the rules, which this Reprise does not know: it was checked under version 1. A newer Reprise may allow more.\n',
    );
  });

  it('that violates no rule verifies', async () => {
    expect(await alone('verify', fileOf(begun('law3', { law: '3' })))).toMatchObject({ code: 0 });
  });

  it('takes commands under the rules of this version', async () => {
    expect(await run('import', fileOf(begun('law4', { law: '4' })))).toMatchObject({ code: 0 });
    const refused = await run('send', 'law4', 'phase.start', 'Review');
    expect(refused).toMatchObject({ code: 4, stderr: expect.stringMatching(/^Refused by P\.order: /) });
    expect(await run('send', 'law4', 'phase.complete', 'Context')).toMatchObject({ code: 0 });
  });
});

describe('a profile whose hash is another', () => {
  const wrong = '0'.repeat(64);
  const path = fileOf(begun('hash', { profileHash: wrong }));
  const expected = begun('right').events[0]?.data as { profileHash: string };
  const SENTENCE = `The profileHash of event 1 is not the hash of its profile: expected ${expected.profileHash}, got ${wrong}.`;

  it('does not verify', async () => {
    const { code, stdout } = await alone('verify', path);
    expect(code).toBe(7);
    expect(stdout).toContain(`✗ ${SENTENCE}\n`);
    const json = JSON.parse((await alone('verify', path, '--json')).stdout);
    expect(json).toMatchObject({
      ok: false,
      profileHashes: [{ ordinal: 1, expected: expected.profileHash, got: wrong }],
    });
  });

  it('is shown by a replay at its event, also by cycle and as JSON', async () => {
    expect((await alone('replay', path)).stdout).toContain(`\n        ${SENTENCE}\n`);
    expect((await alone('replay', path, '--by', 'cycle')).stdout).toContain(`\n        ${SENTENCE}\n`);
    const [first, second] = (await alone('replay', path, '--json')).stdout
      .split('\n')
      .map((line) => line && JSON.parse(line));
    expect([first.profileHashDiffers?.got, second.profileHashDiffers]).toEqual([wrong, undefined]);
  });

  it('is imported as it is, and the import ends as verify does', async () => {
    const { code, stdout, stderr } = await run('import', path);
    expect(code).toBe(7);
    expect(stdout).toContain('Recorded 2 events of session hash.');
    expect(stdout).toContain(SENTENCE);
    expect(stderr).toContain('The record does not verify: reprise verify hash shows why.\n');
  });

  it.each([
    ['is missing', undefined, 'data.profileHash is missing'],
    ['is null', null, 'data.profileHash'],
  ])('that %s makes an event that is not valid, for verify, replay and import', async (_, profileHash, where) => {
    const built = begun(profileHash === null ? 'null-hash' : 'no-hash');
    const bare = fileOf(built, ({ ordinal, data }) => (ordinal === 1 ? { data: { ...data, profileHash } } : {}));
    const { code, stdout } = await alone('verify', bare);
    expect([code, stdout]).toEqual([7, expect.stringContaining(`is not a valid session_started: ${where}`)]);
    expect(await alone('replay', bare)).toMatchObject({ code: 7, stderr: expect.stringContaining(where) });
    expect(await run('import', bare)).toMatchObject({ code: 7, stderr: expect.stringContaining(where) });
  });
});

describe('an export of an enforced session that violates a rule', () => {
  const path = fileOf(begun('broken').add('phase_completed', { phase: 'Review' }));

  it('is recorded, and the import says so and ends as verify does, each time', async () => {
    for (const first of ['Recorded 3 events of session broken.', 'Session broken is already recorded']) {
      const { code, stdout, stderr } = await run('import', path);
      expect(code).toBe(7);
      expect(stdout).toContain(first);
      expect(stdout).toContain(
        '1 event refused by the rules, the first of them event 3. It was recorded all the same.\n',
      );
      expect(stderr).toContain('The record does not verify: reprise verify broken shows why.\n');
    }
    const json = JSON.parse((await run('import', path, '--json')).stdout);
    expect(json).toMatchObject({ wasThere: true, refused: [{ ordinal: 3 }], perhapsRefused: [], profileHashes: [] });
    expect(await run('verify', 'broken')).toMatchObject({ code: 7 });
  });

  it('that was only observed is imported with 0', async () => {
    const observed = begun('seen', { enforcement: 'observe' }).add('phase_completed', { phase: 'Review' });
    expect(await run('import', fileOf(observed))).toMatchObject({ code: 0, stderr: '' });
  });
});
