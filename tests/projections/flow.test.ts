import { describe, expect, it } from 'vitest';
import { patternText } from '../../projections/flow-text.ts';
import { flow, project } from '../../projections/index.ts';
import { history } from '../history.ts';
import { cycled, phased } from './sessions.ts';

describe('the flow', () => {
  const document = () => project(flow, 'phased', phased().events);

  it('goes from the orchestrator over the waves to integration and postflight', () => {
    expect(document().pattern.text).toBe(
      [
        'orchestrator (normal)',
        '    ↓',
        'Execution wave 1: Research (researcher), serial',
        '    ↓',
        'Execution wave 2: Build (2 × implementor), parallel',
        '    ↓',
        'integration (Review, Delivery)',
        '    ↓',
        'postflight (Postflight validation: waived)',
      ].join('\n'),
    );
    expect(document().pattern.edges[0]).toEqual({ from: 'orchestrator', to: 'Execution wave 1' });
  });

  it('has the graph of the tasks', () => {
    expect(document().tasks.edges).toEqual([
      { from: 't1', to: 't2' },
      { from: 't1', to: 't3' },
    ]);
    expect(document().tasks.text).toBe(
      ['[x] t1: Review, wave 1', '[x] t2: Build, wave 2, after t1', '[-] t3: Mail, wave 2, after t1'].join('\n'),
    );
  });

  it('is drawn as Mermaid, with nodes by number', () => {
    expect(document().tasks.mermaid).toBe(
      [
        'flowchart TD',
        '  n1["t1: Review<br/>completed"]',
        '  n2["t2: Build<br/>completed"]',
        '  n3["t3: Mail<br/>dropped"]',
        '  n1 --> n2',
        '  n1 --> n3',
      ].join('\n'),
    );
  });

  it('is written with each label on one line, and with the parts of a node that has parts', () => {
    const node = { id: 'n', kind: 'wave', status: 'running', mode: null } as const;
    expect(
      patternText([
        { ...node, label: 'One\r\n\tline', parts: [] },
        { ...node, label: 'Two', parts: ['a\u0000\u0007b', 'c'], mode: 'serial' },
      ]),
    ).toBe('One line\n    ↓\nTwo (a b, c), serial');
  });

  it('lets no title break out of its label', () => {
    const { events } = history().add('task_planned', {
      taskId: 'a"]; x',
      title: '</b>\nend\u001b[31m',
      dependencies: ['?"'],
    });
    const { mermaid, text } = project(flow, 's1', events).tasks;
    expect(mermaid).toBe(
      [
        'flowchart TD',
        '  n1["a#34;]#59; x: #60;/b#62;<br/>end [31m<br/>pending"]',
        '  n2["?#34;"]',
        '  n2 --> n1',
      ].join('\n'),
    );
    expect(text).not.toMatch(/[^\P{Cc}\n]/u);
  });

  it('names the cycle of a wave where there are cycles, and has no postflight without a gate', () => {
    expect(project(flow, 'cycled', cycled().events).pattern.nodes.map(({ id, status }) => [id, status])).toEqual([
      ['orchestrator', 'running'],
      ['cycle 1 wave 1', 'completed'],
      ['cycle 2 wave 1', 'running'],
    ]);
  });

  it('is a waiting orchestrator alone before a session starts', () => {
    expect(project(flow, 's1', []).pattern.nodes).toEqual([
      { id: 'orchestrator', kind: 'orchestrator', label: 'orchestrator', parts: [], mode: null, status: 'pending' },
    ]);
  });

  it('shows which phases after the last launch are done, and leaves out skipped ones', () => {
    const h = history()
      .start({}, { at: 0 })
      .add('phase_started', { phase: 'Context' }, { at: 1 })
      .add('agent_launched', { wave: 1, agents: [{ agentId: 'a1', agentType: 'tester' }] }, { at: 1 });
    const integration = () => {
      const node = project(flow, 's1', h.events).pattern.nodes.find(({ id }) => id === 'integration');
      return [node?.parts, node?.status];
    };
    expect(integration()).toEqual([['Planning', 'Execution', 'Review', 'Delivery'], 'pending']);
    h.add('phase_completed', { phase: 'Context' }, { at: 2 }).add('phase_skipped', { phase: 'Planning', reason: 'No' });
    h.add('phase_started', { phase: 'Execution' }, { at: 3 });
    expect(integration()).toEqual([['Execution', 'Review', 'Delivery'], 'running']);
    for (const phase of ['Execution', 'Review', 'Delivery']) h.add('phase_completed', { phase });
    expect(integration()).toEqual([['Execution', 'Review', 'Delivery'], 'completed']);
  });

  it('treats the launch with the latest time as the last, whatever the order of recording', () => {
    const h = history().start({}, { at: 0 }).add('phase_started', { phase: 'Context' }, { at: 1 });
    h.add('phase_completed', { phase: 'Context' }, { at: 4 }).add('phase_started', { phase: 'Planning' }, { at: 5 });
    h.add('agent_launched', { agents: [{ agentId: 'late', agentType: 'tester' }] }, { at: 6 });
    h.add('agent_launched', { agents: [{ agentId: 'early', agentType: 'tester' }] }, { at: 2 });
    const node = project(flow, 's1', h.events).pattern.nodes.find(({ id }) => id === 'integration');
    expect(node?.parts).toEqual(['Execution', 'Review', 'Delivery']);
  });
});
