// Events after the end of a session are kept: as facts of an observed session, or where a profile softens the rules about
// the end. Every status and every figure of the views is then that of the law, which folds the same events.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../machines/canonical-json.ts';
import { defined } from '../../machines/defined.ts';
import type { RecordedEvent } from '../../machines/events/envelope.ts';
import { fold } from '../../machines/fold.ts';
import { LIFE_CYCLES } from '../../machines/life-cycles/all.ts';
import { PROFILES, type Profile } from '../../machines/profile.ts';
import { sessionBudget } from '../../machines/state/budget.ts';
import { tokensOf } from '../../machines/state/reported-tokens.ts';
import { initialState, type State } from '../../machines/state/state.ts';
import { countedOf, TokenTally } from '../../machines/state/token-tally.ts';
import { foldViews, showAll } from '../../projections/index.ts';
import type { GeneratedCommand } from '../../src/check/run/generated-command.ts';
import { started } from '../../src/check/run/run.ts';
import { statusDifferences } from '../../src/session/record/view-statuses.ts';
import { sha256 } from '../../src/sha256.ts';
import { anySession } from '../any-session.ts';
import { type History, history } from '../history.ts';
import { runs } from '../more.ts';

type Rows = { entries(): [string, { readonly state: string }][] };
const idsWhere = (rows: Rows, isWanted: (state: never) => boolean): string[] =>
  rows
    .entries()
    .flatMap(([id, { state }]) => (isWanted(state as never) ? [id] : []))
    .sort();

/** How many events came while the session had ended, and what they used. */
const lateIn = (events: readonly RecordedEvent[]): { tokens: number; reports: number } => {
  let state = initialState('s1');
  let [tokens, reports] = [0, 0];
  for (const event of events) {
    if (state.session.state === 'ended') {
      if (event.type === 'agent_reported') reports += 1;
      if (event.type === 'tokens_used') tokens += Math.max(0, tokensOf(event.data));
    }
    state = fold([event], state);
  }
  return { tokens, reports };
};

const ofLaw = (events: readonly RecordedEvent[]) => {
  const state: State = fold(events, initialState('s1'));
  const { session, work, budget } = state;
  const hasEnded = session.state === 'ended';
  return {
    status: hasEnded ? session.outcome : session.state,
    span: hasEnded ? session.outcome : 'running',
    hasEnd: [hasEnded, hasEnded, hasEnded],
    phase: session.activePhase,
    cycles: [...work.openCycles].sort(),
    running: {
      phases: idsWhere(session.phases, LIFE_CYCLES.phase.isActive),
      cycles: idsWhere(work.cycles, LIFE_CYCLES.cycle.isActive),
      agents: idsWhere(work.agents, LIFE_CYCLES.agent.isActive),
      tasks: idsWhere(work.tasks, LIFE_CYCLES.task.isActive),
      todos: idsWhere(work.todos, LIFE_CYCLES.todo.isActive),
    },
    tokens: TokenTally.countedTotal(budget.tokens),
    total: TokenTally.total(budget.tokens).tokens,
    byPhase: Object.fromEntries(
      budget.tokens.phases.entries().map(([name, scope]) => [name, countedOf(scope).tokens] as const),
    ),
    budget: sessionBudget(state) ?? null,
    late: lateIn(events),
    differences: [],
  };
};

/** Ids whose newest span has begun and not ended. */
const running = (spans: readonly { id: string; startedAt: string | null; endedAt: string | null }[]): string[] =>
  [...new Map(spans.map((span) => [span.id, span])).values()]
    .filter(({ startedAt, endedAt }) => startedAt !== null && endedAt === null)
    .map(({ id }) => id)
    .sort();

const ofViews = (events: readonly RecordedEvent[]): ReturnType<typeof ofLaw> => {
  const views = foldViews(events, 's1');
  const { overview, timeline, usage, cycles } = showAll(views);
  return {
    status: overview.status === 'waiting_for_review' ? 'running' : (overview.status as never),
    span: timeline.session.status as never,
    hasEnd: [overview.endedAt !== null, timeline.session.endedAt !== null, usage.total.durationS !== null],
    phase: overview.currentPhase,
    cycles: cycles.cycles
      .filter(({ status }) => LIFE_CYCLES.cycle.isActive(status))
      .map(({ cycle }) => cycle)
      .sort(),
    running: {
      phases: running(timeline.phases),
      cycles: running(timeline.cycles),
      agents: running(timeline.agents),
      tasks: running(timeline.tasks),
      todos: running(timeline.todos),
    },
    tokens: overview.tokens.used,
    total: usage.total.tokens,
    byPhase: Object.fromEntries(
      usage.phases.filter(({ tokens }) => tokens !== 0).map(({ phase, tokens }) => [phase ?? '', tokens]),
    ),
    budget: overview.tokens.budget,
    late: overview.late ?? { tokens: 0, reports: 0 },
    differences: statusDifferences({ state: fold(events, initialState('s1')), views } as never) as never,
  };
};

const withoutZeros = <T extends { byPhase: Record<string, number> }>(document: T): T => ({
  ...document,
  byPhase: Object.fromEntries(Object.entries(document.byPhase).filter(([, tokens]) => tokens !== 0)),
});

/** Nothing of it can be in any view. */
const isOdd = ({
  session,
  overview,
  usage,
}: {
  session: { startedAt: string | null; endedAt: string | null; durationS: number | null; ranS: number | null };
  overview: { durationS: number | null; ranS: number | null };
  usage: { total: { durationS: number | null } };
}): boolean =>
  [session.durationS, session.ranS, overview.durationS, overview.ranS, usage.total.durationS].some(
    (seconds) => seconds !== null && seconds < 0,
  );

