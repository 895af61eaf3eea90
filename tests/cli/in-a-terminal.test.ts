// Commands as people run them: in a terminal of 80 columns, and in a pipe. Those that wait are ended as people end them.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { affordable, sampled } from '../more.ts';
import { type InATerminal, inATerminal } from './in-a-terminal.ts';
import { cliProcess as cli, EXAMPLE, EXAMPLE_ID, freshFolder, start, startCli, WITHOUT_SERVER } from './run-cli.ts';

const folder = freshFolder();
const env = { XDG_DATA_HOME: folder.path };
/** Made within the same second, as ids of version 7 are alike. */
const ALIKE = ['0191f0c4-6f1a-7c3e-8b52-9d0f4a7b1c01', '0191f0c4-6f2b-7d88-a1e0-3f5c7b9d2e44'] as const;
const GOAL = 'Move the accounts of all customers to the new ledger before the end of the quarter';

beforeAll(async () => {
  expect(await cli(['up', '--detach', '--port', '0'], { env })).toMatchObject({ code: 0 });
  expect(await cli(['import', EXAMPLE], { env })).toMatchObject({ code: 0 });
  for (const id of ALIKE) expect(await cli(['send', id, 'session.start', GOAL], { env })).toMatchObject({ code: 0 });
});
afterAll(async () => {
  await cli(['down'], { env });
  folder.remove();
});

/** Each command that waits, and what it prints once it does. */
const WAITING = [
  { name: 'up', words: ['up', '--port', '0'], waits: /Ctrl-C stops it/, own: true },
  { name: 'demo', words: ['demo'], waits: /Follow live sessions until Ctrl-C/, own: true },
  { name: 'watch', words: ['watch', EXAMPLE_ID], waits: /session_ended/, own: false },
  { name: 'replay --step', words: ['replay', EXAMPLE_ID, '--step'], waits: /q quits/, own: false },
] as const;

/** The environment of a command that waits: one that starts a server gets a store of its own. */
const withStore = async <T>(own: boolean, use: (env: Record<string, string>) => Promise<T>): Promise<T> => {
  if (!own) return use(env);
  const fresh = freshFolder();
  try {
    return await use({ XDG_DATA_HOME: fresh.path });
  } finally {
    fresh.remove();
  }
};

/** The ways in which a person ends a command, and how `replay --step` ends then: it waits for keys, not for signals. */
const ENDS: readonly { how: string; stepping: number; end: (terminal: InATerminal) => unknown }[] = [
  { how: 'Ctrl-C', stepping: 0, end: (terminal) => terminal.type('\u0003') },
  { how: 'SIGTERM', stepping: 143, end: (terminal) => terminal.signal('TERM') },
  { how: 'SIGHUP', stepping: 129, end: (terminal) => terminal.signal('HUP') },
];

describe.each(WAITING)('$name in a terminal', ({ name, words, waits, own }) => {
  it.each(affordable(ENDS, ({ how }) => how === 'SIGHUP'))(
    'waits until $how, which ends it well',
    async ({ end, stepping }) => {
      await withStore(own, async (env) => {
        const terminal = inATerminal(words, { env });
        await terminal.until('stdout', waits);
        expect(terminal.stdout()).not.toMatch(/exit=/);
        await end(terminal);
        const { code, stdout } = await terminal.ended;
        expect(stdout).not.toMatch(/Error|unsettled|defect/);
        expect(code).toBe(name === 'replay --step' ? stepping : 0);
        if (own) expect(await cli(['status'], { env })).toMatchObject({ code: 3 });
      });
    },
  );
});

describe.each(WAITING.filter(({ name }) => name !== 'replay --step'))(
  '$name without a terminal',
  ({ words, waits, own }) => {
    it.each(affordable(['SIGINT', 'SIGTERM', 'SIGHUP'] as const, (signal) => signal !== 'SIGINT'))(
      'waits until %s, though its input is closed',
      async (signal) => {
        await withStore(own, async (env) => {
          const running = startCli(words, { env, input: '' });
          await running.until('stdout', waits);
          running.child.kill(signal);
          expect(await running.ended).toMatchObject({ code: 0, signal: null });
        });
      },
    );

    it('ends when nobody reads what it prints any more', async () => {
      await withStore(own, async (env) => {
        const running = startCli(words, { env });
        await running.until('stdout', waits);
        running.child.stdout?.destroy();
        if (own) running.child.kill('SIGINT');
        else expect(await cli(['send', EXAMPLE_ID, 'tokens.use', '--input', '1'], { env })).toBeDefined();
        expect([0, 130]).toContain((await running.ended).code);
      });
    });
  },
);

describe('replay --step', () => {
  it('shows how to quit at 80 columns, and q quits', async () => {
    const terminal = inATerminal(['replay', EXAMPLE, '--step'], { env: WITHOUT_SERVER });
    await terminal.until('stdout', /q quits .* cycles/);
    terminal.type('q');
    expect(await terminal.ended).toMatchObject({ code: 0 });
  });
});

