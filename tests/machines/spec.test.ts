// SPEC.md and the code describe the same law. After an intended change `npm run spec` writes the page again; what it
// cannot write (a rule without tests, a word of the page that the code does not know) is corrected by hand.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { faults } from './spec/faults.ts';
import { type Law, lawOfTheCode, type Machine, type ShownRule } from './spec/law.ts';
import { inStep } from './spec/page.ts';
import { titlesIn } from './spec/tests-that-name.ts';

const page = readFileSync(new URL('../../machines/SPEC.md', import.meta.url), 'utf8');
const law = await lawOfTheCode();
/** The page as it should be, so that each change below fails for its own reason. */
const whole = inStep(page, law);
const faultsOfNow = faults(whole, law);

test('SPEC.md shows every machine, rule and test as the code has it (else: npm run spec)', async () => {
  await expect(whole).toMatchFileSnapshot('../../machines/SPEC.md');
});

test('SPEC.md names nothing unknown, leaves nothing out, and agrees with the truth tables', () => {
  expect(faultsOfNow).toEqual([]);
});

/** True where a difference between page and law is found: by the page's text, or by a fault that the page now lacks. */
const differs = (text: string, of: Law): boolean =>
  inStep(text, of) !== text || faults(text, of).some((fault) => !faultsOfNow.includes(fault));
const swapped = (from: string | RegExp, to: string): string => {
  const text = whole.replace(from, to);
  expect(text).not.toBe(whole);
  return text;
};

describe('a page that differs from the code is found', () => {
  const PAGES: Record<string, () => string> = {
    'with a rule that the code does not have': () =>
      swapped(/^(\| `P\.known`.*\n)/m, '$1| `P.own` | A. | error | every event |\n'),
    'without a rule of the code': () => swapped(/^\| `K\.refers`.*\n/m, ''),
    'with another sentence': () => swapped('At most one phase is active.', 'At most two phases are active.'),
    'with another severity': () => swapped(/(`S\.satisfied`.*)warn/, '$1error'),
    'with a cell that refuses what the machine accepts': () => swapped(/(\*\*paused\*\*.*)running/, '$1✗'),
    'with a cell that leads elsewhere': () => swapped(/(\*\*open\*\* +\| ✗ +\| )awaiting/, '$1ended'),
    'with a state too many': () => swapped(/^(\| \*\*delivered\*\*.*\n)/m, '$1| **eaten** | ✗ | ✗ |\n'),
    'with a test that is not there': () =>
      swapped('violated where a session starts a second time', 'violated where a session is silent'),
    'with a file that is not there': () => swapped('`machines/rules/phase.ts`', '`machines/rules/stage.ts`'),
    'with a symbol that is not there': () => swapped('`phaseRules`', '`stageRules`'),
    'with another share of cells tested': () => swapped('100 %', '99 %'),
    'with a rule in its prose that is not there': () => swapped('`P.order` is violated', '`P.row` is violated'),
    'with an event in its prose that is not there': () => swapped('(`finding_reported`)', '(`finding_told`)'),
    'with a file in its prose that is not there': () =>
      swapped('(`src/session/record/chain.ts`)', '(`src/session/chains.ts`)'),
    'with a symbol in its prose that is not there': () => swapped('`check` of `machines', '`checks` of `machines'),
    'with another version of the law': () => swapped('law is `1`', 'law is `2`'),
    'without the place of a machine': () => swapped(/<!-- machine todo -->[\s\S]*?<!-- end -->/, ''),
    'with the place of a machine that is not there': () =>
      swapped('### Todo', '<!-- machine tea -->\n<!-- end -->\n\n### Todo'),
    'with two places for the same rules': () => swapped('### L: plan', '<!-- rules K -->\n<!-- end -->\n\n### L: plan'),
    'with a table of its own': () => swapped('### L: plan', '| a |\n| - |\n\n### L: plan'),
  };
  test.each(Object.entries(PAGES))('%s', (_what, text) => {
    expect(differs(whole, law)).toBe(false);
    expect(differs(text(), law)).toBe(true);
  });
});

