// `npm run bench` in its quick form: that every row is there, never how fast it was.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ROOT, start } from './cli/run-cli.ts';
import { affordable } from './more.ts';

interface Row {
  readonly id: string;
  readonly subject: string;
  /** Why it was not measured. */
  readonly missing?: string;
  readonly rounds?: readonly Readonly<Record<string, number>>[];
}
interface Result {
  readonly quick: boolean;
  readonly machine: { readonly node: string };
  readonly peers: Readonly<Record<string, readonly { name: string; version?: string; missing?: string }[]>>;
  readonly figures: readonly { what: string; measured?: number; reached?: boolean }[];
  readonly rows: readonly Row[];
}

const folder = mkdtempSync(join(tmpdir(), 'reprise-test-bench-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PEERS = ['postgres', 'sqlite', 'emmett'];
const product = (...lists: readonly (readonly (string | number)[])[]): string[] =>
  lists
    .reduce<string[]>((ids, list) => ids.flatMap((id) => list.map((one) => `${id}/${one}`)), [''])
    .map((id) => id.slice(1));

const GROUPS = [
  {
    group: 'append',
    ids: [
      ...product(['always'], ['append'], [300, 2000], [1, 8, 64, 512], ['reprise', 'raw', ...PEERS]),
      ...product(['always'], ['append'], [300, 2000], ['1000/batch']),
    ],
  },
  { group: 'contention', ids: product(['always'], ['contention'], [1, 4], ['reprise', 'postgres']) },
  { group: 'session', ids: product(['always'], ['session'], [1, 16], ['reprise', 'raw', ...PEERS]) },
  { group: 'import', ids: product(['always'], ['import'], ['reprise', 'postgres', 'sqlite']) },
  {
    group: 'read',
    ids: [
      'read/consumer/raw',
      ...product(['read'], ['events', 'views'], ['reprise', 'postgres', 'sqlite']),
      ...product(['cold'], [50, 1000, 10000], ['reprise', 'postgres', 'sqlite']),
    ],
  },
  { group: 'cost', ids: product(['cost'], ['send', 'fold', 'growth']) },
];

const bench = async (name: string, ...args: readonly string[]) => {
  const file = join(folder, `${name}.json`);
  const ran = start(process.execPath, [join(ROOT, 'bench', 'run.mjs'), '--quick', '--json', file, ...args]);
  const { code, stdout, stderr } = await ran.ended;
  return { code, stdout, stderr, result: () => JSON.parse(readFileSync(file, 'utf8')) as Result };
};

/** What a peer may be missing for: it is not installed. */
const NOT_THERE = /is not installed|neither initdb nor postgres|needs PostgreSQL|there is no user/;

describe('the quick bench', () => {
  test.each(affordable(GROUPS, ({ group }) => !['session', 'cost'].includes(group)))(
    'has every row of the group $group, measured or missing with a reason',
    async ({ group, ids }) => {
      const { code, stdout, stderr, result } = await bench(group, '--only', group, '--sync', 'always');
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const { rows, quick, machine } = result();
      expect(quick).toBe(true);
      expect(machine.node).toBe(process.version);
      expect(rows.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
      for (const { id, subject, missing, rounds } of rows) {
        expect(stdout).toContain(subject);
        if (PEERS.some((peer) => id.endsWith(`/${peer}`)) && missing !== undefined) {
          expect(missing, id).toMatch(NOT_THERE);
          continue;
        }
        expect(missing, id).toBeUndefined();
        expect(rounds, id).toHaveLength(1);
        for (const value of Object.values(rounds?.[0] ?? {})) expect(value, id).toSatisfy(Number.isFinite);
      }
    },
  );

  test('reports a peer that is not there as missing, and each figure that needs it as not measured', async () => {
    const args = ['--only', 'session', '--sync', 'relaxed', '--without', 'postgres,sqlite,emmett'];
    const { code, stdout, result } = await bench('without', ...args);
    expect(code).toBe(0);
    expect(stdout).toMatch(/\| PostgreSQL +\| – +\| missing: left out +\|/);
    const { rows, figures, peers } = result();
    expect(rows.filter(({ missing }) => missing === 'left out').map(({ id }) => id)).toEqual(
      product(['relaxed'], ['session'], [1, 16], PEERS),
    );
    expect(peers.relaxed?.filter(({ missing }) => missing === 'left out')).toHaveLength(3);
    expect(figures.length).toBeGreaterThan(20);
    for (const { what, measured, reached } of figures)
      expect({ what, measured, reached }).toEqual({ what, measured: undefined, reached: undefined });
  });

  test('refuses a group that does not exist, and names those that do', async () => {
    const { code, stderr } = await bench('unknown', '--only', 'apend');
    expect(code).toBe(1);
    expect(stderr).toMatch(/--only apend: expected append, contention, session, import, read, cost/);
  });
});
