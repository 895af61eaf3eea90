// Session folders of the Sisyphus orchestrator: what they become, and that a running one is continued.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSisyphusFolder } from '../../../src/formats/sisyphus/read-sisyphus-folder.ts';
import { importFolder } from '../../../src/import/import-folder.ts';
import { sessionFolders } from '../../../src/import/session-folders.ts';
import { memoryLog } from '../../../src/log/memory.ts';
import { makeFolder } from '../../../src/make-folder.ts';
import { folderSource } from '../../../src/session/source/folder-source.ts';
import { recorderOn } from '../../../src/session/write/recorder.ts';
import { collect } from '../../session/work.ts';

const ID = '5f0c2d1e-77aa-4b1c-9a52-0c1d2e3f4a5b';
const at = (minute: number): string => `2026-03-01T10:${String(minute).padStart(2, '0')}:00.000Z`;

interface Step {
  readonly status?: string;
  readonly agents?: readonly object[];
  readonly cycles?: readonly object[];
  readonly more?: object;
}

const agent = (id: string, status: string, spawned: number, more: object = {}) => ({
  ...{ id, name: `name-${id}`, agentType: 'crew:builder', color: 'blue', instruction: `Do ${id}`, status },
  ...{ spawnedAt: at(spawned), completedAt: null, reports: [], paneId: '%7', ...more },
});
const cycle = (number: number, start: number, agentsSpawned: readonly string[], more: object = {}) => ({
  ...{ cycle: number, timestamp: at(start), agentsSpawned, mode: 'planning', ...more },
});
const state = ({ status = 'active', agents = [], cycles = [], more = {} }: Step) => ({
  ...{ id: ID, task: 'Move the export to the queue', cwd: '/home/somebody/exporter', status, createdAt: at(0) },
  ...{ agents, orchestratorCycles: cycles, ...more },
});

const reports = (id: string, minute: number) => [
  {
    ...{ type: 'update', filePath: `/elsewhere/reports/${id}-001.md`, summary: 'Half of it' },
    timestamp: at(minute - 1),
  },
  { ...{ type: 'final', filePath: `/elsewhere/reports/${id}-final.md`, summary: 'All of it' }, timestamp: at(minute) },
];

const WHOLE = state({
  status: 'completed',
  agents: [
    agent('agent-001', 'completed', 2, { completedAt: at(6), reports: reports('agent-001', 6), activeMs: 240_000 }),
    agent('agent-002', 'killed', 3, { completedAt: at(7), killedReason: 'It went astray' }),
    agent('agent-003', 'crashed', 9, { completedAt: at(10), restartCount: 2 }),
    agent('agent-004', 'lost', 9, { completedAt: at(11) }),
  ],
  cycles: [
    cycle(1, 1, ['agent-001', 'agent-002'], { completedAt: at(4), nextPrompt: 'Read their reports' }),
    cycle(2, 8, ['agent-003', 'agent-004'], { completedAt: at(9) }),
    cycle(3, 12, [], {}),
  ],
  more: {
    ...{ completedAt: at(15), completionReport: 'The export runs on the queue.', parentSessionId: 'the-parent' },
    model: 'large',
  },
});
const TEXTS = {
  'roadmap.md': '# Export\n\n## Work\n\n- [x] Read the cron job\n- [x] Write the consumer\n',
  'logs/cycle-001.md': 'Cycle 1 went well.',
  'context/findings.md': 'The cron job runs twice.',
  'reports/agent-001-001.md': 'The first half, at length.',
  'reports/agent-001-final.md': 'The whole report, at length.',
  'prompts/agent-001-system.md': 'Not read.',
  'snapshots/cycle-1/state.json': JSON.stringify(state({})),
};

