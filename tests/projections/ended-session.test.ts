// A session that failed or was cancelled by command: no view shows anything of it as running.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defined } from '../../machines/defined.ts';
import { PROJECTIONS } from '../../projections/all.ts';
import { project } from '../../projections/index.ts';
import { started } from '../../src/check/run/run.ts';
import { anySession } from '../any-session.ts';
import { runs } from '../more.ts';

/** Statuses of what is at work or waits for a person. */
const AT_WORK = new Set(['running', 'paused', 'active', 'in_progress', 'awaiting', 'awaited']);
/** Plan items and their marks are text of a document, which a person edits. */
const OF_DOCUMENTS = new Set(['planMd', 'items', 'item', 'marks']);

/** Where a document shows a status of work, as paths. */
const atWork = (value: unknown, path = ''): string[] => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    if (OF_DOCUMENTS.has(key)) return [];
    const at = `${path}.${key}`;
    if ((key === 'status' || key === 'state') && AT_WORK.has(String(member))) return [`${at} ${member}`];
    return atWork(member, at);
  });
};

const ANY_END = fc.tuple(
  anySession(80),
  fc.constantFrom('enforce', 'observe'),
  fc.constantFrom('failed', 'cancelled'),
  fc.nat({ max: 80 }),
);
type AnyEnd = typeof ANY_END extends fc.Arbitrary<infer Value> ? Value : never;

/** The events of a session that is ended wherever it stands, and how many its end added; nothing of one that ended before. */
const endedSession = ([{ profile, list }, enforcement, outcome, most]: AnyEnd) => {
  const run = started({ profile, enforcement });
  for (const { name, data, actor } of list.slice(0, most)) run.send(name, data, defined({ actor }));
  if (run.state.session.state === 'ended') return { events: [], added: 0 };
  const before = run.events.length;
  const { events } = run.must('session.end', { outcome });
  return { events, added: events.length - before };
};

test('after session.end failed or cancelled no view shows anything as running, whatever came before', () => {
  fc.assert(
    fc.property(ANY_END, (end) => {
      const { events } = endedSession(end);
      if (events.length === 0) return;
      for (const [name, view] of Object.entries(PROJECTIONS))
        expect([name, atWork(project(view as never, 's1', events))]).toEqual([name, []]);
    }),
    { numRuns: runs(300) },
  );
});

test('something runs in many of the sessions that are ended so', () => {
  const several = fc.sample(ANY_END, { numRuns: 60, seed: 1 }).filter((end) => endedSession(end).added > 1);
  expect(several.length).toBeGreaterThan(10);
});
