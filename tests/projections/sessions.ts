// Sessions for the tests of views: one in phases and waves, one in cycles with a plan.md.
import { PROFILES, type Profile } from '../../machines/profile.ts';
import { type History, history } from '../history.ts';

/**
 * Half an hour in the profile `normal`: a wave of one agent (8 minutes), a wave of two in parallel (10 minutes, one
 * works 10, the other 6), tokens, a gate passed at the second attempt, todos, a workbook.
 */
export const phased = (): History =>
  history('phased')
    .start(
      {
        goal: 'Reset passwords by email',
        request: 'Let users reset their password.',
        tokenBudget: 10_000,
        classification: { type: 'standard', complexity: 'medium' },
        references: [{ type: 'file', path: 'docs/process.md' }],
      },
      { at: 0 },
    )
    .add('phase_started', { phase: 'Context' }, { at: 0 })
    .add('phase_completed', { phase: 'Context', notes: 'Goals restated' }, { at: 2 })
    .add('phase_started', { phase: 'Planning' }, { at: 2 })
    .add('requirement_added', { requirementId: 'r1', description: 'A link by email', priority: 'high' })
    .add('requirement_added', { requirementId: 'r2', description: 'Limit the rate' })
    .add('deliverable_added', { deliverableId: 'd1', description: 'The endpoint', path: 'src/reset.ts' })
    .add('task_planned', { taskId: 't1', title: 'Review', wave: 1, estimate: 2_000, agentType: 'researcher' })
    .add('task_planned', { taskId: 't2', title: 'Build', wave: 2, dependencies: ['t1'] })
    .add('task_planned', { taskId: 't3', title: 'Mail', wave: 2, dependencies: ['t1'] })
    .add('gate_defined', {
      gateId: 'gate_1',
      name: 'Execution → Review',
      criteria: ['All complete', 'Tests pass'],
      guards: 'Execution',
    })
    .add('budget_allocated', { phase: 'Execution', tokens: 6_000 })
    .add('tokens_used', { total: 500 })
    .add('phase_completed', { phase: 'Planning', outputs: ['plan'] }, { at: 5 })
    .add('phase_started', { phase: 'Execution' }, { at: 5 })
    .add(
      'agent_launched',
      {
        wave: 1,
        title: 'Research',
        mode: 'serial',
        agents: [{ agentId: 'a1', agentType: 'researcher', taskIds: ['t1'] }],
      },
      { at: 5 },
    )
    .add('task_started', { taskId: 't1', agentId: 'a1' }, { at: 5 })
    .add('todo_created', { todoId: 'o1', content: 'Read the code', agentId: 'a1', taskId: 't1', wave: 1 }, { at: 5 })
    .add('todo_started', { todoId: 'o1' }, { at: 5 })
    .add('todo_completed', { todoId: 'o1' }, { at: 13 })
    .add('task_completed', { taskId: 't1', agentId: 'a1', outputs: ['analysis'] }, { at: 13 })
    .add('agent_completed', { agents: [{ agentId: 'a1', outputs: ['analysis'] }] }, { at: 13 })
    .add(
      'agent_launched',
      {
        wave: 2,
        title: 'Build',
        mode: 'parallel',
        agents: [
          { agentId: 'a2', agentType: 'implementor', taskIds: ['t2'] },
          { agentId: 'a3', agentType: 'implementor', taskIds: ['t3'] },
        ],
      },
      { at: 13 },
    )
    .add('todo_created', { todoId: 'o2', content: 'Write tests', agentId: 'a2', taskId: 't2', wave: 2 }, { at: 13 })
    .add('todo_created', { todoId: 'o3', content: 'Write mails', agentId: 'a3', taskId: 't3', wave: 2 }, { at: 13 })
    .add('task_started', { taskId: 't2', agentId: 'a2' }, { at: 13 })
    .add('task_started', { taskId: 't3', agentId: 'a3' }, { at: 13 })
    .add('todo_started', { todoId: 'o2' }, { at: 13 })
    .add('todo_started', { todoId: 'o3' }, { at: 13 })
    .add('tokens_used', { total: 1_200, taskId: 't2', agentId: 'a2', model: 'large', costUsd: 0.25 }, { at: 15 })
    .add('tokens_used', { input: 600, output: 200, taskId: 't3', agentId: 'a3', model: 'small' }, { at: 16 })
    .add('decision_made', { decision: 'Sign the tokens', reason: 'No table to keep' }, { at: 17 })
    .add(
      'workbook_entry_added',
      {
        entryId: 'w1',
        entryType: 'insight',
        title: 'Reuse the limiter',
        content: 'There is one already.',
        relatedPhase: 'Execution',
        tags: ['reuse'],
      },
      { at: 17 },
    )
    .add(
      'workbook_entry_added',
      { entryId: 'w2', entryType: 'decision', title: 'Expire in an hour', content: 'Short enough.' },
      { at: 17 },
    )
    .add(
      'workbook_entry_added',
      { entryId: 'w3', entryType: 'question', title: 'Which sender?', content: 'Which address?', options: ['a', 'b'] },
      { at: 18 },
    )
    .add(
      'workbook_entry_added',
      {
        entryId: 'w4',
        entryType: 'diagram',
        title: 'Reset flow',
        content: 'User → Mail → Link',
        diagramType: 'sequence',
        description: 'From request to new password',
      },
      { at: 18 },
    )
    .add('todo_completed', { todoId: 'o3' }, { at: 19 })
    .add('task_failed', { taskId: 't3', agentId: 'a3', reason: 'no server' }, { at: 19 })
    .add('agent_failed', { agents: [{ agentId: 'a3', reason: 'no server' }] }, { at: 19 })
    .add('todo_completed', { todoId: 'o2' }, { at: 23 })
    .add('task_completed', { taskId: 't2', agentId: 'a2' }, { at: 23 })
    .add('agent_completed', { agents: [{ agentId: 'a2' }] }, { at: 23 })
    .add('task_dropped', { taskId: 't3', reason: 'Mail comes later' }, { at: 24 })
    .add('phase_completed', { phase: 'Execution' }, { at: 25 })
    .add('quality_gate_failed', { gate: 'gate_1', criteria: ['Tests pass'], reason: 'one fails' }, { at: 25 })
    .add('quality_gate_passed', { gate: 'Execution → Review', criteria: ['All complete', 'Tests pass'] }, { at: 26 })
    .add('phase_started', { phase: 'Review' }, { at: 26 })
    .add('requirement_met', { requirementId: 'r1' }, { at: 27 })
    .add('metric_recorded', { name: 'Coverage', value: 98, target: 80, unit: '%' }, { at: 27 })
    .add('metric_recorded', { name: 'Vulnerabilities', value: 0, target: 0, reachedWhen: 'at_most' }, { at: 27 })
    .add('metric_recorded', { name: 'Mail tested', value: false, target: true }, { at: 27 })
    .add('question_resolved', { entryId: 'w3', answer: 'a', by: 'Ada' }, { at: 28 })
    .add('phase_completed', { phase: 'Review' }, { at: 28 })
    .add('phase_started', { phase: 'Delivery' }, { at: 28 })
    .add('deliverable_delivered', { deliverableId: 'd1' }, { at: 29 })
    .add('quality_gate_waived', { gate: 'postflight', criteria: [], reason: 'nothing to check' }, { at: 29 })
    .add('phase_completed', { phase: 'Delivery' }, { at: 30 })
    .add('session_ended', { outcome: 'completed', summary: 'Done', nextSteps: ['Deploy', 'Watch'] }, { at: 30 });

