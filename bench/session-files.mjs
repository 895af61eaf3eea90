// The four files of a lawful session of 50 events, of the kinds that a session has.

/** @param {string} id @param {number} [startedAt] milliseconds @returns file contents by name */
export const filesOfSession = (id, startedAt = Date.UTC(2026, 0, 31, 8)) => {
  let seconds = 0;
  const events = [];
  const now = () => new Date(startedAt + seconds * 1_000).toISOString();
  const event = (eventType, details) => {
    seconds += 5;
    events.push({
      id: `evt_${String(events.length + 1).padStart(3, '0')}`,
      timestamp: now(),
      eventType,
      actor: 'orchestrator',
      severity: 'info',
      description: `${eventType} of ${id}`,
      details,
    });
  };
  const phases = ['Context', 'Planning', 'Execution', 'Review', 'Delivery'];
  const tasks = Object.fromEntries(
    Array.from({ length: 8 }, (_, index) => [
      `task_${index + 1}`,
      { name: `Piece ${index + 1}`, wave: 1 + Math.floor(index / 4), status: 'completed', dependencies: [] },
    ]),
  );
  const entries = Array.from({ length: 9 }, (_, index) => ({
    id: `entry_${index + 1}`,
    timestamp: now(),
    type: index % 3 === 0 ? 'decision' : 'insight',
    title: `Finding ${index + 1}`,
    content: 'What was found, in a sentence or two, as long as they usually are. '.repeat(4),
  }));
  event('session_started', {});
  for (const phase of phases) {
    event('phase_started', { phaseId: phase });
    if (phase === 'Planning')
      for (const entry of entries) {
        event('workbook_entry_added', { entryId: entry.id });
        entry.timestamp = now();
      }
    if (phase === 'Execution')
      for (const wave of [1, 2]) {
        const agentId = `agent_${wave}`;
        event('agent_launched', { agentId, agentType: 'implementor', wave });
        for (const [taskId] of Object.entries(tasks).filter(([, task]) => task.wave === wave)) {
          event('task_started', { taskId, agentId });
          event('task_completed', { taskId, agentId });
        }
        event('agent_completed', { agentId });
      }
    event('phase_completed', { phaseId: phase });
    if (phase === 'Execution')
      event('quality_gate_passed', { gateName: 'Execution → Review', criteria: ['Tests pass'] });
    if (phase === 'Delivery')
      event('quality_gate_passed', { gateName: 'Postflight validation', criteria: ['All done'] });
  }
  while (events.length < 49) event('file_modified', { filePath: `src/part-${events.length}.ts` });
  event('session_ended', { success: true });
  return {
    [`planning-${id}.json`]: {
      sessionId: id,
      taskDescription: `Work of ${id}`,
      orchestratorType: 'normal',
      phases: phases.map((name) => ({ name, status: 'completed' })),
      tasks,
    },
    [`todo-${id}.json`]: {
      sessionId: id,
      todos: Object.keys(tasks).map((task, index) => ({
        id: `todo_${index + 1}`,
        content: `Do ${task}`,
        status: 'pending',
        relatedTask: task,
      })),
    },
    [`workbook-${id}.json`]: { sessionId: id, entries },
    [`events-${id}.json`]: { sessionId: id, events },
  };
};
