import { expect, it } from 'vitest';
import { canonicalJson, fold, initialState, PROFILES, type RecordedEvent, stateOf } from '../../machines/index.ts';
import { plan, project } from '../../projections/index.ts';
import { memoryLog } from '../../src/log/memory.ts';
import { type Divergence, type ReplayOptions, replay, type ViewedStep } from '../../src/session/replay/replay.ts';
import * as stepping from '../../src/session/replay/stepper.ts';
import { createSessions } from '../../src/session/write/create-sessions.ts';
import { history } from '../history.ts';
import { codeOf, collect, WHOLE_SESSION_EVENTS, wholeSession } from './work.ts';

const log = memoryLog();
const sessions = createSessions(log);
await sessions.record('whole', wholeSession());
const placed = await collect(sessions.read('whole'));
const events = placed.map(({ event }) => event);
const stepsOf = async (options?: ReplayOptions): Promise<ViewedStep[]> =>
  (await collect(replay(placed, options))).filter((received) => received.kind === 'step');
const ordinals = async (options: ReplayOptions) => (await stepsOf(options)).map(({ event }) => event.ordinal);
const upTo = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

it('yields every event in order with its position, and ends in the state of a fresh fold', async () => {
  const steps = await stepsOf();
  expect(steps.map(({ event, index }) => [event, index])).toEqual(events.map((event, index) => [event, index]));
  expect(steps.map(({ position }) => position)).toEqual(placed.map(({ position }) => position));
  expect(canonicalJson(steps.at(-1)?.state)).toBe(canonicalJson(fold(events, initialState('whole'))));
});

it('keeps the states around each step readable after the end', async () => {
  const steps = await stepsOf();
  for (const [index, { before, state }] of steps.entries()) {
    expect(before.ordinal).toBe(index);
    expect(canonicalJson(state)).toBe(canonicalJson(fold(events.slice(0, index + 1), initialState('whole'))));
  }
});

it('reports what changed in the state: entities and counts', async () => {
  const steps = await stepsOf();
  const of = (type: string) => steps.find(({ event }) => event.type === type);
  expect(of('session_started')?.changes).toEqual([{ entity: 'session', id: '', from: 'unstarted', to: 'running' }]);
  expect(of('task_started')?.changes).toEqual([{ entity: 'task', id: 'task_1', from: 'pending', to: 'running' }]);
  expect(of('agent_launched')?.counts).toEqual([{ count: 'agentsRunning', from: 0, to: 1 }]);
  expect(of('tokens_used')).toMatchObject({ changes: [], counts: [{ count: 'tokens', from: 0, to: 250 }] });
  expect(of('workbook_entry_added')?.counts).toEqual([{ count: 'entries', from: 0, to: 1 }]);
});

it('reports no change of an entity that stays as it was', async () => {
  const noted = history('s1')
    .start({ profile: PROFILES.cycles! })
    .add('plan_item_added', { itemId: 'i1', text: 'x' })
    .add('plan_item_reworded', { itemId: 'i1', text: 'y' }).events;
  const received = (await collect(replay(noted))).filter((one) => one.kind === 'step');
  expect(received.map(({ changes }) => changes.length)).toEqual([1, 1, 0]);
});

it('gives a view at each step, equal to a fresh fold up to there', async () => {
  const steps = await stepsOf({ views: ['plan'] });
  for (const [index, step] of steps.entries())
    expect(step.view('plan')).toEqual(project(plan, 'whole', events.slice(0, index + 1)));
  expect(() => steps[0]?.view('todo')).toThrow('was not requested');
});

it('goes to an ordinal, an event id or a time, and begins at one', async () => {
  expect(await ordinals({ to: { ordinal: 7 } })).toEqual(upTo(1, 7));
  expect(await ordinals({ to: { eventId: events[4]!.id } })).toEqual(upTo(1, 5));
  expect(await ordinals({ from: { ordinal: 18 } })).toEqual(upTo(18, WHOLE_SESSION_EVENTS));
  expect(await ordinals({ from: { eventId: events[2]!.id }, to: { ordinal: 4 } })).toEqual([3, 4]);
  expect(await ordinals({ to: { time: '2026-01-31T14:02:30.000Z' } })).toEqual(upTo(1, 3));
  expect(await ordinals({ to: { time: '2026-01-31T15:02:30+01:00' } })).toEqual(upTo(1, 3));
  expect(await ordinals({ from: { time: '2026-01-31T14:02:00.000Z' }, to: { ordinal: 4 } })).toEqual([3, 4]);
  expect((await stepsOf({ from: { ordinal: 18 } }))[0]?.before.ordinal).toBe(17);
});

it('to a time means the longest beginning in which every time is at most that', async () => {
  const backwards = history('s1')
    .start({}, { at: 0 })
    .add('phase_started', { phase: 'Context' }, { at: 10 })
    .add('warning_issued', { message: 'late' }, { at: 5 })
    .add('warning_issued', { message: 'later' }, { at: 20 }).events;
  const to = async (time: string) => (await collect(replay(backwards, { to: { time } }))).length;
  expect(await to('2026-01-31T14:07:00.000Z')).toBe(1);
  expect(await to('2026-01-31T14:10:00.000Z')).toBe(3);
  expect(await to('2026-01-31T13:00:00.000Z')).toBe(0);
});

it('fails when there is no event at the given moment', async () => {
  for (const bound of [
    { ordinal: 21 },
    { eventId: 'nobody' },
    { ordinal: 0 },
    { time: '14:50' },
    { time: '2026-02-30' },
  ])
    expect(await codeOf(stepsOf({ to: bound })), JSON.stringify(bound)).toBe('BAD_INPUT');
  expect(await codeOf(stepsOf({ from: { time: '2027-01-01T00:00:00.000Z' } }))).toBe('BAD_INPUT');
});

