import { describe, expect, it } from 'vitest';
import { flow, project } from '../../projections/index.ts';
import { history } from '../history.ts';
import { cycled, phased } from './sessions.ts';

describe('the flow', () => {
  const document = project(flow, 'phased', phased().events);

  it('goes from the orchestrator over the waves to integration and postflight', () => {
    expect(document.pattern.text).toBe(
      [
        'orchestrator (normal)',
        '    ↓',
        'wave 1: Research (researcher), serial',
        '    ↓',
        'wave 2: Build (2 × implementor), parallel',
        '    ↓',
        'integration (Review, Delivery)',
        '    ↓',
        'postflight (Postflight validation: waived)',
      ].join('\n'),
    );
    expect(document.pattern.edges[0]).toEqual({ from: 'orchestrator', to: 'wave 1' });
  });

  it('has the graph of the tasks', () => {
    expect(document.tasks.edges).toEqual([
      { from: 't1', to: 't2' },
      { from: 't1', to: 't3' },
    ]);
    expect(document.tasks.text).toBe(
      ['[x] t1: Review, wave 1', '[x] t2: Build, wave 2, after t1', '[-] t3: Mail, wave 2, after t1'].join('\n'),
    );
  });

  it('is drawn as Mermaid, with nodes by number', () => {
    expect(document.tasks.mermaid).toBe(
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
});
