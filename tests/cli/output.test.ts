// Output that cannot be written: `/dev/full` takes no byte, as a disk that has no room.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli, EXAMPLE, freshFolder, MAIN, start, WITHOUT_SERVER } from './run-cli.ts';

const folder = freshFolder();
const exported = join(folder.path, 's.ndjson');
const shell = (script: string) =>
  start('bash', ['-c', script, process.execPath, MAIN, exported], { env: WITHOUT_SERVER }).ended;

beforeAll(async () => {
  expect((await cli(['export', EXAMPLE, '-o', exported], { env: WITHOUT_SERVER })).code).toBe(0);
});
afterAll(() => folder.remove());

describe('output that was not written is a failure', () => {
  it.each(['view plan', 'verify', 'replay', 'extract', 'export'])('%s', async (command) => {
    expect(await shell(`"$0" "$1" ${command} "$2" > /dev/full`)).toMatchObject({
      code: 6,
      stderr: expect.stringMatching(/^(?:\d+ events .*\n)?The disk is full: not all of the output was written\.\n$/),
    });
  });

  it.each(['view plan', 'replay', 'verify'])('%s --json', async (command) => {
    const { code, stderr } = await shell(`"$0" "$1" ${command} "$2" --json > /dev/full`);
    expect([code, JSON.parse(stderr)]).toEqual([6, { error: expect.objectContaining({ code: 'STORE_FULL' }) }]);
  });

  it.each(['--help', '--version', 'verify --help'])('%s', async (words) => {
    expect((await shell(`"$0" "$1" ${words} > /dev/full`)).code).toBe(6);
  });

  it('keeps the exit code of another failure', async () => {
    const script = `head -c -20 "$2" > "$2.torn"; "$0" "$1" verify "$2.torn" > /dev/full`;
    expect(await shell(script)).toMatchObject({ code: 7, stderr: expect.stringMatching(/^The disk is full/) });
  });

  it('a reader that goes away is not a failure', async () => {
    const script = `"$0" "$1" replay "$2" --json | head -n 1 > /dev/null; exit "\${PIPESTATUS[0]}"`;
    expect(await shell(script)).toMatchObject({ code: 0, stderr: '' });
  });
});
