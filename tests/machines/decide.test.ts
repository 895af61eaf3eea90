// A command beside its data: what makes it invalid, what each event takes from it, and what a refusal contains.
import { describe, expect, test } from 'vitest';
import type { Command } from '../../machines/commands/command.ts';
import { Run, started } from '../../src/check/run/run.ts';

/** The sentence that says why a command is invalid. */
const invalid = (options: Partial<Record<keyof Command, unknown>>, name: unknown = 'warning.issue'): string => {
  const data = 'data' in options ? options.data : { message: 'Mind the step' };
  const decision = started().send(name as string, data, options as Partial<Command>);
  return decision.kind === 'invalid' ? decision.sentence : decision.kind;
};
const long = (length: number): string => 'x'.repeat(length);

describe('an invalid command is refused with a sentence', () => {
  const CASES: readonly [string, Partial<Record<keyof Command, unknown>>][] = [
    ['id: 1 to 256 characters', { id: '' }],
    ['id: 1 to 256 characters', { id: long(257) }],
    ['actor: 1 to 1,000 characters', { actor: '' }],
    ['actor: 1 to 1,000 characters', { actor: long(1_001) }],
    ['time: "2026-01-31" is a day; expected its time too, as 2026-01-31T14:50:00Z', { time: '2026-01-31' }],
    ['time: "noon" is not a time: expected one such as 2026-01-31T14:50:00Z', { time: 'noon' }],
    ['time: expected one such as 2026-01-31T14:50:00Z', { time: 7 }],
    [
      'time: "2026-02-30T14:50:00.000Z" is not a time: 2026-02 has 28 days, so there is no day 30 in it',
      { time: '2026-02-30T14:50:00.000Z' },
    ],
    ['description: at most 1,000,000 characters', { description: long(1_000_001) }],
    ['severity: one of debug, info, warning, error, critical', { severity: 'loud' }],
    ['tags: a list of texts', { tags: 'one' }],
    ['tags: a list of texts', { tags: ['one', 2] }],
    ['tags: at most 1,000,000 characters', { tags: [long(600_000), long(600_000)] }],
    ['correlationId: 1 to 256 characters', { correlationId: '' }],
    ['correlationId: 1 to 256 characters', { correlationId: 7 }],
    ['correlationId: 1 to 256 characters', { correlationId: ['a'] }],
    ['correlationId: 1 to 256 characters', { correlationId: long(257) }],
    ['traceparent: at most 256 characters', { traceparent: long(257) }],
    ['derivedFrom: 1 to 10,000 characters', { derivedFrom: '' }],
    ['derivedFrom: 1 to 10,000 characters', { derivedFrom: long(10_001) }],
    ['data: no member may be named __proto__', { data: JSON.parse('{"message":"a","extra":{"__proto__":1}}') }],
  ];
  test.each(CASES)('%s', (sentence, options) => expect(invalid(options)).toBe(sentence));

  test('a time is recorded in UTC with milliseconds, and the command is the same however it is written', () => {
    const forms = ['2026-01-31T15:50:00.5+01:00', '2026-01-31 14:50:00,5', '2026-01-31T14:50:00.500Z'];
    const run = started().must('warning.issue', { message: 'Once' }, { id: 'c', time: forms[0] as string });
    expect(run.events.at(-1)?.time).toBe('2026-01-31T14:50:00.500Z');
    for (const time of forms)
      expect(run.send('warning.issue', { message: 'Once' }, { id: 'c', time }).kind).toBe('repeated');
  });

  test('a name that is not a text', () => {
    expect(invalid({}, 7)).toBe('name: the word of a command, or the type of an event');
  });

  test('a value at a limit is within it', () => {
    const options = {
      id: long(256),
      actor: long(1_000),
      description: long(1_000_000),
      severity: 'critical',
      tags: [long(1_000_000)],
      correlationId: long(256),
      traceparent: long(256),
      derivedFrom: long(10_000),
    };
    expect(invalid(options)).toBe('accepted');
    expect(invalid({ traceparent: '', tags: [], correlationId: 'c', derivedFrom: 'd' })).toBe('accepted');
  });

  test('an unknown word is refused with the nearest command, where one is near', () => {
    expect(invalid({}, 'task.strat')).toBe('no command is named task.strat; did you mean task.start?');
    expect(invalid({}, 'phase.nxt')).toBe('no command is named phase.nxt; did you mean phase.next?');
    expect(invalid({}, 'toString')).toBe('no command is named toString');
    expect(invalid({}, 'ask.start')).toBe('no command is named ask.start; did you mean task.start?');
    expect(invalid({}, 'make.dinner')).toBe('no command is named make.dinner');
    expect(invalid({}, '')).toBe('no command is named ');
  });

  test('data of another shape, by the command that was sent', () => {
    expect(invalid({ data: {} })).toContain('warning.issue: message: ');
    expect(invalid({ data: { message: 'a', more: 1 } })).toBe('warning.issue: Unrecognized key: "more"');
    expect(invalid({ data: null }, 'entry.add')).toContain('entry.add: ');
    expect(invalid({ data: 'text' }, 'entry.add')).toContain('entry.add: ');
    expect(invalid({ data: { title: 7 } }, 'question.ask')).toContain('question.ask: title: ');
    expect(invalid({ data: { notes: 7 } }, 'phase.next')).toContain('phase.next: notes: ');
    expect(invalid({ data: { todos: 7 } }, 'todos.sync')).toContain('todos.sync: todos: ');
    expect(invalid({ data: { goal: '' } }, 'session.start')).toContain('session_started: goal: ');
  });
});