/** A session that ends somewhere, and goes on. */
const ENDING: fc.Arbitrary<GeneratedCommand> = fc
  .oneof(
    { weight: 6, arbitrary: fc.constantFrom('completed', 'failed', 'cancelled') },
    { weight: 1, arbitrary: fc.constantFrom('pause', 'resume') },
  )
  .map((end) =>
    end === 'pause' || end === 'resume'
      ? { name: `session.${end}`, data: {} }
      : { name: 'session_ended', data: { outcome: end, summary: `It ${end}`, nextSteps: ['Rest'] } },
  );

const LATE: fc.Arbitrary<GeneratedCommand> = fc.constantFrom<GeneratedCommand>(
  { name: 'tokens_used', data: { total: 7, agentId: 'a1' } },
  { name: 'tokens_used', data: { total: 3 } },
  { name: 'agent_reported', data: { agentId: 'a1', text: 'Late' } },
  { name: 'agent_launched', data: { agents: [{ agentId: 'late', agentType: 'implementor' }], wave: 9 } },
  { name: 'phase_started', data: { phase: 'Planning' } },
  { name: 'review_requested', data: { reviewId: 'late', of: 'What came late' } },
);

const anyEnd = fc.record({
  session: anySession(80),
  how: fc.constantFrom('enforce', 'observe', 'softened'),
  ends: fc.array(fc.tuple(fc.nat({ max: 90 }), fc.oneof({ weight: 2, arbitrary: ENDING }, LATE)), {
    minLength: 1,
    maxLength: 6,
  }),
});

const SOFTENED = { 'S.finished': 'off', 'S.ended': 'warn', 'C.complete': 'off', 'H.awaited': 'off' } as const;

const eventsOf = ({
  session: { profile, list },
  how,
  ends,
}: typeof anyEnd extends fc.Arbitrary<infer V> ? V : never) => {
  const whole: Profile = { ...(PROFILES[profile] as Profile), rules: how === 'softened' ? SOFTENED : {} };
  const run = started({ profile: whole, enforcement: how === 'observe' ? 'observe' : 'enforce' });
  const commands = [...list];
  for (const [place, command] of ends) commands.splice(place % (commands.length + 1), 0, command);
  for (const { name, data, actor } of commands) run.send(name, data, defined({ actor }));
  return run.events;
};

describe('after the end of a session', () => {
  test('the statuses and figures of the views are those of the law', () => {
    let [all, after] = [0, 0];
    fc.assert(
      fc.property(anyEnd, (end) => {
        all += 1;
        const events = eventsOf(end);
        const first = events.findIndex(({ type }) => type === 'session_ended');
        if (first >= 0 && first < events.length - 1) after += 1;
        expect(ofViews(events)).toEqual(withoutZeros(ofLaw(events)));
        const { timeline, overview, usage } = showAll(foldViews(events, 's1'));
        expect(isOdd({ session: timeline.session, overview, usage })).toBe(false);
      }),
      { numRuns: runs(300) },
    );
    // The property says something about most of its runs.
    expect(after).toBeGreaterThan(all / 3);
  });

  test('they are so where events are lost, repeated and out of order, the start among them', () => {
    fc.assert(
      fc.property(anyEnd, fc.array(fc.nat(), { maxLength: 60, size: 'max' }), (end, picks) => {
        const all = eventsOf(end);
        const events = [all[0], ...picks.map((pick) => all[pick % all.length])] as RecordedEvent[];
        expect(ofViews(events)).toEqual(withoutZeros(ofLaw(events)));
      }),
      { numRuns: runs(200) },
    );
  });
});

const ended = (): History =>
  history()
    .start({ enforcement: 'observe' })
    .add('agent_launched', { agents: [{ agentId: 'a1', agentType: 'implementor' }] }, { at: 1 })
    .add('session_ended', { outcome: 'completed', summary: 'All done', nextSteps: ['Rest'] }, { at: 10 });
const shown = ({ events }: History) => showAll(foldViews(events, 's1'));

describe('a session that has ended and', () => {
  test('is resumed, paused or started again runs: it has no end, no summary and no next steps', () => {
    const profile = PROFILES.normal as Profile;
    const data = { goal: 'Again', profile, profileHash: sha256(canonicalJson(profile)), law: '1' };
    for (const [status, record] of [
      ['running', ended().add('session_resumed', {}, { at: 12 })],
      ['paused', ended().add('session_paused', {}, { at: 12 })],
      ['running', ended().add('session_started', { ...data, enforcement: 'observe' }, { at: 12 })],
    ] as const) {
      const { overview, timeline, usage } = shown(record);
      expect(overview).toMatchObject({
        ...{ status, endedAt: null, durationS: null, summary: null, nextSteps: [], ranS: 12 * 60 },
      });
      expect(timeline.session).toMatchObject({ status: 'running', endedAt: null, durationS: null, ranS: 12 * 60 });
      expect(usage.total.durationS).toBeNull();
      const { overview: after } = shown(record.add('session_ended', { outcome: 'failed' }, { at: 20 }));
      expect(after).toMatchObject({ status: 'failed', durationS: 20 * 60, summary: null });
    }
  });

  test('ends again has its first end and its last outcome', () => {
    const record = ended().add('session_ended', { outcome: 'failed', summary: 'Not quite' }, { at: 30 });
    const { overview, timeline } = shown(record);
    expect(overview).toMatchObject({
      status: 'failed',
      summary: 'Not quite',
      durationS: 600,
      endedAt: expect.stringContaining('14:10'),
    });
    expect(timeline.session).toMatchObject({ status: 'failed', durationS: 600 });
  });
});
