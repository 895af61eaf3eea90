// What a session service promises on any log: run on the memory log and on a real JetStream one.
import { describe, expect, it, vi } from 'vitest';
import { canonicalJson } from '../../machines/canonical-json.ts';
import type { RecordedEvent } from '../../machines/events/envelope.ts';
import { isRepriseError } from '../../src/errors.ts';
import { memoryLog } from '../../src/log/memory.ts';
import type { Log } from '../../src/log/port.ts';
import { logSource } from '../../src/session/record/source.ts';
import { verify } from '../../src/session/record/verify.ts';
import { createSessions } from '../../src/session/write/create-sessions.ts';
import type { NewCommand } from '../../src/session/write/new-command.ts';
import type { SendResult } from '../../src/session/write/sessions.ts';
import { PATIENCE_MS } from '../patience.ts';
import { codeOf, collect, WHOLE_SESSION_EVENTS, wholeSession } from './work.ts';

const START: NewCommand = { id: 'start', name: 'session.start', data: { goal: 'g', profile: 'cycles' } };
/** Each planned and started; an id has as many characters as `length` says. */
const taskId = (place: number, length = 0): string => `task_${place}`.padEnd(length, '_');
export const runningTasks = (count: number, length?: number): NewCommand[] =>
  Array.from({ length: count }, (_, place) => taskId(place, length)).flatMap((id, place) => [
    { id: `plan-${place}`, name: 'task.plan', data: { taskId: id, title: 'T' } },
    { id: `start-${place}`, name: 'task.start', data: { taskId: id } },
  ]);
export const drops = (count: number, length?: number): NewCommand[] =>
  Array.from({ length: count }, (_, place) => ({
    id: `drop-${place}`,
    name: 'task.drop',
    data: { taskId: taskId(place, length), reason: 'Given up' },
  }));
const entry = (entryId: string, id = entryId): NewCommand => ({
  id,
  name: 'entry.add',
  data: { entryId, entryType: 'note', title: entryId, content: 'x' },
});

/** @param open the log to test on; the same one for all tests, so sessions have ids of their own */
/** A service that cuts an import into several commits, and before each lets another have its way with the log. */
const interruptedService = (log: Log, before: (append: number) => Promise<void>) => {
  let appends = 0;
  return createSessions({
    ...log,
    maxCommitBytes: 2_500,
    append: async (...call: Parameters<Log['append']>) => {
      appends += 1;
      await before(appends);
      return log.append(...call);
    },
  });
};

