// The recorded sessions in cycles: they come out byte for byte as they are stored, the law as it is enforced accepts
// them, and the plan of every cycle is the one that expected.md beside each writes down.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { recordScript, SCRIPTS } from '../../examples/record.ts';
import type { RecordedEvent } from '../../machines/events/envelope.ts';
import { cycles, overview, plan, project, workbook } from '../../projections/index.ts';
import { renderPlan } from '../../src/formats/plan-md/render.ts';
import { byCycle, type CycleOfSteps } from '../../src/session/replay/by-cycle.ts';
import { planAtCycle } from '../../src/session/replay/plan-at-cycle.ts';
import { replay } from '../../src/session/replay/replay.ts';
import { fileSource } from '../../src/session/source/file-source.ts';

const pathOf = (name: string, file: string): string =>
  fileURLToPath(new URL(`../../examples/${name}/${file}`, import.meta.url));
const eventsOf = async (name: string): Promise<RecordedEvent[]> => {
  const events: RecordedEvent[] = [];
  for await (const { event } of (await fileSource(pathOf(name, 'session.ndjson'))).events()) events.push(event);
  return events;
};
/** The plans of expected.md by cycle. */
const expectedOf = (name: string): [number, string][] =>
  [
    ...readFileSync(pathOf(name, 'expected.md'), 'utf8').matchAll(
      /^## Cycle (\d+)\n[\s\S]*?```markdown\n([\s\S]*?)```/gm,
    ),
  ].map(([, cycle, text = '']) => [Number(cycle), text]);

describe.each(SCRIPTS.map((script) => [script.sessionId, script] as const))('%s', (name, script) => {
  it('is recorded byte for byte as it is stored', async () => {
    expect(await recordScript(script)).toBe(readFileSync(pathOf(name, 'session.ndjson'), 'utf8'));
  });

  it('is accepted by the law as it is enforced, without a warning', async () => {
    for await (const step of replay(await eventsOf(name), { mode: 'strict' }))
      expect([step.kind, step.violations]).toEqual(['step', []]);
  });

  it('has the plan that is written down for every cycle', async () => {
    const events = await eventsOf(name);
    const expected = expectedOf(name);
    expect(expected.map(([cycle]) => cycle)).toEqual(
      events.flatMap((event) => (event.type === 'cycle_started' ? [event.data.cycle] : [])),
    );
    for (const [cycle, text] of expected) {
      const { planMd } = project(plan, name, planAtCycle(events, cycle));
      expect(`cycle ${cycle}\n${renderPlan(planMd, { dropped: false })}`).toBe(`cycle ${cycle}\n${text}`);
    }
  });

  it('is completed with a pass of an agent that did not do the work', async () => {
    const events = await eventsOf(name);
    expect(project(overview, name, events).status).toBe('completed');
    const last = project(cycles, name, events)
      .cycles.flatMap(({ verdicts }) => verdicts)
      .at(-1);
    expect(last).toMatchObject({ agentId: expect.stringMatching(/^review-/), verdict: 'pass' });
  });
});

describe('what the three sessions hold', () => {
  it('a root cause, and a medium finding that is a follow-up', async () => {
    const { cycles: all, openFollowUps } = project(cycles, 'w', await eventsOf('websocket-reconnection'));
    expect(all[0]?.agents[0]?.reports[0]).toMatchObject({
      confidence: 'high',
      rootCause: expect.stringContaining('queue'),
    });
    expect(openFollowUps).toMatchObject([{ severity: 'medium', agentId: 'review-4-1' }]);
  });

  it("a person's review that a cycle waits for, questions that the user resolves, a spec and a plan", async () => {
    const events = await eventsOf('api-rate-limiting');
    const requested = events.findIndex(({ type }) => type === 'review_requested');
    expect(project(cycles, 'a', events.slice(0, requested + 1)).cycles[0]?.status).toBe('awaiting');
    expect(project(overview, 'a', events.slice(0, requested + 1)).status).toBe('waiting_for_review');
    expect(project(workbook, 'a', events).questions.map(({ resolved, by }) => [resolved, by])).toEqual([
      [true, 'user'],
      [true, 'user'],
      [true, 'user'],
    ]);
    const documents = events.flatMap((event) => (event.type === 'document_recorded' ? [event.data.kind] : []));
    expect(documents).toEqual(['spec', 'plan']);
    expect(project(plan, 'a', events).service).toEqual({ itemsWithoutAgent: [], agentsWithoutItem: ['test-spec-2-1'] });
  });

  it('a baseline of 47 tests that holds', async () => {
    const { success } = project(overview, 'e', await eventsOf('extract-token-service'));
    expect(success.baselines).toMatchObject([{ value: 47, compared: 47, holds: true }]);
  });

  it('cycles that a replay groups one by one', async () => {
    const steps: CycleOfSteps[] = [];
    for await (const step of byCycle(replay(await eventsOf('websocket-reconnection'), { views: ['plan'] })))
      if (step.kind === 'cycle') steps.push(step);
    expect(steps.map(({ cycle }) => cycle)).toEqual([null, 1, 2, 3, 4, 5]);
    const done = steps.map(({ steps: own }) => own.at(-1)!.view('plan').planMd.counts.done);
    expect(done).toEqual([0, 0, 1, 2, 3, 4]);
  });

  it('what was known when a cycle began is what was learned in the one before', async () => {
    const [, second] = project(cycles, 'w', await eventsOf('websocket-reconnection')).cycles;
    expect(second?.known.learned.map(({ by, type }) => [by, type])).toEqual([['debug-1-1', 'agent_reported']]);
    expect(second?.planChanges.map(({ type, text, to }) => [type, text, to])).toEqual([
      ['plan_item_done', 'Diagnose message loss during WebSocket reconnection', null],
      ['plan_item_noted', 'Fix root cause', 'queue.clear() at L47 of reconnect.ts runs too early'],
    ]);
    expect(second?.agents).toMatchObject([{ id: 'implement-2-1', itemIds: ['fix'], durationS: 964 }]);
  });
});
