// Why a mutant that no test kills is harmless. The first entry that fits counts; each says where it fits: `file`, a part of
// the `line`, the `mutator`, a part of the text `before`, the whole text `after`.
const PHASE = 'machines/rules/phase.ts';
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
];
