// Sessions in which one kind of entity grows: what `bench/growth.mjs` measures. Each is a list of events by the number of
// entities; they are observed facts, so that a session may hold what its process would have refused.
import { hash } from 'node:crypto';
import { canonicalJson, EVENTS, PROFILES } from '../dist/machines/index.js';

const sha256 = (text) => hash('sha256', text, 'hex');
const START = Date.parse('2026-01-01T00:00:00.000Z');

/** The events of a session: those given, after its start under a profile. */
const sessionOf = (profileName, facts) => {
  const profile = PROFILES[profileName];
  const start = {
    goal: 'Growth',
    profile,
    profileHash: sha256(canonicalJson(profile)),
    law: '1',
    enforcement: 'observe',
  };
  return [['session_started', start], ...facts].map(([type, data], index) => {
    const time = new Date(START + index * 1000).toISOString();
    const ordinal = index + 1;
    return {
      ...{ specversion: '1.0', id: `event-${ordinal}`, source: 'reprise:bench', type, time, sessionid: 'bench' },
      ...{ ordinal, schemaversion: EVENTS[type].version, actor: 'orchestrator', commandid: `command-${ordinal}` },
      ...{ commitid: `commit-${ordinal}`, recordedtime: time, data, hash: '' },
    };
  });
};

/** The facts of entity 1, then of entity 2, ...; `of` gives those of one. */
const each = (count, of) => Array.from({ length: count }, (_, index) => of(index + 1)).flat();
const launch = (agentId, more = {}) => ({ agentId, agentType: 'implementor', ...more });
const question = (n) => ({ entryId: `q${n}`, entryType: 'question', title: `Question ${n}`, content: 'Which?' });
const finding = (n, blocks) => ({ findingId: `f${n}`, text: `Finding ${n}`, severity: 'high', blocks });
const report = (n, blocks) => [
  'agent_reported',
  { agentId: 'a1', text: `Report ${n}`, findings: [finding(n, blocks)] },
];

