// Hostile exported sessions, each of about a length: what is recorded, in how many commits.
import { entries } from './texts.mjs';

const START = { name: 'session.start', data: { goal: 'Hostile' } };
const note = (n, more = {}) => ({ name: 'fact_noted', data: { name: 'x', ...more }, id: `c${n}` });
/** As few texts as hold a length: one has at most a million characters. */
const texts = (piece) => (length) => {
  const count = Math.ceil(length / 1_000_000);
  return Array.from({ length: count }, (_, n) => note(n, { text: piece.repeat(length / count / piece.length) }));
};
export const EXPORTS = [
  ['short events', (length) => [START, ...entries((n) => note(n, { text: 'x'.repeat(300) }))(length)]],
  ['long texts', (length) => [START, ...texts('a ')(length)]],
  ['texts that look like secrets', (length) => [START, ...texts('token: a1/')(length)]],
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
