// Every deliberate bug in machines and rules is found by the kit: each is put into a copy of the compiled code that one
// child process loads beside the sound one.
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { start } from '../cli/run-cli.ts';
import { MORE, SHARE, sampled } from '../more.ts';

interface Fault {
  readonly name: string;
  readonly file: string;
}
interface SearchResult extends Fault {
  readonly found: boolean;
  readonly sequences: number;
  readonly commands: number;
}

const script = (name: string): string => new URL(`./faults/${name}`, import.meta.url).href;
const { FAULTS } = (await import(script('faults.mjs'))) as { FAULTS: readonly Fault[] };
const { changed } = (await import(script('hooks.mjs'))) as { changed(source: string, fault: object): string };

describe('the kit finds', () => {
  const found = new Map<string, SearchResult>();
  beforeAll(async () => {
    const path = new URL('./faults/find-faults.mjs', import.meta.url).pathname;
    const { stdout, stderr } = await start(process.execPath, [path, '--every', `${MORE ? 1 : SHARE}`]).ended;
    for (const line of stdout.trim().split('\n')) {
      const result = JSON.parse(line) as SearchResult;
      found.set(result.name, result);
    }
    expect(stderr).toBe('');
  });

  test.each(sampled(FAULTS).map(({ name, file }) => [name, file]))('%s (%s)', (name) => {
    expect(found.get(name)).toMatchObject({ found: true });
    // The shortest trace is short enough for a person to read.
    expect(found.get(name)?.commands).toBeLessThan(15);
  });
});

test('there are faults in machines, in rules, in the state and in the decision', () => {
  expect(FAULTS.length).toBeGreaterThanOrEqual(15);
  expect(new Set(FAULTS.map(({ name }) => name)).size).toBe(FAULTS.length);
  for (const folder of ['life-cycles/', 'rules/', 'state/', 'steps', 'decide'])
    expect(FAULTS.some(({ file }) => file.startsWith(folder))).toBe(true);
});

test('a fault whose place in the code is gone, or is there twice, is an error', () => {
  const fault = { name: 'F', file: 'f.js', from: 'a > b', to: 'a >= b' };
  expect(changed('if (a > b)', fault)).toBe('if (a >= b)');
  expect(() => changed('if (a < b)', fault)).toThrow('fault "F": f.js holds its text 0 times, not once');
  expect(() => changed('a > b; a > b', fault)).toThrow('2 times');
});

test.each(FAULTS.map((fault) => [fault.name, fault] as const))(
  '%s: its text is in the compiled code, once',
  (_, fault) => {
    const source = readFileSync(new URL(`../../dist/machines/${fault.file}`, import.meta.url), 'utf8');
    expect(() => changed(source, fault)).not.toThrow();
  },
);
