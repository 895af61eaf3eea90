// A profile by its name: a built-in one, or a file, whatever its bytes.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROFILES } from '../../../machines/profile.ts';
import { profileNamed, readProfileBytes } from '../../../src/formats/profile/profile-file.ts';
import { MAX_PROFILE_BYTES } from '../../../src/formats/profile/read-profile.ts';
import { readProfile } from '../../../src/index.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'reprise-profile-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const written = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

const SOUND = 'name: release\nphases: [Plan, Build]\n';
const bytes = (...parts: (string | number[])[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));

describe('the bytes of a profile', () => {
  it('may begin with a byte order mark', () => {
    expect(readProfileBytes(bytes([0xef, 0xbb, 0xbf], SOUND))).toMatchObject({ profile: { name: 'release' } });
    expect(readProfileBytes(bytes([0xef, 0xbb, 0xbf], 'name: 7\nphases: [a]\n'))).toMatchObject({
      problems: [{ line: 1, column: 7 }],
    });
  });

  it.each<[string, Uint8Array, number, number, RegExp]>([
    ['hold a byte that is not UTF-8', bytes('name: x\ndescription: a', [0xff], '\n'), 2, 15, /not valid UTF-8/],
    ['end in the middle of a character', bytes('name: x\ndescription: a', [0xe2, 0x82]), 2, 16, /not valid UTF-8/],
    ['hold a NUL', bytes('name: x\nphases: [a', [0], ']\n'), 2, 11, /NUL byte/],
    ['are UTF-16', new Uint8Array(Buffer.from('name: x\n', 'utf16le')), 1, 2, /UTF-16/],
    ['are too many', new Uint8Array(MAX_PROFILE_BYTES + 1).fill(32), 1, 1, /more than 1048576 bytes/],
  ])('are refused where they %s', (_what, content, line, column, message) => {
    const read = readProfileBytes(content);
    expect(read).toEqual({ kind: 'problems', problems: [{ line, column, message: expect.stringMatching(message) }] });
  });
});

describe('the name of a profile', () => {
  it('is that of a built-in profile, or of a file', async () => {
    expect(await profileNamed('meta')).toBe(PROFILES.meta);
    for (const name of ['a.yaml', 'a.yml', 'a.YAML'])
      expect(await profileNamed(written(name, SOUND))).toMatchObject({ phases: ['Plan', 'Build'] });
    expect(await readProfile(written('a.json', '{"name": "own", "phases": ["Look"]}'))).toMatchObject({ name: 'own' });
  });

  it('that is neither is refused with the nearest name', async () => {
    await expect(profileNamed('norml')).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: 'No profile is named "norml".',
      hint: expect.stringContaining('Did you mean normal?'),
    });
    await expect(profileNamed('toString')).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });

  it('of a missing file or of a folder is refused', async () => {
    await expect(profileNamed(join(folder, 'none.yaml'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    const path = join(folder, 'folder.yaml');
    mkdirSync(path);
    await expect(profileNamed(path)).rejects.toMatchObject({ code: 'BAD_INPUT', message: /is a folder/ });
  });
});

it('a file that is not a valid profile is refused with a line for each problem: path, line and column', async () => {
  const path = written('bad.yaml', 'name: x\nphases: [Plan, Build]\ngates:\n  - {id: g, name: G, guards: Biuld}\n');
  await expect(profileNamed(path)).rejects.toMatchObject({
    code: 'BAD_INPUT',
    message: `${path} is not a valid profile: 1 problem.`,
    hint: `${path}:4:30: no phase is named "Biuld"; did you mean Build? Phases: Plan, Build.`,
    fields: { problems: [{ line: 4, column: 30 }] },
  });
  const many = written('many.yaml', Array.from({ length: 80 }, (_, index) => `k${index}: 1`).join('\n'));
  await expect(profileNamed(many)).rejects.toMatchObject({ hint: /\n\.\.\. and 32 more\.$/ });
});
