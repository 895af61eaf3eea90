// Hostile exported sessions, each of about a length: what is recorded, in how many commits.
import { entries } from './texts.mjs';

const START = { name: 'session.start', data: { goal: 'Hostile' } };
const note = (n, more = {}) => ({ name: 'fact_noted', data: { name: 'x', ...more }, id: `c${n}` });
export const EXPORTS = [
  ['short events', (length) => [START, ...entries((n) => note(n, { text: 'x'.repeat(300) }))(length)]],
  ['one long text', (length) => [START, note(0, { text: 'a '.repeat(length / 2) })]],
  ['texts that look like secrets', (length) => [START, note(0, { text: 'token: a1/'.repeat(length / 10) })]],
  ['many members', (length) => [START, note(0, { extra: Object.fromEntries(entries((n) => [`m${n}`, n])(length)) })]],
  ['one list', (length) => [START, note(0, { extra: { list: entries((n) => `API_KEY${n}`)(length) } })]],
  [
    'nested lists',
    (length) => [
      START,
      ...entries((n) => note(n, { extra: { list: JSON.parse('['.repeat(60) + ']'.repeat(60)) } }))(length),
    ],
  ],
  [
    'launches of agents',
    (length) => [
      START,
      ...entries((n) => ({ name: 'agent_launched', data: { agents: [{ agentId: `a${n}`, agentType: 'b' }] } }))(length),
    ],
  ],
];
