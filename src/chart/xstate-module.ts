// The machine of a chart as a JavaScript module that needs nothing but XState: its configuration as JSON, and its guards.
import type { Chart, Condition } from '../../machines/chart/chart.ts';
import { factKey } from '../../machines/chart/facts.ts';
import { guardConditions, type MarkedSession, machineConfig, machineStateName } from '../../machines/chart/xstate.ts';
import { safeLine } from '../text/safe-text.ts';

/** JSON that is also an expression of JavaScript in any file. */
const literal = (value: unknown, indent?: number): string =>
  JSON.stringify(value, undefined, indent).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');

const code = (condition: Condition): string => {
  if ('in' in condition) return `within(${literal(machineStateName(condition.in))}, ${literal(condition.states)})`;
  if ('fact' in condition) return `fact(${literal(factKey(condition.fact, condition.of))})`;
  if ('not' in condition) return `not(${code(condition.not)})`;
  const [name, inner] = 'all' in condition ? ['and', condition.all] : ['or', condition.any];
  return `${name}([${inner.map(code).join(', ')}])`;
};

/** The text of the module. It exports `machine` and, for a session, `snapshot`: the machine where the session is. */
export const xstateModule = (chart: Chart, session?: MarkedSession): string => {
  const guards = Object.entries(guardConditions(chart)).map(
    ([name, condition]) => `  ${literal(name)}: ${code(condition)},`,
  );
  return [
    `// The process ${safeLine(chart.profile)} as an XState machine. Written by \`reprise chart\`.`,
    "import { and, createMachine, not, or, stateIn } from 'xstate';",
    '',
    'const within = (region, states) => or(states.map((state) => stateIn({ open: { [region]: state } })));',
    'const fact = (name) => ({ context }) => context.facts[name] !== false;',
    '',
    `const config = ${literal(machineConfig(chart, session), 2)};`,
    '',
    'const guards = {',
    ...guards,
    '};',
    '',
    'export const machine = createMachine(config).provide({ guards });',
    ...(session === undefined
      ? []
      : ['export const snapshot = machine.resolveState({ value: config.meta.value, context: config.context });']),
    '',
  ].join('\n');
};
