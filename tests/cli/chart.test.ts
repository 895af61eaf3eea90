// `reprise chart` and the trace of `reprise export` as a person runs them: in a pipe, at 80 columns, into files.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createActor } from 'xstate';
import { elementsOf } from './render/well-formed.ts';
import { type CliResult, cli, EXAMPLE, EXAMPLE_ID, freshFolder, OBEYED, ROOT, WITHOUT_SERVER } from './run-cli.ts';

const folder = freshFolder();
afterAll(() => folder.remove());
const at = (name: string): string => join(folder.path, name);
const run = (...args: string[]): Promise<CliResult> =>
  cli(args, { env: { ...WITHOUT_SERVER, XDG_DATA_HOME: at('data') } });
const chart = (...args: string[]): Promise<CliResult> => run('chart', ...args);

beforeAll(() => writeFileSync(at('release.yaml'), 'name: release\nphases: [Plan, Build]\n'));

describe('the chart of a session', () => {
  it('shows its states, the moves it took and those that are legal, in 80 columns', async () => {
    const { code, stdout, stderr } = await chart(EXAMPLE, '--at', '14');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(new RegExp(`^Session ${EXAMPLE_ID} \\(normal\\) at event 14\n`));
    expect(stdout).toMatch(/\n {2}\[x\] {2}Context +completed {2}start, complete\n/);
    expect(stdout).toMatch(/\n {2}\[~\] {2}Planning +active {5}start\n/);
    expect(stdout).toMatch(/\nLegal now\n(?:.*\n)* {2}phase\.complete Planning\n/);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(stdout).not.toMatch(OBEYED);
  });

  it('says how the session ended', async () => {
    const { stdout } = await chart(EXAMPLE);
    expect(stdout).toMatch(/Session +completed/);
    expect(stdout).toMatch(/\nThe session has ended: completed\.\n$/);
    expect(stdout).not.toContain('Legal now');
  });

  it('as JSON has places, states and moves', async () => {
    const { code, stdout } = await chart(EXAMPLE, '--at', '14', '--json');
    const document = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(document).toMatchObject({ profile: 'normal', session: { sessionId: EXAMPLE_ID, ordinal: 14 } });
    expect(document.nodes.find(({ id }: { id: string }) => id === 'phase Planning')).toMatchObject({ isActive: true });
  });

  it('is drawn as SVG and as Mermaid', async () => {
    const svg = await chart(EXAMPLE, '--at', '14', '--format', 'svg', '-o', at('s.svg'));
    expect([svg.code, svg.stdout]).toEqual([0, '']);
    const text = readFileSync(at('s.svg'), 'utf8');
    expect(elementsOf(text.trimEnd())[0]).toBe('svg');
    expect(text).toContain('>▶ active</text>');
    const mermaid = await chart(EXAMPLE, '--at', '14', '--format', 'mermaid');
    expect(mermaid.stdout).toMatch(/^stateDiagram-v2\n/);
    expect(mermaid.stdout).toContain('state "Planning<br/>active"');
  });

  it('is an XState module that resumes where the session is', async () => {
    // Beside the packages, as it imports xstate.
    const path = join(ROOT, 'dist', `chart-${process.pid}.mjs`);
    try {
      expect((await chart(EXAMPLE, '--at', '14', '--format', 'xstate', '-o', path)).code).toBe(0);
      const { machine, snapshot } = await import(pathToFileURL(path).href);
      const actor = createActor(machine, { snapshot } as never).start();
      expect(actor.getSnapshot()).toMatchObject({ status: 'active' });
      expect((actor.getSnapshot() as typeof snapshot).value.open['phase Planning']).toBe('active');
      actor.send({ type: 'phase.complete Planning' } as never);
      actor.send({ type: 'phase.start Review' } as never);
      actor.send({ type: 'phase.start Execution' } as never);
      expect((actor.getSnapshot() as typeof snapshot).value.open).toMatchObject({
        ...{ 'phase Planning': 'completed', 'phase Execution': 'active', 'phase Review': 'pending' },
      });
    } finally {
      rmSync(path, { force: true });
    }
  });
});

describe('the chart of a profile', () => {
  it.each(['normal', 'cycles', at('release.yaml')])('%s lists its states and what guards its moves', async (name) => {
    const { code, stdout, stderr } = await chart(name);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^Profile (normal|cycles|release)\n/);
    expect(stdout).toMatch(/\nGuarded moves\n/);
  });

  it('as an XState configuration is JSON', async () => {
    const { stdout } = await chart('normal', '--format', 'xstate', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      id: 'normal',
      initial: 'unstarted',
      states: { open: { type: 'parallel' } },
    });
  });

  it.each([
    ['has no moments', ['normal', '--at', '3'], 2, /--at is a moment of a session, and normal is a profile\./],
    ['is a file that is there', [at('none.yaml')], 3, /There is no file/],
    ['has a format', ['normal', '--format', 'png'], 2, /svg/],
    ['is written into a folder that is there', ['normal', '-o', at('no/where.txt')], 3, /There is no folder/],
  ])('%s', async (_, args, code, message) => {
    const result = await chart(...args);
    expect([result.code, result.stdout]).toEqual([code, '']);
    expect(result.stderr).toMatch(message);
  });
});

describe('a trace', () => {
  it('goes to standard output, or into a file with a report', async () => {
    const { code, stdout } = await run('export', EXAMPLE, '--format', 'trace');
    expect(code).toBe(0);
    const trace = JSON.parse(stdout);
    expect(trace.otherData).toMatchObject({ sessionId: EXAMPLE_ID });
    expect(trace.traceEvents[0]).toMatchObject({ ph: 'M', name: 'process_name' });
    const written = await run('export', EXAMPLE, '--format', 'trace', '-o', at('trace.json'), '--json');
    expect(JSON.parse(written.stdout)).toMatchObject({ sessionId: EXAMPLE_ID, output: at('trace.json') });
    expect(JSON.parse(readFileSync(at('trace.json'), 'utf8'))).toEqual(trace);
  });
});
