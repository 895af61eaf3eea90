// The document's figures, one test for each: its value beside the one counted from the recorded session. The session is
// recorded under enforce, so that a strict replay of it is one that accepts every event.
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { countedFrom, FIGURES } from '../../examples/password-reset/figures.ts';
import { judge } from '../../machines/fold.ts';
import { initialState, type State } from '../../machines/state/state.ts';
import { readSessionFolder } from '../../src/formats/session-files/read-session-folder.ts';
import { recorded } from '../formats/recorded.ts';

const folder = fileURLToPath(new URL('../../examples/password-reset/', import.meta.url));
const { sessionId, commands } = await readSessionFolder(folder, { enforcement: 'enforce' });
const { events, refused } = recorded(sessionId, commands);
const record = countedFrom(sessionId, events);

describe('the figures of the password reset document, counted from its record', () => {
  it.each(FIGURES.map((figure) => [figure.label, figure] as const))('%s', (_label, { document, count }) => {
    expect(count(record)).toEqual(document);
  });

  it('have a label each', () => {
    expect(new Set(FIGURES.map(({ label }) => label)).size).toBe(FIGURES.length);
  });

  it('cannot hold for an empty record', () => {
    const empty = countedFrom(sessionId, []);
    const holding = FIGURES.filter(({ document, count }) => JSON.stringify(count(empty)) === JSON.stringify(document));
    expect(holding.map(({ label }) => label)).toEqual(['session id', 'errors', 'warnings']);
  });
});

describe('a strict replay of the example', () => {
  it('accepts every command under enforce, and reports only the unknown phase of one entry', () => {
    expect(refused).toEqual([]);
    let state: State = initialState(sessionId);
    const reported: string[] = [];
    for (const event of events) {
      const judged = judge(state, event);
      reported.push(...judged.violations.map(({ rule, severity, detail }) => `${severity} ${rule}: ${detail}`));
      state = judged.state;
    }
    expect(reported).toEqual(['warn K.phase: profile normal has no phase Brainstorm']);
    expect([state.session.state, state.session.outcome, state.ordinal]).toEqual(['ended', 'completed', events.length]);
  });
});