describe('code that differs from the page is found', () => {
  const withRule = (id: string, change: Partial<ShownRule>): Law => ({
    ...law,
    rules: law.rules.map((each) => (each.id === id ? { ...each, ...change } : each)),
  });
  const machine = (kind: string, change: Partial<Machine>): Law => ({
    ...law,
    machines: law.machines.map((each) => (each.kind === kind ? { ...each, ...change } : each)),
  });
  const known = law.rules.find(({ id }) => id === 'P.known') as ShownRule;
  const task = law.machines.find(({ kind }) => kind === 'task') as Machine;
  const LAWS: Record<string, () => Law> = {
    'a rule that the page does not have': () => ({ ...law, rules: [...law.rules, { ...known, id: 'P.own' }] }),
    'rules of a new kind': () => ({ ...law, rules: [...law.rules, { ...known, id: 'Z.own' }] }),
    'no rule that the page has': () => ({ ...law, rules: law.rules.filter((each) => each !== known) }),
    'another sentence': () => withRule('P.known', { sentence: 'A phase may be any.' }),
    'another severity': () => withRule('P.known', { severity: 'warn' }),
    'that no profile can change it': () => withRule('P.known', { fixed: true }),
    'that it is evaluated for fewer events': () => withRule('P.known', { on: ['phase_started'] }),
    'that it is enforced elsewhere': () =>
      withRule('P.known', { at: { file: 'machines/rules/work.ts', symbol: 'taskRules' } }),
    'that its second implementation is elsewhere': () =>
      withRule('P.known', { again: { ...known.again, symbol: 'others' } }),
    'that a test has another title': () =>
      withRule('P.known', { violated: ['violated where all is well', ...known.violated.slice(1)] }),
    'that no test shows it broken': () => withRule('P.known', { violated: [] }),
    'that no test shows it kept': () => withRule('P.known', { satisfied: [] }),
    'that another test shows it too': () => withRule('P.known', { also: [] }),
    'another rule of commands': () => ({ ...law, ofCommands: [...law.ofCommands, { ...known, id: 'E.own' }] }),
    'no rule of commands': () => ({ ...law, ofCommands: [] }),
    'a rule of commands that no test shows': () => ({
      ...law,
      ofCommands: law.ofCommands.map((each) => ({ ...each, also: [] })),
    }),
    'another machine': () => machine('task', { kind: 'todo' }),
    'that a machine accepts more': () =>
      machine('task', { next: (state, signal) => task.next(state, signal) ?? state }),
    'that a machine accepts less': () => machine('task', { next: () => undefined }),
    'that a machine knows another signal': () => machine('task', { signals: [...task.signals, 'task_eaten'] }),
    'that a cell has no test': () => machine('task', { tests: task.tests - 1 }),
    'that a machine is elsewhere': () => machine('task', { at: { ...task.at, file: 'machines/life-cycles/todo.ts' } }),
    'another version': () => ({ ...law, version: '2' }),
    'a test of a rule that is not there': () => ({
      ...law,
      named: titlesIn('tests/x.test.ts', "test('P.own: is kept', () => {});"),
    }),
  };
  test.each(Object.entries(LAWS))('%s', (_what, of) => {
    expect(differs(whole, of())).toBe(true);
  });
});

test('titles of tests are read with the ids that they name', () => {
  const text = [
    "  test('a pause: S.paused is violated, not T.ready', () => {});",
    "  rule('K.refers', \"asks an author's entry\", () => {});",
    "  test('nothing of the kind', () => {});",
    "  test.skip('S.first: is not run', () => {});",
    "  expect(text).toBe('S.first');",
  ].join('\n');
  expect(titlesIn('a.test.ts', text)).toEqual([
    { file: 'a.test.ts', title: 'a pause: S.paused is violated, not T.ready', ids: ['S.paused', 'T.ready'] },
    { file: 'a.test.ts', title: "K.refers: asks an author's entry", ids: ['K.refers'] },
  ]);
});
