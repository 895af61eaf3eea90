// Every deliberate bug in batching, settling, caching and following is found by the simulation, with a story: each is put
// into a copy of the compiled code that one child process loads.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { start } from '../cli/run-cli.ts';
import { MORE, SHARE, sampled } from '../more.ts';

interface Planted {
  readonly name: string;
  readonly file: string;
}
interface Search extends Planted {
  readonly found: boolean;
  readonly story: readonly string[];
  readonly reproduce: string;
}

const script = (name: string): string => new URL(`./simulation/${name}`, import.meta.url).href;
const { PLANTED } = (await import(script('planted.mjs'))) as { PLANTED: readonly Planted[] };
const { changed } = (await import(new URL('./faults/hooks.mjs', import.meta.url).href)) as {
  changed(source: string, fault: object): string;
};

describe('the simulation finds', () => {
  const searches = new Map<string, Search>();
  let dir = '';
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'reprise-planted-'));
    const path = new URL('./simulation/find-planted.mjs', import.meta.url).pathname;
    // Ended by steps, not by time: the same seed finds them on a busy machine too.
    const args = [path, '--every', `${MORE ? 1 : SHARE}`, '--steps', '60000', '--dir', dir];
    const { stdout, stderr } = await start(process.execPath, args).ended;
    for (const line of stdout.trim().split('\n')) {
      const search = JSON.parse(line) as Search;
      searches.set(search.name, search);
    }
    expect(stderr).toBe('');
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  test.each(sampled(PLANTED).map(({ name, file }) => [name, file]))('%s (%s)', (name) => {
    const search = searches.get(name);
    expect(search).toMatchObject({ found: true });
    // Short enough for a person to read, and it comes back.
    expect(search?.story.length).toBeLessThan(80);
    expect(search?.reproduce).toContain('simulate({ course: {');
  });
});

test('there are ten or more, in batching, settling, caching and following', () => {
  expect(PLANTED.length).toBeGreaterThanOrEqual(10);
  expect(new Set(PLANTED.map(({ name }) => name)).size).toBe(PLANTED.length);
});

test.each(PLANTED.map((planted) => [planted.name, planted] as const))(
  '%s: its text is in the compiled code, once',
  (_, planted) => {
    const source = readFileSync(new URL(`../../dist/${planted.file}`, import.meta.url), 'utf8');
    expect(() => changed(source, planted)).not.toThrow();
  },
);
