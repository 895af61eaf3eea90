// A trace is what the Trace Event Format demands, and says what the timeline says.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { project } from '../../projections/index.ts';
import { timeline } from '../../projections/timeline.ts';
import { Run, started } from '../../src/check/run/run.ts';
import { type TraceEvent, traceOf, traceOfEvents, traceText } from '../../src/export/trace.ts';
import { folderSource } from '../../src/session/source/folder-source.ts';
import { anySession } from '../any-session.ts';
import { runs } from '../more.ts';

/** What is wrong with events, by the format: required members, units, nesting within a track, names of all tracks. */
const faultsOf = (text: string): string[] => {
  const { traceEvents } = JSON.parse(text) as { traceEvents: TraceEvent[] };
  const wrong: string[] = [];
  const named = new Set<number>();
  const tracks = new Map<number, { ts: number; end: number }[]>();
  for (const event of traceEvents) {
    const { ph, name, pid, tid, ts } = event;
    if (typeof name !== 'string' || pid !== 1 || !Number.isSafeInteger(tid)) wrong.push(`members of ${name}`);
    if (!Number.isSafeInteger(ts) || ts < 0) wrong.push(`ts of ${name}: ${ts}`);
    switch (ph) {
      case 'M':
        if (name === 'thread_name') named.add(tid);
        if (!['process_name', 'thread_name', 'thread_sort_index'].includes(name)) wrong.push(`metadata ${name}`);
        break;
      case 'X':
        if (!Number.isSafeInteger(event.dur) || event.dur < 0) wrong.push(`dur of ${name}: ${event.dur}`);
        tracks.set(tid, [...(tracks.get(tid) ?? []), { ts, end: ts + event.dur }]);
        break;
      case 'i':
        if (event.s !== 't') wrong.push(`scope of ${name}`);
        break;
      default:
        wrong.push(`phase ${JSON.stringify(ph satisfies never)}`);
    }
    if (ph !== 'M' && !named.has(tid)) wrong.push(`track ${tid} has no name`);
  }
  for (const [tid, bars] of tracks)
    for (const [index, a] of bars.entries())
      for (const b of bars.slice(index + 1)) {
        const isApart = a.end <= b.ts || b.end <= a.ts;
        const isInside = (a.ts <= b.ts && b.end <= a.end) || (b.ts <= a.ts && a.end <= b.end);
        if (!isApart && !isInside) wrong.push(`two bars of track ${tid} overlap`);
      }
  return wrong;
};

const at = (clock: string) => ({ time: `2026-01-31T${clock}.000Z` });

const worked = () =>
  new Run()
    .must('session.start', { goal: 'Read', profile: 'normal' }, at('14:00:00'))
    .must('phase.start', { phase: 'Context' }, at('14:00:10'))
    .must('agent.launch', { agents: [{ agentId: 'a1', agentType: 'researcher' }], wave: 1 }, at('14:00:20'))
    .must('task.plan', { taskId: 't1', title: 'Read the code' }, at('14:00:21'))
    .must('task.start', { taskId: 't1', agentId: 'a1' }, at('14:00:22'))
    .must('question.ask', { title: 'Which one?', entryId: 'q1' }, at('14:00:30'))
    .must('question.resolve', { entryId: 'q1', answer: 'That' }, at('14:00:40'))
    .must('task.complete', { taskId: 't1' }, at('14:00:50'))
    .must('agent.complete', { agents: [{ agentId: 'a1' }] }, at('14:01:00'))
    .must('error.record', { message: 'It broke' }, at('14:01:05'));

describe('a trace', () => {
  it('has each span in microseconds with its own times, and what only happens as instants', () => {
    const { traceEvents, otherData } = traceOfEvents('s1', worked().events);
    const shown = traceEvents.flatMap((event) =>
      event.ph === 'M' ? [] : [[event.ph, event.cat, event.name, event.ts, event.ph === 'X' ? event.dur : 0]],
    );
    const begin = Date.parse('2026-01-31T14:00:00.000Z') * 1000;
    const second = 1_000_000;
    expect(shown).toContainEqual(['X', 'phase', 'Context', begin + 10 * second, 55 * second]);
    expect(shown).toContainEqual(['X', 'agent', 'a1', begin + 20 * second, 40 * second]);
    expect(shown).toContainEqual(['X', 'task', 'Read the code', begin + 22 * second, 28 * second]);
    expect(shown).toContainEqual(['X', 'waiting', 'Waiting for a person', begin + 30 * second, 10 * second]);
    expect(shown).toContainEqual(['i', 'question', 'asked: Which one?', begin + 30 * second, 0]);
    expect(shown).toContainEqual(['i', 'error', 'error: It broke', begin + 65 * second, 0]);
    expect(otherData).toMatchObject({ sessionId: 's1', withoutTime: 0 });
  });

  it('names its process and a track for each agent, and says what has not ended', () => {
    const { traceEvents } = traceOfEvents('s1', worked().events);
    const names = traceEvents.flatMap((event) => (event.ph === 'M' && 'name' in event.args ? [event.args.name] : []));
    expect(names[0]).toMatch(/^Session s1: /);
    expect(names).toContain('Agent a1 (researcher)');
    const phase = traceEvents.find((event) => event.ph === 'X' && event.cat === 'phase');
    expect(phase?.args).toMatchObject({ ended: false, status: 'running' });
  });

  it('of the recorded example is valid and has every span of its timeline', async () => {
    const source = await folderSource(new URL('../../examples/password-reset', import.meta.url).pathname);
    const events = [];
    for await (const { event } of source.events()) events.push(event);
    const document = project(timeline, source.sessionId, events);
    const trace = traceOf(document);
    expect(faultsOf(traceText(trace))).toEqual([]);
    const count = (cat: string) => trace.traceEvents.filter((event) => event.ph !== 'M' && event.cat === cat).length;
    expect([count('phase'), count('agent'), count('task'), count('todo'), count('gate')]).toEqual([
      document.phases.length,
      document.agents.length,
      document.tasks.length,
      document.todos.length,
      document.gates.length,
    ]);
  });

  it('of any session is valid', () => {
    fc.assert(
      fc.property(anySession(60), ({ profile, list }) => {
        const run = started({ profile, enforcement: 'observe' });
        for (const { name, data, actor } of list) run.send(name, data, actor === undefined ? {} : { actor });
        expect(faultsOf(traceText(traceOfEvents('s1', run.events)))).toEqual([]);
      }),
      { numRuns: runs(100) },
    );
  });
});