type Folder = (files: Readonly<Record<string, string>>) => Promise<string>;
const inProject = async (use: (write: Folder, project: string) => Promise<void>): Promise<void> => {
  const project = await mkdtemp(join(tmpdir(), 'reprise-sisyphus-'));
  const folder = join(project, '.sisyphus', 'sessions', ID);
  try {
    await use(async (files) => {
      for (const [name, text] of Object.entries(files)) {
        await makeFolder(dirname(join(folder, name)));
        await writeFile(join(folder, name), text);
      }
      return folder;
    }, project);
  } finally {
    await rm(project, { recursive: true, force: true });
  }
};
const withState = (given: object, texts: Readonly<Record<string, string>> = {}) => ({
  ...texts,
  'state.json': JSON.stringify(given),
});
const eventsIn = async (recorder: ReturnType<typeof recorderOn>) =>
  (await collect(recorder.sessions.read(ID))).map(({ event }) => event);

describe('a completed session', () => {
  it('becomes its cycles, agents, reports, plan, texts and end, each at its time', async () => {
    await inProject(async (write) => {
      const recorder = recorderOn(memoryLog());
      const { sessionId, report, violations } = await importFolder(recorder, await write(withState(WHOLE, TEXTS)));
      expect([sessionId, report.warnings]).toEqual([ID, []]);
      const errors = violations.filter(({ severity }) => severity === 'error');
      // The log does not hold its parent.
      expect(errors.map(({ rule }) => rule)).toEqual(['S.parent']);
      const events = await eventsIn(recorder);
      const recorded = events
        .filter(({ type }) => !type.startsWith('plan_') && type !== 'document_recorded')
        .map(({ type, time }) => `${time.slice(11, 16)} ${type}`);
      expect(recorded).toEqual([
        ...['10:00 session_started', '10:01 cycle_started', '10:02 agent_launched', '10:03 agent_launched'],
        ...['10:05 agent_reported', '10:06 agent_reported', '10:06 agent_completed', '10:07 agent_killed'],
        ...['10:07 cycle_ended', '10:08 cycle_started', '10:09 agent_launched', '10:09 agent_launched'],
        ...['10:10 agent_failed', '10:11 agent_lost', '10:11 cycle_ended', '10:12 cycle_started'],
        ...['10:15 cycle_ended', '10:15 fact_noted', '10:15 session_ended'],
      ]);
      expect(events[0]?.data).toMatchObject({
        ...{ goal: 'Move the export to the queue', parentSession: 'the-parent' },
        extra: { cwd: '/home/somebody/exporter' },
      });
      const of = (type: string) => events.filter((event) => event.type === type).map(({ data }) => data);
      expect(of('agent_reported')).toMatchObject([
        { agentId: 'agent-001', text: 'The first half, at length.', extra: { type: 'update', summary: 'Half of it' } },
        { agentId: 'agent-001', text: 'The whole report, at length.', extra: { type: 'final' } },
      ]);
      expect(of('agent_killed')).toMatchObject([{ agents: [{ agentId: 'agent-002', reason: 'It went astray' }] }]);
      expect(of('agent_failed')).toMatchObject([{ extra: { restartCount: 2 } }]);
      expect(of('cycle_ended')[0]).toMatchObject({ notes: 'Read their reports', extra: { mode: 'planning' } });
      expect(of('session_ended')).toEqual([{ outcome: 'completed', summary: 'The export runs on the queue.' }]);
      expect(of('plan_item_added')).toMatchObject([{ text: 'Read the cron job' }, { text: 'Write the consumer' }]);
      expect(of('document_recorded')).toMatchObject([
        { path: 'roadmap.md', kind: 'plan' },
        { path: 'logs/cycle-001.md', kind: 'log', extra: { text: 'Cycle 1 went well.' } },
        { path: 'context/findings.md', kind: 'context' },
      ]);
      expect(of('fact_noted')).toEqual([{ name: 'session_state', extra: { model: 'large' } }]);
    });
  });

  it('adds nothing when it is imported again, and can be read without a log', async () => {
    await inProject(async (write) => {
      const recorder = recorderOn(memoryLog());
      const folder = await write(withState(WHOLE, TEXTS));
      const first = await importFolder(recorder, folder);
      expect((await importFolder(recorder, folder)).added).toBe(0);
      const source = await folderSource(folder);
      expect(source.sessionId).toBe(ID);
      expect(await collect(source.lines())).toHaveLength(first.added);
    });
  });

  it('is refused under the id of another session, and under another profile', async () => {
    await inProject(async (write) => {
      const [recorder, folder] = [recorderOn(memoryLog()), await write(withState(WHOLE))];
      await expect(importFolder(recorder, folder, { session: 'other' })).rejects.toMatchObject({
        code: 'SESSION_NOT_FOUND',
      });
      await expect(importFolder(recorder, folder, { profile: 'normal' })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    });
  });

  it('is found in its project, once, beside its snapshots', async () => {
    await inProject(async (write, project) => {
      const folder = await write(withState(WHOLE, TEXTS));
      for (const path of [project, join(project, '.sisyphus'), folder])
        expect(await sessionFolders([path])).toEqual([folder]);
    });
  });

  it('keeps the summary of a report whose file is missing, and says so', async () => {
    await inProject(async (write) => {
      const { commands, report } = await readSisyphusFolder(await write(withState(WHOLE)));
      const texts = commands
        .filter(({ name }) => name === 'agent_reported')
        .map(({ data }) => (data as { text: string }).text);
      expect(texts).toEqual(['Half of it', 'All of it']);
      expect(report.warnings).toContain('reports/agent-001-final.md cannot be read (ENOENT); it is left out');
    });
  });
});

describe('a running session', () => {
  const STEPS = [
    state({ agents: [], cycles: [cycle(1, 1, [])] }),
    state({ agents: [agent('a', 'running', 2)], cycles: [cycle(1, 1, ['a'], { completedAt: at(3) })] }),
    state({
      status: 'paused',
      agents: [agent('a', 'running', 2)],
      cycles: [cycle(1, 1, ['a'], { completedAt: at(3) })],
    }),
    state({
      status: 'paused',
      agents: [agent('a', 'running', 2)],
      cycles: [cycle(1, 1, ['a'], { completedAt: at(3) })],
    }),
    state({
      agents: [agent('a', 'completed', 2, { completedAt: at(5), reports: reports('a', 5) }), agent('b', 'running', 7)],
      cycles: [cycle(1, 1, ['a'], { completedAt: at(3), nextPrompt: 'Go on' }), cycle(2, 6, ['b'])],
    }),
    state({
      status: 'completed',
      agents: [
        agent('a', 'completed', 2, { completedAt: at(5), reports: reports('a', 5) }),
        agent('b', 'completed', 7, { completedAt: at(8) }),
      ],
      cycles: [
        cycle(1, 1, ['a'], { completedAt: at(3), nextPrompt: 'Go on' }),
        cycle(2, 6, ['b'], { completedAt: at(7) }),
      ],
      more: { completedAt: at(9), completionReport: 'Done.' },
    }),
  ] as const;

  it('is continued by each import, which adds what is new and violates no rule', async () => {
    await inProject(async (write) => {
      const recorder = recorderOn(memoryLog());
      const statuses: string[] = [];
      for (const step of STEPS) {
        const { violations } = await importFolder(recorder, await write(withState(step)));
        expect(violations.filter(({ severity }) => severity === 'error')).toEqual([]);
        statuses.push((await recorder.sessions.load(ID)).state.session.state);
      }
      expect(statuses).toEqual(['running', 'running', 'paused', 'paused', 'running', 'ended']);
      const types = (await eventsIn(recorder)).map(({ type }) => type);
      expect(types.filter((type) => /^session_|^cycle_/.test(type))).toEqual([
        ...['session_started', 'cycle_started', 'session_paused', 'session_resumed', 'cycle_ended', 'cycle_started'],
        ...['cycle_ended', 'session_ended'],
      ]);
    });
  });

  it('carries what runs on when a cycle ends into the next ones, whenever it is imported, and says that it is inferred', async () => {
    const cycles = [cycle(1, 1, ['a', 'b'], { completedAt: at(3) }), cycle(2, 6, []), cycle(3, 8, ['c'])];
    const agents = [agent('a', 'running', 2), agent('b', 'running', 2)];
    const ended = [agent('a', 'completed', 2, { completedAt: at(9) }), agent('b', 'killed', 2, { completedAt: at(7) })];
    const steps = [
      state({ agents, cycles: cycles.slice(0, 1) }),
      state({ agents, cycles: cycles.slice(0, 2) }),
      state({ agents: [...ended, agent('c', 'running', 8)], cycles }),
    ];
    await inProject(async (write) => {
      const recorder = recorderOn(memoryLog());
      const warnings: (readonly string[])[] = [];
      for (const step of [...steps, steps[2] as object]) {
        const { violations, report } = await importFolder(recorder, await write(withState(step)));
        expect(violations).toEqual([]);
        warnings.push(report.warnings);
      }
      const first = 'state.json: a, b ran on when cycle 1 ended; inferred: carried into the next cycle';
      const second = 'state.json: a ran on when cycle 2 ended; inferred: carried into the next cycle';
      expect(warnings).toEqual([[], [first], [first, second], [first, second]]);
      const ends = (await eventsIn(recorder)).flatMap((event) => (event.type === 'cycle_ended' ? [event.data] : []));
      const inferred = { completedAt: at(3), agentsSpawned: ['a', 'b'], mode: 'planning', inferred: ['carried'] };
      expect(ends).toEqual([
        { cycle: 1, carried: { agents: ['a', 'b'] }, extra: inferred },
        { cycle: 2, carried: { agents: ['a'] }, extra: expect.objectContaining({ inferred: ['carried'] }) },
      ]);
    });
  });

  it('still violates a rule where an agent runs beyond the last cycle', async () => {
    const agents = [agent('a', 'running', 2)];
    const given = state({ status: 'completed', agents, cycles: [cycle(1, 1, ['a'])], more: { completedAt: at(9) } });
    await inProject(async (write) => {
      const { violations } = await importFolder(recorderOn(memoryLog()), await write(withState(given)));
      expect(violations.map(({ rule }) => rule)).toEqual(['C.agents', 'S.finished', 'C.validated']);
    });
  });

  it('has its plan as a document until it has completed', async () => {
    await inProject(async (write) => {
      const { commands, report } = await readSisyphusFolder(
        await write(withState(STEPS[1], { 'plan.md': '- [ ] Read\n' })),
      );
      expect(commands.filter(({ name }) => name.startsWith('plan_'))).toEqual([]);
      expect(report.warnings).toEqual([
        'plan.md is recorded as a document: its items are, once the session has completed',
      ]);
    });
  });
});

describe('a state.json of another shape', () => {
  it.each([
    [{ ...WHOLE, id: 'not an id' }, /"not an id" is not a valid session id/],
    [{ ...WHOLE, createdAt: 'yesterday' }, /createdAt is not a valid time: "yesterday"/],
    [{ ...WHOLE, task: 7 }, /task is a number, where a text was expected/],
    [{ ...WHOLE, agents: ['a'] }, /agents is a list, where a list of objects was expected/],
    [{ ...WHOLE, agents: [{ name: 'x' }] }, /agents\[0\]\.id is nothing, where a text was expected/],
  ])('is refused with the place, case %#', async (given, message) => {
    await inProject(async (write) => {
      await expect(readSisyphusFolder(await write(withState(given)))).rejects.toThrow(message);
    });
  });

  it('is no session where it has no agents and cycles', async () => {
    await inProject(async (write, project) => {
      await write({ 'state.json': '{"agents": []}' });
      await expect(sessionFolders([project])).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    });
  });

  it('with a status that is none is read as running, with a warning', async () => {
    await inProject(async (write) => {
      const odd = state({ status: 'dreaming', agents: [agent('a', 'sleeping', 1)] });
      const { report } = await readSisyphusFolder(await write(withState(odd)));
      expect(report.warnings).toEqual([
        'state.json.agents[0].status is "sleeping", which is no status; recorded as running',
        'state.json: status is "dreaming", which is no status; recorded as active',
      ]);
    });
  });
});