describe('an event takes from its command', () => {
  test('the options of the command, on each event, and nothing that was not given', () => {
    const options: Partial<Command> = {
      actor: 'Ada',
      time: '2026-01-31T13:00:00.000Z',
      severity: 'warning',
      description: 'Twice',
      tags: ['a,b', 'c%'],
      correlationId: 'call-1',
      traceparent: '00-1',
      derivedFrom: 'events-s1.json#1',
      redacted: 2,
      auth: { type: 'api_key', id: 'k3v9q2xw5d/ci' },
    };
    const decider = started().must('phase.next').must('phase.next', {}, options);
    const [completed, begun] = decider.events.slice(-2);
    const both = {
      specversion: '1.0',
      source: '/sessions/s1',
      sessionid: 's1',
      actor: 'Ada',
      time: '2026-01-31T13:00:00.000Z',
      recordedtime: '2026-01-31T14:00:03.000Z',
      severity: 'warning',
      description: 'Twice',
      tags: 'a%2Cb,c%25',
      correlationid: 'call-1',
      traceparent: '00-1',
      derivedfrom: 'events-s1.json#1',
      authtype: 'api_key',
      authid: 'k3v9q2xw5d/ci',
      commandid: 'command-3',
      commitid: 'commit-3',
      schemaversion: 1,
    };
    const { hash: _first, commandhash, ...first } = completed!;
    const { hash: _second, ...second } = begun!;
    expect(commandhash).toMatch(/^[0-9a-f]{64}$/);
    expect(first).toEqual({
      ...both,
      id: 'event-3',
      type: 'phase_completed',
      ordinal: 3,
      redacted: 2,
      data: { phase: 'Context' },
    });
    expect(second).toEqual({
      ...both,
      id: 'event-4',
      type: 'phase_started',
      ordinal: 4,
      data: { phase: 'Planning' },
    });
  });

  test('its defaults: the orchestrator, now, and no empty list of tags', () => {
    const {
      hash: _hash,
      commandhash: _command,
      ...event
    } = started().must('warning.issue', { message: 'Mind the step' }, { tags: [], redacted: 0 }).events.at(-1)!;
    expect(event).toEqual({
      specversion: '1.0',
      id: 'event-2',
      source: '/sessions/s1',
      type: 'warning_issued',
      time: '2026-01-31T14:00:02.000Z',
      sessionid: 's1',
      ordinal: 2,
      schemaversion: 1,
      actor: 'orchestrator',
      commandid: 'command-2',
      commitid: 'commit-2',
      recordedtime: '2026-01-31T14:00:02.000Z',
      data: { message: 'Mind the step' },
    });
  });

  test('the rules that it violated, one after the other, where the session only observes', () => {
    const decider = started({ enforcement: 'observe' }).must('phase.next').must('phase.start', { phase: 'Dreaming' });
    expect(decider.events.at(-1)?.violates).toBe('P.known,P.one');
    expect(decider.events.at(-1)?.id).toBe('event-3');
  });
});