/** Two cycles with a plan.md: a diagnosis with findings, then a fix that a person reviews. */
export const cycled = (): History =>
  history('cycled')
    .start({ goal: 'Fix the race', profile: PROFILES.cycles as Profile }, { at: 0 })
    .add('plan_titled', { title: 'Bug fix' })
    .add('plan_section_added', { sectionId: 's1', title: 'Work' })
    .add('plan_item_added', { itemId: 'i1', text: 'Diagnose', sectionId: 's1' })
    .add('plan_item_added', { itemId: 'i2', text: 'Fix', sectionId: 's1' })
    .add('plan_item_added', { itemId: 'i3', text: 'Check', sectionId: 's1' })
    .add('cycle_started', { cycle: 1, title: 'Diagnosis' }, { at: 1 })
    .add('agent_launched', { wave: 1, agents: [{ agentId: 'd1', agentType: 'debug', itemIds: ['i1'] }] }, { at: 1 })
    .add(
      'agent_reported',
      {
        agentId: 'd1',
        text: 'The queue is cleared too early',
        verdict: 'pass',
        rootCause: 'queue.clear()',
        confidence: 'high',
        findings: [
          { findingId: 'f1', text: 'No limit', severity: 'medium', blocks: false, place: 'src/a.ts' },
          { findingId: 'f2', text: 'Data loss', severity: 'critical', blocks: true },
        ],
      },
      { at: 3 },
    )
    .add('agent_completed', { agents: [{ agentId: 'd1' }] }, { at: 3 })
    .add('plan_item_done', { itemId: 'i1' }, { at: 4 })
    .add('cycle_ended', { cycle: 1 }, { at: 4 })
    .add('cycle_started', { cycle: 2 }, { at: 4 })
    .add('agent_launched', { wave: 1, agents: [{ agentId: 'x1', agentType: 'implement', itemIds: ['i2'] }] }, { at: 4 })
    .add('agent_completed', { agents: [{ agentId: 'ghost' }] }, { at: 5 })
    .add('review_requested', { reviewId: 'v1', of: 'the fix', from: 'Ada' }, { at: 6 });