describe('list', () => {
  const goalsIn = (stdout: string): number => stdout.split(GOAL).length - 1;

  it('cuts nothing in a pipe, however wide its lines', async () => {
    const { stdout } = await cli(['list'], { env });
    expect(goalsIn(stdout)).toBe(2);
    for (const id of [...ALIKE, EXAMPLE_ID]) expect(stdout).toContain(id);
    expect(stdout).not.toContain('…');
  });

  it('shortens ids to what is unique in a terminal of 80 columns, and keeps status, time and counts whole', async () => {
    const { stdout, code } = await inATerminal(['list'], { env }).ended;
    expect(code).toBe(0);
    const line = stdout.split('\n').find((each) => each.startsWith(EXAMPLE_ID.slice(0, 8))) ?? '';
    expect(line).toMatch(/^a7f3c8e2 {2,}completed +2025-10-14 14:30 +45m 00s +4\d {2}/);
    for (const each of stdout.split('\n')) expect(each.length).toBeLessThanOrEqual(80);
  });

  it('prints of ids that are alike as much as tells them apart, and a command takes that', async () => {
    const { stdout } = await inATerminal(['list'], { env }).ended;
    for (const id of ALIKE) {
      const short = id.slice(0, 12);
      expect(stdout).toMatch(new RegExp(`^${short} `, 'm'));
      expect(await cli(['view', 'overview', short], { env })).toMatchObject({ code: 0 });
    }
  });

  it.each([
    ['--wide cuts nothing in a terminal', ['--wide'], {}],
    ['COLUMNS is believed before the terminal', [], { COLUMNS: '300' }],
  ] as const)('%s', async (_, words, more) => {
    const { stdout } = await inATerminal(['list', ...words], { env: { ...env, ...more } }).ended;
    expect(goalsIn(stdout)).toBe(2);
    expect(stdout).toContain(EXAMPLE_ID);
  });
});

describe('pages', () => {
  it.each(sampled(['plan', 'todo', 'workbook', 'cycles', 'usage', 'overview']))(
    'view %s shows every text whole in a terminal and in a pipe',
    async (view) => {
      const words = ['view', view, EXAMPLE];
      const [terminal, pipe] = await Promise.all([
        inATerminal(words, { env: WITHOUT_SERVER }).ended,
        cli(words, { env: WITHOUT_SERVER }),
      ]);
      expect(pipe.stdout).not.toContain('…');
      expect(terminal.stdout).not.toContain('…');
      for (const line of terminal.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    },
  );

  it.each([['extract'], ['replay'], ['view', 'timeline'], ['view', 'flow']])(
    '%s %s cuts nothing in a pipe',
    async (...words) => {
      const { stdout } = await cli([...words.filter((word) => word !== undefined), EXAMPLE], { env: WITHOUT_SERVER });
      expect(stdout).not.toContain('…');
    },
  );
});

describe('up --detach where a server runs', () => {
  it('says so and succeeds', async () => {
    const { code, stdout } = await cli(['up', '--detach'], { env });
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^A server already runs on the store .+\n[\s\S]*It runs until `reprise down`\.\n$/),
    ]);
    const json = await cli(['up', '--detach', '--json'], { env });
    expect([json.code, JSON.parse(json.stdout)]).toEqual([
      0,
      expect.objectContaining({ running: true, lifetime: 'detached' }),
    ]);
  });

  it('refuses another port than that one has', async () => {
    const { url } = JSON.parse((await cli(['status', '--json'], { env })).stdout) as { url: string };
    const other = Number(new URL(url).port) === 4999 ? 4998 : 4999;
    expect(await cli(['up', '--detach', '--port', String(other)], { env })).toMatchObject({ code: 6 });
  });
});

describe('view', () => {
  it('names the views where none is given', async () => {
    expect(await cli(['view'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('VIEW: plan, cycles, todo, workbook, timeline, flow, usage or overview.\n'),
    });
  });
});

describe('import of several exported files', () => {
  it('records each; one that cannot be read does not stop the others', async () => {
    const fresh = freshFolder();
    const own = { XDG_DATA_HOME: fresh.path };
    try {
      const files = ALIKE.map((id) => join(fresh.path, `${id}.ndjson`));
      for (const [at, id] of ALIKE.entries())
        expect(await cli(['export', id, '-o', files[at] as string], { env })).toMatchObject({ code: 0 });
      const torn = join(fresh.path, 'torn.ndjson');
      writeFileSync(torn, '{"specversion":');
      const { code, stdout } = await cli(['import', files[0] as string, torn, files[1] as string], { env: own });
      expect(stdout.match(/^Recorded 1 event of session /gm)).toHaveLength(2);
      expect(stdout).toContain(`${torn}: `);
      expect(code).toBe(7);
    } finally {
      fresh.remove();
    }
  });
});

describe('a stream that closes early', () => {
  it('ends a command that prints much without a word', async () => {
    const running = start(
      'bash',
      [
        '-c',
        `"$0" "$1" view plan "$2" --json | head -c 10 > /dev/null; echo "\${PIPESTATUS[0]}"`,
        process.execPath,
        (await import('./run-cli.ts')).MAIN,
        EXAMPLE,
      ],
      { env: WITHOUT_SERVER },
    );
    expect(await running.ended).toMatchObject({ stdout: '0\n', stderr: '' });
  });
});