export const serviceContract = (name: string, open: () => Log): void => {
  let sessionCount = 0;
  const freshId = () => `s-${++sessionCount}-${Math.random().toString(36).slice(2)}`;
  const eventsOf = async (log: Log, sessionId: string): Promise<RecordedEvent[]> =>
    (await collect(createSessions(log).read(sessionId))).map(({ event }) => event);

  describe(`sessions on ${name}`, () => {
    it('records a command and returns its events, position, durability and the state after it', async () => {
      const log = open();
      const sessionId = freshId();
      const result = await createSessions(log).send(sessionId, START);
      if (result.kind !== 'recorded') throw new Error(result.kind);
      expect(result.events.map(({ type, ordinal }) => [type, ordinal])).toEqual([['session_started', 1]]);
      expect(result.state).toMatchObject({ session: { state: 'running' }, ordinal: 1 });
      expect(result.durability).toBe(log.durability);
      expect(result.position.sequence).toBe((await log.last(sessionId))?.position.sequence);
      expect(await eventsOf(log, sessionId)).toEqual(result.events);
    });

    it('starts an enforced session only with a parent that the log holds, and names those near it', async () => {
      const log = open();
      const sessions = createSessions(log);
      const [parent, child] = [freshId(), freshId()];
      const start = (parentSession: string, enforcement: 'enforce' | 'observe' = 'enforce') =>
        sessions.send(child, { name: 'session.start', data: { goal: 'Go on', parentSession, enforcement }, id: 'c1' });
      await sessions.send(parent, START);
      await expect(start(`${parent}x`)).rejects.toMatchObject({
        code: 'SESSION_NOT_FOUND',
        exitCode: 3,
        message: `There is no session ${parent}x.`,
        hint: expect.stringContaining(`Near it: ${parent}`),
      });
      await expect(start(child)).rejects.toMatchObject({ code: 'SESSION_NOT_FOUND' });
      expect(await eventsOf(log, child)).toEqual([]);
      expect((await start(parent)).kind).toBe('recorded');
      expect((await start(parent)).kind).toBe('repeated');
    });

    it('reports the parent of an observed session that the log does not hold, for as long as the session is kept', async () => {
      const log = open();
      const [parent, child, other] = [freshId(), freshId(), freshId()];
      const data = { goal: 'Go on', parentSession: parent, enforcement: 'observe' as const };
      const start = (id: string, sessions = createSessions(log)) =>
        sessions.send(id, { name: 'session.start', data, id: 'c1' });
      const violation = {
        rule: 'S.parent',
        severity: 'error',
        ordinal: 1,
        detail: `the log held no session ${parent} when this one started`,
      };
      expect(await start(child)).toMatchObject({ kind: 'recorded', violations: [violation] });
      const recorded = await createSessions(log).record(other, [{ name: 'session.start', data }]);
      expect(recorded).toMatchObject({ recorded: 1, violations: [violation] });

      await createSessions(log).send(parent, START);
      expect(await start(child)).toMatchObject({ kind: 'repeated' });
      const [event] = await eventsOf(log, child);
      expect(event).toMatchObject({ violates: 'S.parent', data: { parentKnown: false } });
      const { rules, ok } = await verify(logSource(log, child));
      expect({ rules, ok }).toMatchObject({ rules: [{ rule: 'S.parent', today: [1], recorded: [1] }], ok: true });

      const late = freshId();
      expect(await start(late)).toMatchObject({ kind: 'recorded', violations: [] });
      expect((await eventsOf(log, late))[0]?.data).not.toHaveProperty('parentKnown');
    });

    it('takes a start that another log recorded as it is', async () => {
      const [theirs, ours] = [memoryLog(), open()];
      const [parent, child] = [freshId(), freshId()];
      await createSessions(theirs).send(parent, START);
      await createSessions(theirs).send(child, {
        name: 'session.start',
        data: { goal: 'Go on', parentSession: parent },
      });
      const [event] = await eventsOf(theirs, child);
      const copied = { name: 'session_started', data: event?.data, id: 'c1' };
      expect(await createSessions(ours).record(child, [copied])).toMatchObject({ recorded: 1, violations: [] });
    });

    it('gives a command without an id a fresh one', async () => {
      const sessions = createSessions(open());
      const { id: _, ...nameless } = START;
      const result = await sessions.send(freshId(), nameless);
      expect(result.commandId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    });

    it('records the two events of one command as one commit', async () => {
      const log = open();
      const sessionId = freshId();
      await createSessions(log).record(sessionId, wholeSession().slice(0, 3));
      const result = await createSessions(log).send(sessionId, { name: 'phase.next', data: {} });
      expect(result.kind === 'recorded' && result.events.map(({ type }) => type)).toEqual([
        'phase_completed',
        'phase_started',
      ]);
      expect((await log.last(sessionId))?.lines).toHaveLength(2);
    });

    it('gives a repeat its first events and adds none, also to a service that never saw the first', async () => {
      const log = open();
      const sessionId = freshId();
      const sessions = createSessions(log);
      await sessions.send(sessionId, START);
      const first = await sessions.send(sessionId, entry('e1'));
      await sessions.send(sessionId, entry('e2'));
      for (const service of [sessions, createSessions(log)]) {
        const again = await service.send(sessionId, entry('e1'), { expectedOrdinal: 1 });
        const { durability: _notRecorded, ...answer } = first as SendResult & { kind: 'recorded' };
        expect(canonicalJson(again)).toBe(canonicalJson({ ...answer, kind: 'repeated' }));
      }
      expect(await eventsOf(log, sessionId)).toHaveLength(3);
    });

    it('refuses a known command id with another body', async () => {
      const sessions = createSessions(open());
      const sessionId = freshId();
      await sessions.send(sessionId, START);
      await sessions.send(sessionId, entry('e1', 'same'));
      const other = await sessions.send(sessionId, entry('e2', 'same'));
      expect(other.kind === 'refused' && other.rejection.rule).toBe('E.command');
    });

    it('refuses what a rule forbids, with the rule, the state and what is legal, and records nothing', async () => {
      const log = open();
      const sessionId = freshId();
      const sessions = createSessions(log);
      await sessions.record(sessionId, wholeSession().slice(0, 4));
      const result = await sessions.send(sessionId, { name: 'phase.start', data: { phase: 'Delivery' } });
      if (result.kind !== 'refused') throw new Error(result.kind);
      expect(result.rejection.rule).toMatch(/^P\./);
      expect(result.rejection.state.phases).toEqual(['Planning']);
      expect(result.rejection.legal).toContainEqual({ word: 'phase.complete', data: { phase: 'Planning' }, needs: [] });
      expect(await eventsOf(log, sessionId)).toHaveLength(5);
    });

    it('decides a refused command anew when it is sent again', async () => {
      const sessions = createSessions(open());
      const sessionId = freshId();
      await sessions.send(sessionId, START);
      const end: NewCommand = { id: 'end', name: 'cycle.end', data: { cycle: 1 } };
      expect((await sessions.send(sessionId, end)).kind).toBe('refused');
      await sessions.send(sessionId, { name: 'cycle.start', data: { cycle: 1 } });
      expect((await sessions.send(sessionId, end)).kind).toBe('recorded');
    });

    it('keeps every fact of an observed session and reports its violations', async () => {
      const sessions = createSessions(open());
      const sessionId = freshId();
      await sessions.send(sessionId, { name: 'session.start', data: { goal: 'g', enforcement: 'observe' } });
      const result = await sessions.send(sessionId, { name: 'phase.complete', data: { phase: 'Review' } });
      if (result.kind !== 'recorded') throw new Error(result.kind);
      expect(result.violations[0]).toMatchObject({ severity: 'error', ordinal: 2, type: 'phase_completed' });
      expect(result.events[0]?.violates).toBe(result.violations.map(({ rule }) => rule).join(','));
    });

    it('is a conflict when the session is not at the expected ordinal, with the actual one', async () => {
      const log = open();
      const sessionId = freshId();
      const [one, other] = [createSessions(log), createSessions(log)];
      await one.send(sessionId, START);
      await other.send(sessionId, entry('e1'));
      // `one` still has ordinal 1 in mind: the log knows better.
      const stale = await one.send(sessionId, entry('e2'), { expectedOrdinal: 1 });
      expect(stale).toEqual({ kind: 'conflict', commandId: 'e2', expected: 1, actual: 2 });
      expect((await one.send(sessionId, entry('e2'), { expectedOrdinal: 2 })).kind).toBe('recorded');
      expect(await codeOf(one.send(sessionId, START))).toBe('nothing was thrown');
    });

    it('reports a stale expectation before a violated rule', async () => {
      const sessions = createSessions(open());
      const sessionId = freshId();
      await sessions.send(sessionId, START);
      const result = await sessions.send(sessionId, { name: 'cycle.end', data: { cycle: 9 } }, { expectedOrdinal: 7 });
      expect(result).toMatchObject({ kind: 'conflict', expected: 7, actual: 1 });
    });

    it('throws USAGE for an invalid command: an unknown word, another shape, data that is not JSON', async () => {
      const sessions = createSessions(open());
      const sessionId = freshId();
      await sessions.send(sessionId, START);
      const circle: Record<string, unknown> = {};
      circle.self = circle;
      for (const command of [
        { name: 'task.strat', data: {} },
        { name: 'task.start', data: { task: 'task_1' } },
        { name: 'entry.add', data: { extra: circle } },
        { name: 'entry.add', data: { extra: 1n } },
        { ...entry('e1'), time: 'yesterday' },
        { ...entry('e1'), traceparent: 'x'.repeat(300) },
      ])
        expect(await codeOf(sessions.send(sessionId, command)), command.name).toBe('USAGE');
      expect((await sessions.load(sessionId)).head.ordinal).toBe(1);
    });

    it('refuses a session id with a dot, with a space, and of 65 characters', async () => {
      const sessions = createSessions(open());
      const wrong = {
        'a.b': 'contains a dot',
        'a b': 'contains a space',
        ['a'.repeat(65)]: 'has 65 characters',
        '': 'is empty',
      };
      for (const [sessionId, why] of Object.entries(wrong)) {
        expect(await codeOf(sessions.send(sessionId, START))).toBe('BAD_SESSION_ID');
        expect(await codeOf(sessions.record(sessionId, [START]))).toBe('BAD_SESSION_ID');
        const error = await sessions.load(sessionId).catch((thrown: unknown) => thrown);
        expect(isRepriseError(error, 'BAD_SESSION_ID') && error.message).toContain(why);
      }
    });

    it('refuses a commit that is too large before it is sent, and records nothing', async () => {
      const log = open();
      const sessionId = freshId();
      const sessions = createSessions({ ...log, maxCommitBytes: 2_000 });
      await sessions.send(sessionId, START);
      const large = { ...entry('e1'), description: 'ü'.repeat(1_000) };
      expect(await codeOf(sessions.send(sessionId, large))).toBe('COMMIT_TOO_LARGE');
      expect(await codeOf(sessions.record(sessionId, [entry('e0'), large]))).toBe('COMMIT_TOO_LARGE');
      expect(await eventsOf(log, sessionId)).toHaveLength(1);
    });

    it('refuses an end of a session that ends more than fits a commit, and names the way on', async () => {
      const log = open();
      const sessionId = freshId();
      const sessions = createSessions({ ...log, maxCommitBytes: 30_000 });
      await sessions.record(sessionId, [START, ...runningTasks(100)]);
      const end: NewCommand = { id: 'end', name: 'session.end', data: { outcome: 'failed' } };
      await expect(sessions.send(sessionId, end)).rejects.toMatchObject({
        code: 'COMMIT_TOO_LARGE',
        message: expect.stringMatching(
          /^Command 1 \(session\.end\) results in \d+ bytes; this log takes at most 30000 /,
        ),
        hint: expect.stringContaining(
          'end some of that first (task.drop, todo.cancel, agent.lose), then send it again',
        ),
      });
      expect(await eventsOf(log, sessionId)).toHaveLength(201);
      await sessions.record(sessionId, drops(50));
      const result = await sessions.send(sessionId, end);
      expect(result.kind === 'recorded' && result.events.map(({ type }) => type)).toEqual([
        ...Array.from({ length: 50 }, () => 'task_dropped'),
        'session_ended',
      ]);
      expect((await verify(logSource(log, sessionId))).ok).toBe(true);
    });

    it('loses nothing when many write to one session, and decides all in order', async () => {
      const log = open();
      const sessionId = freshId();
      await createSessions(log).send(sessionId, START);
      const writers = Array.from({ length: 8 }, () => createSessions(log));
      const sent = writers.flatMap((writer, w) =>
        Array.from({ length: 10 }, (_, n) => writer.send(sessionId, entry(`e-${w}-${n}`), { deadlineMs: PATIENCE_MS })),
      );
      const results = await Promise.all(sent);
      expect(new Set(results.map(({ kind }) => kind))).toEqual(new Set(['recorded']));
      const events = await eventsOf(log, sessionId); // which checks ordinals and chain
      expect(events).toHaveLength(81);
      // Each writer's own commands stand in the order in which it sent them.
      for (let w = 0; w < writers.length; w += 1) {
        const own = events.flatMap(({ commandid }) => (commandid.startsWith(`e-${w}-`) ? [commandid] : []));
        expect(own).toEqual(Array.from({ length: 10 }, (_, n) => `e-${w}-${n}`));
      }
    });

    it('lets one of many start the same thing once', async () => {
      const log = open();
      const sessionId = freshId();
      await createSessions(log).send(sessionId, START);
      const results = await Promise.all(
        Array.from({ length: 8 }, () =>
          createSessions(log).send(sessionId, { name: 'cycle.start', data: { cycle: 1 } }),
        ),
      );
      expect(results.filter(({ kind }) => kind === 'recorded')).toHaveLength(1);
      expect(results.filter(({ kind }) => kind === 'refused')).toHaveLength(7);
      expect(await eventsOf(log, sessionId)).toHaveLength(2);
    });

    it('counts a command once when many send it at the same time', async () => {
      const log = open();
      const sessionId = freshId();
      await createSessions(log).send(sessionId, START);
      const results = await Promise.all(
        Array.from({ length: 6 }, () => createSessions(log).send(sessionId, entry('e'))),
      );
      expect(results.filter(({ kind }) => kind === 'recorded')).toHaveLength(1);
      expect(results.filter(({ kind }) => kind === 'repeated')).toHaveLength(5);
    });

    it('records an import in few commits, and the same import again adds nothing', async () => {
      const log = open();
      const sessionId = freshId();
      const received: number[] = [];
      const first = await createSessions(log).record(sessionId, wholeSession(), {
        onProgress: ({ recorded }) => received.push(recorded),
      });
      expect(first).toMatchObject({ recorded: WHOLE_SESSION_EVENTS, repeated: 0 });
      expect(first.refused).toBeUndefined();
      expect(received).toEqual([WHOLE_SESSION_EVENTS]);
      expect(await collect(log.read(sessionId))).toHaveLength(1);
      expect(await eventsOf(log, sessionId)).toEqual(first.events);
      const again = await createSessions(log).record(sessionId, wholeSession());
      expect(again).toMatchObject({ recorded: 0, repeated: wholeSession().length, events: [] });
      expect(await eventsOf(log, sessionId)).toHaveLength(WHOLE_SESSION_EVENTS);
    });

    it('divides an import between commands so that every commit fits', async () => {
      const log = open();
      const sessionId = freshId();
      const maxCommitBytes = 2_500;
      const result = await createSessions({ ...log, maxCommitBytes }).record(sessionId, wholeSession());
      expect(result.recorded).toBe(WHOLE_SESSION_EVENTS);
      const commits = await collect(log.read(sessionId));
      expect(commits.length).toBeGreaterThan(2);
      const commandsSeen = new Set<string>();
      for (const { lines } of commits) {
        expect(Buffer.byteLength(lines.join('\n')) + 1).toBeLessThanOrEqual(maxCommitBytes);
        const ids = new Set(lines.map((line) => JSON.parse(line).commandid as string));
        for (const id of ids) expect(commandsSeen.has(id), `${id} is in two commits`).toBe(false);
        for (const id of ids) commandsSeen.add(id);
      }
      expect(await eventsOf(log, sessionId)).toHaveLength(WHOLE_SESSION_EVENTS);
    });

    it('records nothing of an import of which one command is refused or not valid', async () => {
      const log = open();
      const sessionId = freshId();
      const commands = wholeSession();
      const bad = { id: 'bad', name: 'phase.start', data: { phase: 'Delivery' } };
      const result = await createSessions({ ...log, maxCommitBytes: 2_500 }).record(sessionId, [...commands, bad]);
      expect(result).toMatchObject({ recorded: 0, events: [], refused: { place: commands.length, command: bad } });
      expect(await codeOf(createSessions(log).record(sessionId, [...commands, { name: 'x', data: {} }]))).toBe('USAGE');
      expect(await log.last(sessionId)).toBeUndefined();
    });

    it('continues an import that another writer came between', async () => {
      const log = open();
      const sessionId = freshId();
      const other = createSessions(log);
      const overtaken = interruptedService(log, async (append) => {
        if (append === 2 || append === 4) await other.send(sessionId, entry(`other-${append}`));
      });
      const result = await overtaken.record(sessionId, wholeSession());
      expect(result.refused).toBeUndefined();
      expect(result).toMatchObject({ recorded: WHOLE_SESSION_EVENTS, repeated: 0 });
      expect(await eventsOf(log, sessionId)).toHaveLength(WHOLE_SESSION_EVENTS + 2);
    });

    it('chains each commit of an import to the one before it, also when more was read meanwhile', async () => {
      const log = open();
      const sessionId = freshId();
      const other = createSessions(log);
      let appends = 0;
      const importing = createSessions({
        ...log,
        maxCommitBytes: 2_500,
        append: async (...call: Parameters<Log['append']>) => {
          const result = await log.append(...call);
          appends += 1;
          if (appends === 1) {
            // Before its answer arrives, another writer continues, and the importer itself reads that.
            await other.send(sessionId, entry('other'));
            await importing.load(sessionId);
          }
          return result;
        },
      });
      expect(await importing.record(sessionId, wholeSession())).toMatchObject({ recorded: WHOLE_SESSION_EVENTS });
      const ordinals = (await eventsOf(log, sessionId)).map(({ ordinal }) => ordinal);
      expect(ordinals).toEqual(Array.from({ length: WHOLE_SESSION_EVENTS + 1 }, (_, n) => n + 1));
    });

    it('returns the state after a command, also when more was read meanwhile', async () => {
      const log = open();
      const sessionId = freshId();
      const sessions = createSessions({
        ...log,
        append: async (...call: Parameters<Log['append']>) => {
          const result = await log.append(...call);
          await createSessions(log).send(sessionId, entry('other'));
          await sessions.load(sessionId);
          return result;
        },
      });
      const result = await sessions.send(sessionId, START);
      expect(result.kind === 'recorded' && result.state.ordinal).toBe(1);
    });

    it('keeps what an import recorded before another writer made the rest illegal, and reports it', async () => {
      const log = open();
      const sessionId = freshId();
      const other = createSessions(log);
      let ended = 0; // the end, and what ends with it
      const overtaken = interruptedService(log, async (append) => {
        if (append !== 2) return;
        const end = await other.send(sessionId, { name: 'session.end', data: { outcome: 'cancelled' } });
        if (end.kind === 'recorded') ended = end.events.length;
      });
      const result = await overtaken.record(sessionId, wholeSession());
      expect(ended).toBeGreaterThan(0);
      expect(result.refused?.rejection.rule).toBe('S.ended');
      expect(result.recorded).toBeGreaterThan(0);
      expect(result.repeated).toBe(0);
      expect(await eventsOf(log, sessionId)).toHaveLength(result.recorded + ended);
    });

    it('loads an unknown session as ordinal 0 without events', async () => {
      const log = open();
      const sessionId = freshId();
      expect((await createSessions(log).load(sessionId)).head.ordinal).toBe(0);
      expect(await eventsOf(log, sessionId)).toEqual([]);
    });

    it('reports an unknown outcome, and the same command id then counts once', async () => {
      const log = open();
      const sessionId = freshId();
      await createSessions(log).send(sessionId, START);
      let silent = true;
      const sessions = createSessions({
        ...log,
        append: async (...call: Parameters<Log['append']>) => {
          const result = await log.append(...call);
          return silent ? { kind: 'unknown', reason: 'no answer' } : result;
        },
      });
      const error = await sessions.send(sessionId, entry('e1')).catch((thrown: unknown) => thrown);
      expect(isRepriseError(error, 'UNKNOWN_OUTCOME') && error.hint).toContain('same command id');
      silent = false;
      expect((await sessions.send(sessionId, entry('e1'))).kind).toBe('repeated');
      expect((await sessions.send(sessionId, entry('e2'))).kind).toBe('recorded');
      expect(await eventsOf(log, sessionId)).toHaveLength(3);
    });

    it('ends with CONFLICT when others are faster until the deadline', async () => {
      const log = open();
      const sessionId = freshId();
      await createSessions(log).send(sessionId, START);
      let n = 0;
      const overtaken = createSessions({
        ...log,
        append: async (id, commit, { expected }) => {
          n += 1;
          await createSessions(log).send(sessionId, entry(`fast-${n}`));
          // The third time the deadline has passed when it learns of the conflict.
          if (n === 3)
            await vi.waitFor(() => expect(performance.now()).toBeGreaterThan(past), { timeout: PATIENCE_MS });
          return log.append(id, commit, { expected }); // with time enough to learn that it is a conflict
        },
      });
      const deadlineMs = 2_000;
      const past = performance.now() + deadlineMs + 50;
      expect(await codeOf(overtaken.send(sessionId, entry('slow'), { deadlineMs }))).toBe('CONFLICT');
      expect(n).toBeGreaterThan(1);
      expect((await eventsOf(log, sessionId)).some(({ commandid }) => commandid === 'slow')).toBe(false);
    });
  });
};
