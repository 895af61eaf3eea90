// Hostile documents of cycles, and hostile folders of Sisyphus, each of about a length.
import { entries, numbered, repeated } from './texts.mjs';

const under = (of) => (length) => `## A session\n### Cycle 1\n${of(length)}`;
export const DOCUMENTS = [
  ['sessions of one name', repeated('## a\n### Cycle 1\n')],
  ['cycles', numbered((n) => `### Cycle ${n + 1} \u2014 x\n`)],
  ['cycles of one number', repeated('### Cycle 1\n')],
  ['boxes of other texts', under(numbered((n) => `- [ ] item ${n}\n`))],
  ['boxes of one text', under(repeated('- [ ] item\n'))],
  [
    'the plan again in each cycle',
    numbered((n) => `### Cycle ${n + 1}\n\nplan.md updated:\n${'- [x] item\n'.repeat(40)}\n`),
  ],
  [
    'other items in each cycle',
    numbered((n) => `### Cycle ${n + 1}\n\nplan.md updated:\n- [ ] ~~a${n} b c d e~~\n- [x] b${n} c d e\n`),
  ],
  ['struck items', under((length) => `plan.md updated:\n${numbered((n) => `- [x] ~~item ${n}~~\n`)(length)}`)],
  ['agents', under(numbered((n) => `**a${n} \u2192** does it\n`))],
  ['reports of one agent', under(repeated('**a:b \u2192** x\n\n> y\n\n'))],
  ['one agent again and again', under((length) => `Agents spawned:\n${repeated('a -> x\n')(length)}`)],
  ['launches', under(repeated('Agents spawned:\n- a -> x\n\n'))],
  [
    'agents, then their reports',
    under(
      (length) =>
        `Agents spawned:\n${numbered((n) => `a${n} -> x\n`)(length / 2)}\n${numbered((n) => `a${n}: PASS\n`)(length / 2)}`,
    ),
  ],
  [
    'a report of many agents',
    under(
      (length) =>
        `Agents spawned:\n${numbered((n) => `a${n} -> x\n`)(length / 2)}\nAgent reports: ${repeated('a ')(length / 2)}\n`,
    ),
  ],
  ['a quotation without an end', under((length) => `Agents spawned:\na -> "x\n${repeated('a\n')(length)}`)],
  [
    'a report without an end',
    under((length) => `Agents spawned:\na -> x\n\nAgent reports: "x\n${repeated('a\n')(length)}`),
  ],
  [
    'root causes without an end',
    under((length) => `Agents spawned:\na -> x\n\nAgent reports: x ${repeated('root cause: ')(length)}\n`),
  ],
  [
    'all done, again and again',
    under(
      (length) =>
        `plan.md updated:\n${numbered((n) => `- [ ] ${n}\n`)(length / 2)}\n${repeated('All plan.md items complete.\n')(length / 2)}`,
    ),
  ],
  ['a heading of spaces', (length) => `## A${' '.repeat(length)}x\n### Cycle 1\n`],
  ['a label of spaces', under((length) => `plan.md${' '.repeat(length)}x\n`)],
  ['paragraphs', under(repeated('a\n\n'))],
  ['a code fence in each line', under(repeated('```\n'))],
  ['nested quotes', under(repeated('>'))],
  ['definitions of links', under(numbered((n) => `[a${n}]: /u\n`))],
  ['brackets', under(repeated('['))],
  ['stars', under(repeated('*a **b '))],
  ['headings with =', under(repeated('a\n===\n'))],
];

const time = (n = 0) => new Date(Date.UTC(2026, 2, 1) + n * 1_000).toISOString();
const agent = (n, more = {}) => ({
  ...{ id: `agent-${n}`, name: 'a', agentType: 'b', instruction: 'x', status: 'running', spawnedAt: time(n) },
  ...{ completedAt: null, reports: [], ...more },
});
const cycle = (n, agentsSpawned = []) => ({ cycle: n + 1, timestamp: time(n), completedAt: time(n), agentsSpawned });
const folder = (state, files = {}) => ({
  'state.json': JSON.stringify({
    ...{ id: 'hostile', task: 'x', cwd: '/', status: 'active', createdAt: time(), agents: [], orchestratorCycles: [] },
    ...state,
  }),
  ...files,
});
export const SISYPHUS = [
  ['agents', (length) => folder({ agents: entries((n) => agent(n))(length), orchestratorCycles: [cycle(0)] })],
  ['agents of one id', (length) => folder({ agents: entries(() => agent(0))(length), orchestratorCycles: [cycle(0)] })],
  ['cycles', (length) => folder({ orchestratorCycles: entries((n) => cycle(n))(length) })],
  [
    'agents and cycles',
    (length) =>
      folder({
        agents: entries((n) => agent(n, { status: 'completed', completedAt: time(n) }))(length / 2),
        orchestratorCycles: entries((n) => cycle(n, [`agent-${n}`]))(length / 2),
      }),
  ],
  [
    'cycles that spawn one agent',
    (length) => folder({ agents: [agent(0)], orchestratorCycles: entries((n) => cycle(n, ['agent-0']))(length) }),
  ],
  [
    'a cycle that spawns many',
    (length) =>
      folder({
        agents: entries((n) => agent(n, { spawnedAt: time() }))(length / 2),
        orchestratorCycles: [cycle(0, entries((n) => `agent-${n}`)(length / 2))],
      }),
  ],
  [
    'reports without a file',
    (length) =>
      folder({
        agents: [
          agent(0, {
            reports: entries((n) => ({ type: 'update', filePath: `/r/${n}.md`, summary: 'x', timestamp: time(n) }))(
              length,
            ),
          }),
        ],
        orchestratorCycles: [cycle(0)],
      }),
  ],
  [
    'a plan',
    (length) => folder({ orchestratorCycles: [cycle(0)] }, { 'plan.md': numbered((n) => `- [ ] item ${n}\n`)(length) }),
  ],
  [
    'a plan of headings with =',
    (length) => folder({ orchestratorCycles: [cycle(0)] }, { 'plan.md': repeated('a\n===\n')(length) }),
  ],
  [
    'members of any name',
    (length) =>
      folder({ more: Object.fromEntries(entries((n) => [`m${n}`, n])(length)), orchestratorCycles: [cycle(0)] }),
  ],
];
