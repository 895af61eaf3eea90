// Deliberate bugs in machines and rules, each a change of one text in one compiled file. The kit must find every one. A text
// that does not occur exactly once is an error: then the code has changed and the fault must be rewritten.

export const FAULTS = [
  // Machines.
  {
    name: 'a completed task starts again',
    file: 'life-cycles/task.js',
    from: "completed: { task_reopened: 'pending' },",
    to: "completed: { task_reopened: 'pending', task_started: 'running' },",
  },
  {
    name: 'a killed agent completes after all',
    file: 'life-cycles/agent.js',
    from: "killed: { agent_reported: 'killed' }",
    to: "killed: { agent_reported: 'killed', agent_completed: 'completed' }",
  },
  {
    name: 'a paused session cannot end',
    file: 'life-cycles/session.js',
    from: "session_resumed: 'running', session_ended: 'ended'",
    to: "session_resumed: 'running'",
  },
  {
    name: 'a failed gate cannot be tried again',
    file: 'life-cycles/gate.js',
    from: 'failed: { ...open, ...renewed }',
    to: 'failed: renewed',
  },
  {
    name: 'an active phase can be skipped',
    file: 'life-cycles/phase.js',
    from: "active: { phase_completed: 'completed',",
    to: "active: { phase_completed: 'completed', phase_skipped: 'skipped',",
  },
  // Rules.
  {
    name: 'of the phases before a phase the last is not checked',
    file: 'rules/phase.js',
    from: 'phases.slice(0, index).filter',
    to: 'phases.slice(0, Math.max(0, index - 1)).filter',
  },
  {
    name: 'a waived gate stays shut',
    file: 'rules/phase.js',
    from: " && gate.state !== 'waived'",
    to: '',
  },
  {
    name: 'a gate before skipped phases is not checked',
    file: 'rules/phase.js',
    from: "?.state !== 'skipped')",
    to: "?.state !== 'nothing')",
  },
  {
    name: 'a pass may leave out criteria',
    file: 'rules/phase.js',
    from: '!criteria.includes(criterion)',
    to: 'criteria.length === 0',
  },
  {
    name: 'a paused session starts tasks',
    file: 'rules/session.js',
    from: "    'task_started',\n",
    to: '',
  },
  {
    name: 'a session completes while one agent runs',
    file: 'rules/session.js',
    from: 'state.work.runningAgents > 0',
    to: 'state.work.runningAgents > 1',
  },
  {
    name: 'a wave is left out',
    file: 'rules/work.js',
    from: 'wave > last + 1',
    to: 'wave > last + 2',
  },
  {
    name: 'a wave waits for its own agents',
    file: 'rules/work.js',
    from: 'one.wave < wave',
    to: 'one.wave <= wave',
  },
  {
    name: 'a task starts while what it needs runs',
    file: 'rules/work.js',
    from: "life !== 'completed' && life !== 'dropped'",
    to: "life === 'pending'",
  },
  {
    name: 'a task may depend on itself',
    file: 'rules/work.js',
    from: 'if (dependencies.includes(taskId))',
    to: 'if (dependencies.length > 99)',
  },
  {
    name: 'a cycle ends while one agent of it runs',
    file: 'rules/carried.js',
    from: 'return left > 0',
    to: 'return left > 1',
  },
  {
    name: 'a blank is a reason',
    file: 'rules/record.js',
    from: "(data.reason ?? '').trim()",
    to: "(data.reason ?? '')",
  },
  {
    name: 'time is compared across all actors',
    file: 'rules/session.js',
    from: 'state.record.lastTimes.get(event.actor)',
    to: 'state.record.lastTime',
  },
  {
    name: 'a profile cannot soften a rule',
    file: 'rules/all.js',
    from: '(profile.rules[rule.id] ?? rule.severity)',
    to: 'rule.severity',
  },
  // The state that both read.
  {
    name: 'a killed agent still counts as running',
    file: 'state/work.js',
    from: 'if (change !== 0)\n        countRunning',
    to: "if (change !== 0 && to !== 'killed')\n        countRunning",
  },
  {
    name: 'a todo in progress is not open',
    file: 'life-cycles/todo.js',
    from: "open: ['pending', 'in_progress']",
    to: "open: ['pending']",
  },
  {
    name: 'a review that asks for changes stays awaited',
    file: 'state/reviews.js',
    from: 'countChange(review.isOpen, from, to)',
    to: "countChange((state) => state !== 'none' && state !== 'approved' && state !== 'withdrawn', from, to)",
  },
  {
    name: 'a gate defined under a known name is another gate',
    file: 'state/gate-names.js',
    from: 'gateAliases.get(gateId) ?? gateNames.get(name) ?? gateId',
    to: 'gateAliases.get(gateId) ?? gateId',
  },
  {
    name: 'a gate is not known by its name',
    file: 'state/gate-names.js',
    from: 'gateAliases.get(named) ?? gateNames.get(named) ?? named',
    to: 'gateAliases.get(named) ?? named',
  },
  {
    name: 'what a session allocates to a phase is forgotten',
    file: 'state/budget.js',
    from: 'budget.phases.get(phase) ??',
    to: '',
  },
  {
    name: 'reopening a phase leaves the gates after it passed',
    file: 'steps.js',
    from: 'guarded.has(guards)',
    to: 'guards === phase',
  },
  {
    name: 'a finding that no longer blocks continues to block',
    file: 'state/evidence.js',
    from: 'next.blockingFindings += blocks ? 1 : -1',
    to: 'next.blockingFindings += blocks ? 1 : 0',
  },
  {
    name: 'an observed session is enforced',
    file: 'state/session.js',
    from: 'next.enforcement = data.enforcement;',
    to: '',
  },
  {
    name: 'the fold writes into the state before',
    file: 'state/session.js',
    from: 'next.activePhases = [...next.activePhases, id]',
    to: 'next.activePhases.push(id)',
  },
  // The decision.
  {
    name: 'a command sent again at once counts again',
    file: 'decide.js',
    from: 'state.record.commands.get(command.id)',
    to: '(state.record.lastCommand === command.id ? undefined : state.record.commands.get(command.id))',
  },
  {
    name: 'a warning is not recorded',
    file: 'decide.js',
    from: 'violations.length > 0 ?',
    to: 'violations.length > 1 ?',
  },
];
