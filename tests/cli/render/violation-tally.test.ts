import { expect, it } from 'vitest';
import type { Violation } from '../../../machines/check.ts';
import { styleOf } from '../../../src/cli/render/palette.ts';
import { changeLines } from '../../../src/cli/render/step-text.ts';
import { tallyOf, tallyText } from '../../../src/cli/render/violation-tally.ts';
import type { ReplayStep } from '../../../src/session/replay/replay.ts';

const plain = styleOf({ colours: false, width: 80 });
const brainstorm: Violation = {
  rule: 'K.phase',
  severity: 'warn',
  sentence: "An entry's related phase is one of the profile's.",
  detail: 'profile normal has no phase Brainstorm',
};

it('a tally names the events, and what violates the rule at the first of them', () => {
  const tally = tallyOf();
  const line = () => tallyText(plain, tally.counts())[0];
  tally.add({ ordinal: 60 }, [brainstorm]);
  expect(line()).toBe(
    "1 warning of K.phase (event 60): An entry's related phase is one of the profile's. Here: profile normal has no phase Brainstorm",
  );
  tally.add({ ordinal: 61 }, [{ ...brainstorm, detail: 'profile normal has no phase Other' }]);
  expect(line()).toBe(
    "2 warnings of K.phase (events 60, 61): An entry's related phase is one of the profile's. First: profile normal has no phase Brainstorm",
  );
});

it('a step that other rules violate today than when it was recorded shows both, with none for no rule', () => {
  const step = { changes: [], counts: [], violations: [], rulesDiffer: { recorded: [], today: ['S.first'] } };
  expect(changeLines(plain, step as unknown as ReplayStep)).toEqual([
    "        violations when recorded: none; under today's rules: S.first",
  ]);
});