const broken = (): RecordedEvent[] =>
  history('s1').start().add('phase_started', { phase: 'Context' }).add('phase_completed', { phase: 'Review' }).events;

it('stops in strict mode at the first event that the law refuses, with what was expected and got', async () => {
  const received = await collect(replay(broken(), { mode: 'strict' }));
  expect(received.map(({ kind }) => kind)).toEqual(['step', 'step', 'divergence']);
  const divergence = received[2] as Divergence;
  expect(divergence).toMatchObject({ index: 2, ordinal: 3 });
  expect(divergence.expected).toContain('M.phase');
  expect(divergence.got).toContain('Review');
  expect(divergence.hint).toContain('to ordinal 2');
  expect(divergence.state.ordinal).toBe(2);
});

it('stops in strict mode also at a divergence before `from`', async () => {
  const received = await collect(replay([...broken()], { mode: 'strict', from: { ordinal: 3 } }));
  expect(received.map(({ kind }) => kind)).toEqual(['divergence']);
});

it('keeps every event in lenient mode, with its violations, and reports where the law of the recording differs', async () => {
  const received = (await collect(replay(broken()))).filter((one) => one.kind === 'step');
  expect(received).toHaveLength(3);
  expect(received[2]?.violations.map(({ rule }) => rule)).toEqual(['M.phase']);
  expect(received[2]?.rulesDiffer).toEqual({ recorded: [], today: ['M.phase'] });
  expect(received[1]?.rulesDiffer).toBeUndefined();
  const unfounded = history('s1').start().add('phase_started', { phase: 'Context' }, { violates: 'X.gone' }).events;
  const [, second] = (await collect(replay(unfounded))).filter((one) => one.kind === 'step');
  expect(second?.rulesDiffer).toEqual({ recorded: ['X.gone'], today: [] });
});

it('a whole session passes strict replay', async () => {
  const received = await collect(replay(placed, { mode: 'strict' }));
  expect(received.every(({ kind }) => kind === 'step')).toBe(true);
  expect(received).toHaveLength(WHOLE_SESSION_EVENTS);
});

const waits = async (options: ReplayOptions, items: Iterable<RecordedEvent> = events) => {
  let now = 1_000;
  const slept: number[] = [];
  const sleep = async (ms: number) => {
    slept.push(ms);
    now += ms;
  };
  const received = await collect(replay(items, { ...options, clock: () => now, sleep }));
  return { slept, received: received.length };
};

it('waits as long as the session did, divided by the speed, and not before the first step', async () => {
  expect((await waits({ speed: 'real', to: { ordinal: 3 } })).slept).toEqual([60_000, 60_000]);
  expect((await waits({ speed: 60, to: { ordinal: 3 } })).slept).toEqual([1_000, 1_000]);
  expect((await waits({ speed: 60, from: { ordinal: 10 }, to: { ordinal: 11 } })).slept).toEqual([1_000]);
  expect((await waits({})).slept).toEqual([]);
  for (const speed of [0, -1, Number.NaN]) await expect(waits({ speed })).rejects.toThrow(RangeError);
});

it('never waits a negative time: where times run backwards it continues at once', async () => {
  const items = history('s1')
    .start({}, { at: 10 })
    .add('warning_issued', { message: 'a' }, { at: 5 })
    .add('warning_issued', { message: 'b' }, { at: 11 }).events;
  expect((await waits({ speed: 'real' }, items)).slept).toEqual([60_000]);
});

it('ends when the signal aborts, also while it waits', async () => {
  const abort = new AbortController();
  const received: number[] = [];
  for await (const step of replay(events, { speed: 'real', signal: abort.signal })) {
    if (step.kind !== 'step') continue;
    received.push(step.event.ordinal);
    setTimeout(() => abort.abort(), 10); // the wait for the next event is a minute
  }
  expect(received).toEqual([1]);
});

it('steps forwards and backwards, to the ends and to a moment, and stays at the ends', () => {
  let at = stepping.stepperOf(placed);
  expect(stepping.current(at)).toBeUndefined();
  expect(stepping.previous(at)).toBe(at);
  at = stepping.next(stepping.next(at));
  expect(stepping.current(at)?.event.ordinal).toBe(2);
  expect(stepping.current(stepping.previous(at))?.event.ordinal).toBe(1);
  expect(stepping.current(stepping.first(at))?.event.ordinal).toBe(1);
  const end = stepping.last(at);
  expect(stepping.current(end)?.event.ordinal).toBe(WHOLE_SESSION_EVENTS);
  expect(stepping.next(end)).toBe(end);
  expect(stepping.atOrdinal(at, 9).cursor).toBe(9);
  expect(stepping.atOrdinal(at, 99).cursor).toBe(WHOLE_SESSION_EVENTS);
  expect(stepping.atTime(at, '2026-01-31T14:02:30.000Z').cursor).toBe(3);
  // Back and forth, the states are those of a fresh fold.
  for (const cursor of [15, 3, 20, 1, 12]) {
    const state = stepping.current(stepping.atOrdinal(at, cursor))!.state;
    expect(stateOf(state, 'task', 'task_1')).toBe(
      stateOf(fold(events.slice(0, cursor), initialState('whole')), 'task', 'task_1'),
    );
  }
});

it('refuses a beginning after the end', async () => {
  for (const to of [{ ordinal: 4 }, { eventId: events[3]!.id }, { time: events[3]!.time }])
    expect(await codeOf(stepsOf({ from: { ordinal: 9 }, to })), JSON.stringify(to)).toBe('BAD_INPUT');
});
