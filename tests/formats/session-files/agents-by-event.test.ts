// Launches and ends that name no agent: they count agents, or mean those of a wave that run.
import { describe, expect, it } from 'vitest';
import { overview } from '../../../projections/overview.ts';
import { readSessionFolder } from '../../../src/formats/session-files/read-session-folder.ts';
import { recorded } from '../recorded.ts';
import { type Files, inFolder, SESSION } from './contradictory-session.ts';

type Given = readonly [eventType: string, details: object, minute?: number];

const withEvents = (given: readonly Given[], more: Files = {}): Files => ({
  [`events-${SESSION}.json`]: {
    sessionId: SESSION,
    events: [['session_started', {}] as Given, ...given].map(([eventType, details, minute], index) => ({
      id: `evt_${index}`,
      timestamp: `2026-02-03T10:${String(minute ?? index).padStart(2, '0')}:00Z`,
      eventType,
      details,
    })),
    summary: { agentsLaunched: 0 },
  },
  ...more,
});

const imported = async (given: readonly Given[], more?: Files) => {
  const { commands, report } = await inFolder(withEvents(given, more), (folder) => readSessionFolder(folder));
  const { events } = recorded(SESSION, commands);
  const agents = events.flatMap(({ type, data }) =>
    type.startsWith('agent_') && 'agents' in data ? [[type, data.agents.map(({ agentId }) => agentId)]] : [],
  );
  const { agents: counts } = overview.show(events.reduce(overview.apply, overview.init(SESSION)));
  const violated = events.flatMap(({ violates, type }) => (violates?.includes('M.agent') ? [type] : []));
  return { agents, counts, report, violated, events };
};

const WAVE: readonly Given[] = [
  ['agent_launched', { agentIds: ['a', 'b'], agentTypes: ['coder', 'tester'], wave: 1 }],
  ['agent_launched', { agentId: 'c', agentType: 'coder', wave: 2 }],
];

describe('the end of a wave', () => {
  it('ends the agents of the wave that run, and no others', async () => {
    const { agents, counts, violated, report } = await imported([
      ...WAVE,
      ['agent_completed', { agentId: 'b' }],
      ['agent_completed', { wave: 1 }],
    ]);
    expect(agents.slice(2)).toEqual([
      ['agent_completed', ['b']],
      ['agent_completed', ['a']],
    ]);
    expect([counts.completed, counts.running, counts.unmatched, violated]).toEqual([2, 1, 0, []]);
    expect(report.warnings.join('\n')).toMatch(/evt_4 names no agent; read as those of wave 1 that run: a/);
  });

  it('ends those of the type that it names', async () => {
    const { agents } = await imported([...WAVE, ['agent_completed', { wave: 1, agentType: 'tester' }]]);
    expect(agents.at(-1)).toEqual(['agent_completed', ['b']]);
  });

  it('comes after the launches and the named ends of the same time, wherever it stands in the file', async () => {
    const { agents, violated } = await imported([
      ['agent_completed', { wave: 1 }, 9],
      ['agent_completed', { agentId: 'b' }, 9],
      ['agent_launched', { agentIds: ['a', 'b'], wave: 1 }, 9],
    ]);
    expect(agents).toContainEqual(['agent_completed', ['a']]);
    expect(agents).toContainEqual(['agent_completed', ['b']]);
    expect(violated).toEqual([]);
  });

  it('knows the agents of a wave by the plan where their launch has no wave', async () => {
    const plan = { taskDescription: 'Waves', waves: [{ wave: 1, title: 'First', agents: ['a'] }] };
    const { agents } = await imported(
      [
        ['agent_launched', { agentId: 'a' }],
        ['agent_completed', { wave: 1 }],
      ],
      { [`planning-${SESSION}.json`]: plan },
    );
    expect(agents.at(-1)).toEqual(['agent_completed', ['a']]);
  });

  it('is a note where all of them have ended before', async () => {
    const { agents, report, violated, events } = await imported([
      ...WAVE,
      ['agent_completed', { agentIds: ['a', 'b'] }],
      ['agent_completed', { wave: 1, words: 'All wave 1 agents completed' }],
    ]);
    expect([agents.length, violated]).toEqual([3, []]);
    expect(events.find(({ type, data }) => type === 'fact_noted' && data.name === 'agent_completed')).toMatchObject({
      data: { extra: { details: { wave: 1, words: 'All wave 1 agents completed' } } },
    });
    expect(report.warnings.join('\n')).toMatch(/evt_4 names no agent, and none of wave 1 runs/);
  });

  it('is not known to be of any agent where a wave was never launched, or where only some of several ended', async () => {
    for (const end of [
      ['agent_completed', { wave: 7 }],
      ['agent_failed', { wave: 1 }],
      ['agent_completed', { wave: 1, agentCount: 1 }],
    ] as const)
      expect((await imported([...WAVE, end])).agents.at(-1)).toEqual([end[0], ['unnamed:evt_3']]);
  });

  it('is the failure of the only agent that runs', async () => {
    const { agents } = await imported([...WAVE, ['agent_failed', { wave: 2 }]]);
    expect(agents.at(-1)).toEqual(['agent_failed', ['c']]);
  });
});

