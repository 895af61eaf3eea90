// What `check` shows beyond problems, invariants of a file, and what it says where exploring stopped early.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { elementsOf } from './render/well-formed.ts';
import { type CliResult, cli, freshFolder, WITHOUT_SERVER } from './run-cli.ts';

const folder = freshFolder();
afterAll(() => folder.remove());
const written = (name: string, text: string): string => {
  const path = join(folder.path, name);
  writeFileSync(path, text);
  return path;
};
const check = (...args: string[]): Promise<CliResult> =>
  cli(['check', ...args, '--sequences', '0'], {
    env: { ...WITHOUT_SERVER, XDG_DATA_HOME: join(folder.path, 'data') },
  });

const LOOSE = `name: loose
phases: [Plan, Build]
gates:
  - {id: ready, name: Ready to build, guards: Plan}
  - {id: lonely, name: Lonely}
budget: {session: 1000, phases: {Build: 2400}}
rules: {G.guard: warn, E.time: error}
`;

describe('a process whose rules are softened', () => {
  it('has no problems, and is shown with what now passes, the shortest way to its end, and hints', async () => {
    const { code, stdout } = await check(written('loose.yaml', LOOSE));
    expect(code).toBe(0);
    expect(stdout).toContain(
      '\nShortest way to completion\n  4 commands, with no agent, no task and no passed gate:\n',
    );
    expect(stdout).toContain(['  G.guard: warn instead of error', '    A gate that guards a phase'].join('\n'));
    expect(stdout).toContain('\n      phase.skip Plan --reason Explored\n      phase.start Build\n');
    expect(stdout).toContain('  • Phase Build may use 2,400 tokens, and the whole session 1,000 tokens.\n');
    expect(stdout).toContain('  • Gate lonely guards no phase');
    expect(stdout).toContain('  • E.time is an error');
  });

  it('has all of it in JSON, with the traces as commands and as lines', async () => {
    const { stdout } = await check(written('loose2.yaml', LOOSE), '--json');
    const { check: found } = JSON.parse(stdout) as { check: Record<string, unknown> };
    expect(found).toMatchObject({
      complete: true,
      completions: [{ without: 'nothing', complete: true, trace: { written: expect.any(Array) } }, {}, {}, {}],
      changedRules: [
        { rule: 'E.time', effect: 'refuses' },
        {
          rule: 'G.guard',
          severity: 'warn',
          own: 'error',
          effect: 'passes',
          trace: {
            commands: expect.any(Array),
            lines: [expect.stringContaining('session_started'), expect.any(String), expect.stringContaining('G.guard')],
          },
        },
      ],
      hints: expect.arrayContaining([expect.objectContaining({ kind: 'gate', about: 'lonely' })]),
    });
  });
});

describe('where exploring stops early', () => {
  it('no verdict says that all is well, each part says how far it went, and it ends with 8', async () => {
    const profile = written('long.yaml', 'name: long\nphases: [A, B, C, D, E]\n');
    const { code, stdout } = await check(profile, '--max-states', '20', '--junit', join(folder.path, 'early.xml'));
    expect(code).toBe(8);
    expect(stdout).toMatch(
      /\n {2}process[^:\n]*: It stopped after 20 states, as many as it may expand; \d+ more were reached/,
    );
    expect(stdout).toMatch(
      /\nNo problems found in what was explored\. Exploring stopped early, so there may be others\.\n$/,
    );
    expect(stdout).not.toContain('Every part can be reached');
    const { stdout: junit } = await check(profile, '--max-states', '20', '--junit', '-');
    expect(elementsOf(junit)).toContain('failure');
    expect(JSON.parse((await check(profile, '--max-states', '20', '--json')).stdout)).toMatchObject({
      ok: false,
      check: { ok: false, complete: false },
    });
  });

  it('of a machine whose states have no end names what grows, and ends with 8', async () => {
    const xstate = import.meta.resolve('xstate');
    const machine = written(
      'growing.mjs',
      `import { assign, createMachine } from ${JSON.stringify(xstate)};
       export default createMachine({ id: 'm', context: { count: 0 }, initial: 'a',
         states: { a: { on: { ADD: { actions: assign({ count: ({ context }) => context.count + 1 }) } } } } });`,
    );
    const { code, stdout } = await cli(['check', machine, '--max-states', '100']);
    expect(code).toBe(8);
    expect(stdout.replaceAll(/\n */g, ' ')).toContain('context.count took 101 values: its states may have no end.');
    expect(stdout).toMatch(/\nNo problems found in what was explored\. Exploring stopped early/);
  });
});

describe('invariants of a file', () => {
  const SMALL = () => written('small.yaml', 'name: small\nphases: [Build, Ship]\n');
  const never = `invariant({ id: 'never_skipped', memo: {}, check: { phase_skipped: (_, { data }) => data.phase + ' is skipped' } })`;

  it('are checked on every legal history: a list, or a function that makes it with what it is given', async () => {
    const given = written('function.mjs', `export default ({ invariant }) => ${never};`);
    const { code, stdout } = await check(SMALL(), '--invariants', given);
    expect(code).toBe(7);
    expect(stdout.replaceAll(/\n */g, ' ')).toContain(
      '✗ invariant-violated: phase.skip Build is legal and violates the invariant never_skipped: Build is skipped.',
    );
    expect(stdout).toContain('Shortest trace (2 events):');
  });

  it.each([
    ['is not there', 'nowhere.mjs', undefined, 3, 'There is no file '],
    ['cannot be read', 'syntax.mjs', 'export default [', 2, 'syntax.mjs cannot be run: '],
    ['has no default export', 'none.mjs', 'export const a = 1;', 2, 'none.mjs has no default export.'],
    [
      'exports something else',
      'other.mjs',
      'export default [{ id: 1 }];',
      2,
      'other.mjs: entry 1 is not an invariant.',
    ],
    ['is empty', 'empty.mjs', 'export default [];', 2, 'empty.mjs has no invariants: its list is empty.'],
    [
      'has two of one id',
      'twice.mjs',
      `export default ({ invariant }) => [${never}, ${never}];`,
      2,
      'twice.mjs: two invariants have the id never_skipped.',
    ],
    [
      'names an event that there is not',
      'event.mjs',
      "export default ({ invariant }) => invariant({ id: 'x', memo: {}, check: { phase_gone: () => 'no' } });",
      2,
      'event.mjs threw: invariant x: no event has the type phase_gone',
    ],
    [
      'has one that throws',
      'throws.mjs',
      "export default ({ invariant }) => invariant({ id: 'x', memo: {}, check: { phase_skipped: () => { throw new Error('a mistake'); } } });",
      2,
      'The invariant x threw at event 2, phase_skipped: a mistake.',
    ],
  ])('where the file %s, is one sentence', async (_, name, text, code, sentence) => {
    const path = text === undefined ? join(folder.path, name) : written(name, text);
    const result = await check(SMALL(), '--invariants', path);
    expect([result.code, result.stderr.split('\n')[0]]).toEqual([code, expect.stringContaining(sentence)]);
  });

  it('are for profiles', async () => {
    const machine = written('machine.mjs', 'export default 1;');
    expect(await check(machine, '--invariants', 'x.mjs')).toMatchObject({ code: 2 });
  });
});