test('a command whose result exists already changes nothing', () => {
  const todos = [{ id: 'o1', content: 'Read', status: 'pending' }];
  const decider = started().must('todos.sync', { todos });
  expect(decider.send('todos.sync', { todos })).toEqual({ kind: 'unchanged' });
});

describe('a command that was sent before', () => {
  test('returns its first events, and how many they were', () => {
    const decider = started().must('phase.next').must('phase.next');
    expect(decider.send('phase.next', {}, { id: 'command-3' })).toEqual({
      kind: 'repeated',
      firstOrdinal: 3,
      count: 2,
    });
  });

  test('is the same whatever was redacted in it and whoever sent it, and another for any other content', () => {
    const decider = started().must('warning.issue', { message: 'One' });
    const again = (message: string, options: Partial<Command>) =>
      decider.send('warning.issue', { message }, { id: 'command-2', ...options });
    expect(again('One', { redacted: 3 }).kind).toBe('repeated');
    expect(again('One', { auth: { type: 'api_key', id: 'other/other' } }).kind).toBe('repeated');
    expect(again('Two', {})).toMatchObject({
      kind: 'rejected',
      rejection: {
        rule: 'E.command',
        sentence: 'A command id stands for one command.',
        detail: 'command-2 was another command',
        violations: [{ severity: 'error' }],
      },
    });
    expect(again('One', { actor: 'Ada' }).kind).toBe('rejected');
  });
});

describe('a refusal contains', () => {
  test('the first rule, all of them, and a state summary', () => {
    const decider = started().must('phase.next');
    decider.must('agent.launch', { agents: [{ agentId: 'a1', agentType: 'tester' }] });
    decider.must('task.plan', { taskId: 't1', title: 'One' }).must('cycle.start', { cycle: 1 });
    const decision = decider.send('session.end', { outcome: 'completed' });
    expect(decision).toMatchObject({
      kind: 'rejected',
      rejection: {
        rule: 'S.finished',
        sentence:
          'A session ends as completed only when its agents have ended, no task is open and every phase is completed, skipped or abandoned.',
        detail: expect.stringContaining('agent a1 has not ended; task t1 is open'),
        violations: [{ rule: 'S.finished', severity: 'error' }, { rule: 'G.guard' }, { rule: 'C.complete' }],
        state: { session: 'running', ordinal: 5, phases: ['Context'], cycles: [1], runningAgents: 1, openTasks: 1 },
      },
    });
  });

  test('errors only, though a warning was violated too', () => {
    const decider = started().must('phase.next');
    const entry = { entryId: 'e1', entryType: 'note', title: 'T', content: 'C' };
    decider.must('entry.add', entry);
    expect(decider.refusedBy('entry.add', { ...entry, relatedPhase: 'Dreaming' })).toEqual(['K.unique']);
  });

  test('a session that only observes is refused by one rule: it starts first', () => {
    const decider = new Run();
    expect(decider.refusedBy('session.start', { goal: 'One', enforcement: 'observe' })).toEqual([]);
    expect(decider.refusedBy('session.start', { goal: 'Two', enforcement: 'observe' })).toEqual(['S.first']);
    expect(new Run().refusedBy('warning.issue', { message: 'One' })).toEqual(['S.first']);
  });
});