/** Launches wave 1 of two phases or cycles, each of one agent, where the first wave is still at work in the second. */
const twoWaves = (kind: 'phase' | 'cycle'): Given[] => {
  const details = (number: number) => (kind === 'phase' ? { phase: `Stage ${number}` } : { cycle: number });
  const end = kind === 'phase' ? 'phase_completed' : 'cycle_ended';
  return [
    [`${kind}_started`, details(1)],
    ['agent_launched', { agentIds: ['a', 'b'], wave: 1 }],
    ['agent_completed', { agentId: 'a' }],
    [end, details(1)],
    [`${kind}_started`, details(2)],
    ['agent_launched', { agentId: 'c', wave: 1 }],
  ];
};
const endOfWave: Given = ['agent_completed', { wave: 1, words: 'All wave 1 agents completed' }];

describe('the end of a wave, of which several have its number,', () => {
  it('is of that of the phase or cycle that is open', async () => {
    for (const kind of ['phase', 'cycle'] as const) {
      const { agents, counts } = await imported([...twoWaves(kind), endOfWave]);
      expect([kind, agents.at(-1), counts.running]).toEqual([kind, ['agent_completed', ['c']], 1]);
      const over = await imported([...twoWaves(kind), ['agent_completed', { agentId: 'c' }], endOfWave]);
      expect([kind, over.counts.running, over.report.warnings.join(' ')]).toEqual([
        kind,
        1,
        expect.stringMatching(/none of wave 1 runs/),
      ]);
    }
  });

  it('is of an earlier one where the phase that is open has launched none of that number', async () => {
    const { agents } = await imported([...twoWaves('phase').slice(0, -1), endOfWave]);
    expect(agents.at(-1)).toEqual(['agent_completed', ['b']]);
  });

  it('is of the one that ran until then, where the next phase begins at the same time', async () => {
    const { agents } = await imported([
      ['phase_started', { phase: 'Stage 1' }, 1],
      ['agent_launched', { agentIds: ['a', 'b'], wave: 1 }, 2],
      ['agent_launched', { agentId: 'c', wave: 1 }, 5],
      ['phase_started', { phase: 'Stage 2' }, 5],
      ['phase_completed', { phase: 'Stage 1' }, 5],
      [...(['agent_completed', { wave: 1 }] as const), 5],
    ]);
    expect(agents.filter(([type]) => type === 'agent_completed')).toEqual([['agent_completed', ['a', 'b']]]);
  });

  it('is of the phase that the plan has at that time, where no event reports it', async () => {
    const phase = (name: string, started: number, completed: number) => ({
      ...{ name, status: 'completed' },
      startedAt: `2026-02-03T10:${String(started).padStart(2, '0')}:00Z`,
      completedAt: `2026-02-03T10:${String(completed).padStart(2, '0')}:00Z`,
    });
    const plan = { taskDescription: 'Two', phases: [phase('Stage 1', 1, 9), phase('Stage 2', 10, 19)] };
    const { agents } = await imported(
      [
        ['agent_launched', { agentIds: ['a', 'b'], wave: 1 }, 2],
        ['agent_launched', { agentId: 'c', wave: 1 }, 12],
        [...(['agent_completed', { wave: 1 }] as const), 13],
      ],
      { [`planning-${SESSION}.json`]: plan },
    );
    expect(agents.at(-1)).toEqual(['agent_completed', ['c']]);
  });
});

describe('a count of agents', () => {
  it('without ids is so many agents that are not named, and the end of their wave ends them', async () => {
    const { agents, counts, report, violated } = await imported([
      ['agent_launched', { agentCount: 4, agentType: 'coder', wave: 1 }],
      ['agent_completed', { wave: 1, agentCount: 4 }],
    ]);
    const ids = [1, 2, 3, 4].map((place) => `unnamed:evt_1:${place}`);
    expect(agents).toEqual([
      ['agent_launched', ids],
      ['agent_completed', ids],
    ]);
    expect([counts.total, counts.completed, violated]).toEqual([4, 4, []]);
    expect(report.differences).toContainEqual(expect.objectContaining({ field: 'summary.agentsLaunched', counted: 4 }));
  });

  it('is one agent for each type, where only types are given', async () => {
    const { agents } = await imported([['agent_launched', { agentTypes: ['coder', 'tester'] }]]);
    expect(agents).toEqual([['agent_launched', ['unnamed:evt_1:1', 'unnamed:evt_1:2']]]);
  });

  it('that differs from the ids, or from those that ended, is a difference', async () => {
    const { report } = await imported([
      ['agent_launched', { agentIds: ['a', 'b'], agentCount: 3, wave: 1 }],
      ['agent_completed', { agentCount: 5, wave: 1 }],
    ]);
    const counts = report.differences.filter(({ field }) => field.endsWith('agentCount'));
    expect(counts.map(({ field, claimed, counted }) => [field, claimed, counted])).toEqual([
      ['evt_1.details.agentCount', 3, 2],
      ['evt_2.details.agentCount', 5, 2],
    ]);
  });

  it('that cannot be one is no count', async () => {
    for (const agentCount of [0, -1, 2.5, '4', 1e9])
      expect((await imported([['agent_launched', { agentCount }]])).agents).toEqual([
        ['agent_launched', ['unnamed:evt_1']],
      ]);
  });
});