/** By name: the profile, and the facts of a number of entities. `open` entities wait; the others have ended. */
const KINDS = {
  'agents that ended': [
    'normal',
    (count) =>
      each(count, (n) => [
        ['agent_launched', { agents: [launch(`a${n}`)] }],
        ['agent_completed', { agents: [{ agentId: `a${n}`, outputs: [`${n}.ts`] }] }],
      ]),
  ],
  'agents that run': ['normal', (count) => each(count, (n) => [['agent_launched', { agents: [launch(`a${n}`)] }]])],
  'agents of one wave': [
    'normal',
    (count) => each(count, (n) => [['agent_launched', { agents: [launch(`a${n}`)], wave: 1 }]]),
  ],
  waves: [
    'normal',
    (count) =>
      each(count, (n) => [
        ['agent_launched', { agents: [launch(`a${n}`)], wave: n }],
        ['agent_completed', { agents: [{ agentId: `a${n}` }] }],
      ]),
  ],
  'waves that run': [
    'normal',
    (count) => each(count, (n) => [['agent_launched', { agents: [launch(`a${n}`)], wave: n }]]),
  ],
  'tasks that ended': [
    'normal',
    (count) =>
      each(count, (n) => [
        ['task_planned', { taskId: `t${n}`, title: `Task ${n}`, dependencies: n > 1 ? [`t${n - 1}`] : [] }],
        ['task_started', { taskId: `t${n}` }],
        ['task_completed', { taskId: `t${n}` }],
      ]),
  ],
  'open tasks': [
    'normal',
    (count) =>
      each(count, (n) => [
        ['task_planned', { taskId: `t${n}`, title: `Task ${n}`, dependencies: n > 1 ? [`t${n - 1}`] : [] }],
      ]),
  ],
  'todos that ended': [
    'normal',
    (count) =>
      each(count, (n) => [
        ['todo_created', { todoId: `d${n}`, content: `Step ${n}`, agentId: `a${n % 100}` }],
        ['todo_started', { todoId: `d${n}` }],
        ['todo_completed', { todoId: `d${n}` }],
      ]),
  ],
  'open todos': [
    'normal',
    (count) =>
      each(count, (n) => [['todo_created', { todoId: `d${n}`, content: `Step ${n}`, agentId: `a${n % 100}` }]]),
  ],
  phases: [
    'normal',
    (count) =>
      each(count, (n) => [
        ['phase_started', { phase: `P${n}` }],
        ['phase_completed', { phase: `P${n}` }],
      ]),
  ],
  gates: [
    'normal',
    (count) =>
      each(count, (n) => [
        ['gate_defined', { gateId: `g${n}`, name: `Gate ${n}`, criteria: ['holds'] }],
        ['quality_gate_passed', { gate: `g${n}`, criteria: ['holds'] }],
      ]),
  ],
  'open gates': [
    'normal',
    (count) => each(count, (n) => [['gate_defined', { gateId: `g${n}`, name: `Gate ${n}`, criteria: ['holds'] }]]),
  ],
  'plan items': [
    'cycles',
    (count) =>
      each(count, (n) => [
        ['plan_item_added', { itemId: `i${n}`, text: `Item ${n}` }],
        ['plan_item_done', { itemId: `i${n}` }],
      ]),
  ],
  'open plan items, nested': [
    'cycles',
    (count) =>
      each(count, (n) => [
        ['plan_item_added', { itemId: `i${n}`, text: `Item ${n}`, ...(n > 1 ? { parent: `i${n - 1}` } : {}) }],
      ]),
  ],
  sections: [
    'cycles',
    (count) => each(count, (n) => [['plan_section_added', { sectionId: `s${n}`, title: `Section ${n}` }]]),
  ],
  cycles: [
    'cycles',
    (count) =>
      each(count, (n) => [
        ['cycle_started', { cycle: n, title: `Cycle ${n}` }],
        ['plan_item_added', { itemId: `i${n}`, text: `Item ${n}` }],
        ['agent_launched', { agents: [launch(`a${n}`, { itemIds: [`i${n}`] })], wave: 1 }],
        ['agent_reported', { agentId: `a${n}`, text: 'Done.' }],
        ['agent_completed', { agents: [{ agentId: `a${n}` }] }],
        ['plan_item_done', { itemId: `i${n}` }],
        ['cycle_ended', { cycle: n }],
      ]),
  ],
  'open cycles': ['cycles', (count) => each(count, (n) => [['cycle_started', { cycle: n }]])],
  'workbook entries': [
    'normal',
    (count) =>
      each(count, (n) => [
        [
          'workbook_entry_added',
          {
            entryId: `e${n}`,
            entryType: n % 2 ? 'note' : 'decision',
            title: `Entry ${n}`,
            content: 'Text.',
            tags: ['x'],
          },
        ],
      ]),
  ],
  decisions: ['normal', (count) => each(count, (n) => [['decision_made', { decision: `Decision ${n}` }]])],
  'open questions': ['normal', (count) => each(count, (n) => [['workbook_entry_added', question(n)]])],
  'questions answered': [
    'normal',
    (count) => [
      ...each(count, (n) => [['workbook_entry_added', question(n)]]),
      ...each(count, (n) => [['question_resolved', { entryId: `q${n}`, answer: 'This.' }]]),
    ],
  ],
  'open findings': ['cycles', (count) => each(count, (n) => [report(n, n % 2 === 0)])],
  'findings resolved': [
    'cycles',
    (count) => [
      ...each(count, (n) => [report(n, n % 2 === 0)]),
      ...each(count, (n) => [['follow_up_resolved', { findingId: `f${n}` }]]),
    ],
  ],
  'reviews awaited': [
    'cycles',
    (count) => [
      ['cycle_started', { cycle: 1 }],
      ...each(count, (n) => [['review_requested', { reviewId: `r${n}`, of: 'plan' }]]),
    ],
  ],
  'reviews given': [
    'cycles',
    (count) => [
      ['cycle_started', { cycle: 1 }],
      ...each(count, (n) => [
        ['review_requested', { reviewId: `r${n}`, of: 'plan' }],
        ['review_given', { reviewId: `r${n}`, verdict: 'approved' }],
      ]),
    ],
  ],
  requirements: [
    'normal',
    (count) =>
      each(count, (n) => [
        ['requirement_added', { requirementId: `r${n}`, description: `Requirement ${n}` }],
        ['requirement_met', { requirementId: `r${n}` }],
      ]),
  ],
  deliverables: [
    'normal',
    (count) =>
      each(count, (n) => [
        ['deliverable_added', { deliverableId: `d${n}`, description: `Deliverable ${n}` }],
        ['deliverable_delivered', { deliverableId: `d${n}` }],
      ]),
  ],
  metrics: ['normal', (count) => each(count, (n) => [['metric_recorded', { name: `m${n}`, value: n, target: 50 }]])],
  baselines: [
    'cycles',
    (count) =>
      each(count, (n) => [
        ['baseline_recorded', { baselineId: `b${n}`, name: `B${n}`, value: n }],
        ['baseline_compared', { baselineId: `b${n}`, value: n, holds: n % 2 === 0 }],
      ]),
  ],
  files: ['normal', (count) => each(count, (n) => [['file_created', { path: `src/${n}.ts` }]])],
  documents: [
    'normal',
    (count) => each(count, (n) => [['document_recorded', { path: `docs/${n}.md`, kind: 'report' }]]),
  ],
  'uses of tokens, each by an agent': [
    'normal',
    (count) =>
      each(count, (n) => [
        ['tokens_used', { agentId: `a${n}`, taskId: `t${n}`, input: 100, output: 10, model: 'large' }],
      ]),
  ],
  'uses of tokens, by one agent': [
    'normal',
    (count) =>
      each(count, () => [['tokens_used', { agentId: 'a1', taskId: 't1', input: 100, output: 10, model: 'large' }]]),
  ],
  models: ['normal', (count) => each(count, (n) => [['tokens_used', { input: 100, output: 10, model: `model-${n}` }]])],
  'budgets of phases': [
    'normal',
    (count) => each(count, (n) => [['budget_allocated', { phase: `P${n}`, tokens: 1000 }]]),
  ],
  warnings: ['normal', (count) => each(count, (n) => [['warning_issued', { message: `Warning ${n}` }]])],
};

export const KIND_NAMES = Object.keys(KINDS);

/** The events of a session with a number of entities of a kind. */
export const eventsOf = (kind, count) => {
  const [profile, facts] = KINDS[kind];
  return sessionOf(profile, facts(count));
};
