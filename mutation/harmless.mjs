// Why a mutant that no test kills is harmless. The first entry that fits counts; each says where it fits: `file`, a part of
// the `line`, the `mutator`, a part of the text `before`, the whole text `after`.
const PHASE = 'machines/rules/phase.ts';
const SESSION = 'machines/rules/session.ts';
const WORK = 'machines/rules/work.ts';
const COMPARED = 'No number or text is below or above `undefined`.';
const ROW = 'Every phase of the profile has its row; the question mark is for the compiler.';

export const HARMLESS = [
  { file: PHASE, before: 'state.phases.get(phase)?.state', why: ROW },
  { file: PHASE, line: 'STARTED.has(', mutator: 'StringLiteral', why: ROW },
  {
    file: PHASE,
    line: 'if (index < 0)',
    after: 'index <= 0',
    why: 'Nothing comes before the first phase, so nothing is missing there.',
  },
  {
    file: PHASE,
    line: 'return name !== data.phase',
    after: 'true',
    why: 'A phase that is active cannot start: its machine refuses, and then the rules are not asked.',
  },
  {
    file: PHASE,
    line: 'return name !== data.phase',
    why: 'Any place is above that of a phase that the profile lacks (-1), and no other phase has the same place.',
  },
  {
    file: PHASE,
    line: 'if (index < 1)',
    after: 'false',
    why: 'No phase comes before the first, so no gate is looked at.',
  },
  { file: PHASE, line: 'guarded.find(', after: 'true', why: 'No phase has the name `undefined`.' },
  {
    before: "'error'",
    after: '""',
    mutator: 'StringLiteral',
    file: PHASE,
    why: 'A fixed rule is an error whatever it was made with.',
  },
  { file: SESSION, before: 'state.phases.get(phase)?.state', why: ROW },
  { file: SESSION, line: 'last !== undefined && event.time < last', after: 'true', why: COMPARED },
  {
    file: WORK,
    line: "?.state !== 'completed'",
    before: 'state.tasks.get(id)?.state',
    why: 'It is looked at before whether the task is there.',
  },
  {
    file: WORK,
    line: 'state.tasks.get(data.taskId)?.dependencies',
    why: 'A task that was never planned cannot start: its machine refuses, and then the rules are not asked.',
  },
  {
    file: WORK,
    line: 'state.cycles.get(String(data.cycle))?.running',
    why: 'A cycle that never started cannot end: its machine refuses, and then the rules are not asked.',
  },
  {
    file: WORK,
    before: '[]',
    after: '["Stryker was here"]',
    why: 'A task of that name is nowhere: it is not open, has no wave and leads nowhere.',
  },
  {
    file: WORK,
    line: 'if (!state.awaitedTasks.has(taskId))',
    after: 'false',
    why: 'Only spares the search where it could find nothing.',
  },
  {
    file: WORK,
    line: 'state.runningWaves.length === 0',
    why: 'Only spares the search: no number is below `undefined`, and of no waves none is earlier.',
  },
  { file: WORK, before: 'wave === undefined', after: 'false', why: COMPARED },
];
