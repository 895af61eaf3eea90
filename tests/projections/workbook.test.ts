import { describe, expect, it } from 'vitest';
import { project, workbook } from '../../projections/index.ts';
import { history } from '../history.ts';
import { cycled, phased } from './sessions.ts';

describe('the workbook', () => {
  const document = () => project(workbook, 'phased', phased().events);

  it('has every entry in order, with all its content', () => {
    expect(document().entries.map(({ id, type }) => `${id} ${type}`)).toEqual([
      'w1 insight',
      'w2 decision',
      'w3 question',
      'w4 diagram',
    ]);
    expect(document().entries[0]).toMatchObject({
      title: 'Reuse the limiter',
      relatedPhase: 'Execution',
      tags: ['reuse'],
    });
    expect(document().entries[3]).toMatchObject({
      diagramType: 'sequence',
      description: 'From request to new password',
    });
    expect(document().byType).toEqual({ insight: ['w1'], decision: ['w2'], question: ['w3'], diagram: ['w4'] });
    expect(document().counts).toEqual({ insight: 1, decision: 1, question: 1, diagram: 1 });
  });

  it('has decisions recorded as events among those written as entries, in order', () => {
    expect(document().decisions.map(({ title, source }) => [title, source])).toEqual([
      ['Sign the tokens', 'event'],
      ['Expire in an hour', 'entry'],
    ]);
  });

  it('has questions with their answers, and those still open', () => {
    expect(document().questions).toMatchObject([
      { id: 'w3', resolved: true, answer: 'a', by: 'Ada', options: ['a', 'b'] },
    ]);
    const { events } = history()
      .add('workbook_entry_added', { entryId: 'q', entryType: 'question', title: 'Why?', content: '' })
      .add('question_resolved', { entryId: 'ghost', answer: 'because' });
    expect(project(workbook, 's1', events).questions).toMatchObject([
      { id: 'q', resolved: false, answer: null },
      { id: 'ghost', title: 'ghost', resolved: true, answer: 'because', by: 'orchestrator' },
    ]);
  });

  it('keeps entries that share an id: it only grows', () => {
    const { events } = history()
      .add('workbook_entry_added', { entryId: 'e', entryType: 'note', title: 'One', content: '' })
      .add('workbook_entry_added', { entryId: 'e', entryType: 'note', title: 'Two', content: '' });
    expect(project(workbook, 's1', events).entries.map(({ title }) => title)).toEqual(['One', 'Two']);
  });

  it('has reports, findings that block, and follow-ups until they are resolved', () => {
    const record = cycled();
    const open = project(workbook, 'cycled', record.events);
    expect(open.reports).toMatchObject([
      { agentId: 'd1', verdict: 'pass', rootCause: 'queue.clear()', findings: ['f1', 'f2'] },
    ]);
    expect(open.blocking).toMatchObject([{ id: 'f2', resolved: false }]);
    expect(open.followUps).toMatchObject([{ id: 'f1', severity: 'medium', place: 'src/a.ts', resolved: false }]);
    record.add('follow_up_resolved', { findingId: 'f1', notes: 'limited' });
    expect(project(workbook, 'cycled', record.events).followUps).toMatchObject([{ resolved: true, notes: 'limited' }]);
    const findings = [{ findingId: 'f1', text: 'Still no limit', blocks: false }];
    record.add('agent_reported', { agentId: 'd1', text: 'again', findings });
    expect(project(workbook, 'cycled', record.events).followUps).toMatchObject([
      { resolved: false, text: 'Still no limit' },
    ]);
  });
});
