// What an admin's side of a log keeps, the same for every adapter: repair leaves the sound record byte for byte, forgetting
// leaves nothing, and what was interrupted anywhere is finished by the next call.
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { encodeEvent } from '../../machines/events/envelope.ts';
import { type Admin, adminOn } from '../../src/admin/admin.ts';
import type { LogAdmin } from '../../src/log/admin-port.ts';
import type { Followed, Log } from '../../src/log/port.ts';
import { createHub } from '../../src/session/follow/hub.ts';
import { subscribe } from '../../src/session/follow/subscribe.ts';
import { logSource } from '../../src/session/record/source.ts';
import { verify } from '../../src/session/record/verify.ts';
import { sessionNamed } from '../../src/session/source/session-name.ts';
import { createSessions } from '../../src/session/write/create-sessions.ts';
import { codeOf, collect, commitOf, followUntil, fresh, isCaughtUp } from '../../src/testing/log-contract/steps.ts';
import { history, sha256 } from '../history.ts';
import { PATIENCE_MS } from '../patience.ts';

export interface AdminStore {
  readonly log: Log;
  readonly admin: LogAdmin;
  /** Puts bytes under a session as another program would. */
  publish(sessionId: string, body: string | Uint8Array): Promise<unknown>;
  stop(): Promise<void>;
}

const BY = { by: 'Ada' };
const REASON = { ...BY, reason: 'the customer asked for it' };

/** Line `n` of a record of this session that no log has. */
const lineOf = (sessionId: string, n: number): string => {
  const record = history(sessionId).start({ goal: 'other' });
  for (let ordinal = 2; ordinal <= n; ordinal += 1) record.add('warning_issued', { message: `warning ${ordinal}` });
  return record.lines[n - 1] as string;
};

/** Throws at its n-th call of what changes the log; before it, or after it was done. */
const interrupted = (
  admin: LogAdmin,
  at: number,
  when: 'before' | 'after',
): { admin: LogAdmin; calls: () => number } => {
  let calls = 0;
  const guarded =
    <A extends unknown[], R>(call: (...given: A) => Promise<R>) =>
    async (...given: A): Promise<R> => {
      calls += 1;
      if (calls === at && when === 'before') throw new Error('interrupted');
      const result = await call(...given);
      if (calls === at) throw new Error('interrupted');
      return result;
    };
  return {
    calls: () => calls,
    admin: {
      streams: admin.streams,
      places: admin.places.map((place) => ({ ...place, count: place.count, erase: guarded(place.erase) })),
      quarantine: {
        stream: admin.quarantine.stream,
        put: guarded((...given) => admin.quarantine.put(...given)),
        list: (id) => admin.quarantine.list(id),
        get: (entry) => admin.quarantine.get(entry),
      },
      names: (stream) => admin.names(stream),
      messages: (stream, id) => admin.messages(stream, id),
      newest: (stream, id) => admin.newest(stream, id),
      whole: (stream, sequence) => admin.whole(stream, sequence),
      rewrite: guarded((...given) => admin.rewrite(...given)),
      purge: guarded((...given) => admin.purge(...given)),
      fence: guarded((...given) => admin.fence(...given)),
      tombstone: (id) => admin.tombstone(id),
      bury: guarded((...given) => admin.bury(...given)),
      close: () => admin.close(),
    },
  };
};

export const describeAdmin = (name: string, start: () => Promise<AdminStore>): void => {
  describe(`${name} keeps the contract of an admin's side`, () => {
    let store: AdminStore;
    let log: Log;
    let admin: Admin;
    beforeAll(async () => {
      store = await start();
      ({ log } = store);
      admin = adminOn(store.admin);
    });
    afterAll(async () => {
      await store?.stop();
    });

    /** A session of five events in five messages. */
    const recorded = async (word: string): Promise<string> => {
      const id = fresh(word);
      const sessions = createSessions(log);
      await sessions.send(id, { name: 'session.start', data: { goal: `the goal of ${id}` } });
      for (let n = 1; n < 5; n += 1) await sessions.send(id, warning(n));
      return id;
    };
    const warning = (n: number) => ({ name: 'warning.issue', data: { message: `warning ${n}` } });
    const linesOf = async (id: string): Promise<string[]> =>
      (await collect(log.read(id))).flatMap(({ lines }) => [...lines]);
    const hasLeft = async (id: string): Promise<number[]> =>
      Promise.all(store.admin.places.map((place) => place.count(id)));

    describe('repair', () => {
      test('shows nothing of a sound session, and changes nothing', async () => {
        const id = await recorded('sound');
        const before = await collect(log.read(id));
        expect(await admin.look(id)).toMatchObject({ sessionId: id, ok: true, events: 5, unsound: [] });
        expect(await admin.repair(id, BY)).toMatchObject({ ok: true, moved: [], rewritten: 0 });
        expect(await collect(log.read(id))).toEqual(before);
      });

      const foreign: [
        kind: string,
        what: string,
        bodies: (lines: readonly string[], id: string) => (string | Uint8Array)[],
      ][] = [
        ['foreign', 'a text', () => ['hello']],
        ['foreign', 'nothing at all', () => ['']],
        ['foreign', 'bytes that are no UTF-8', () => [new Uint8Array([0xff, 0xfe, 0x00, 0x0a])]],
        ['foreign', 'JSON that is no event', () => ['{"json":true}\n']],
        ['foreign', 'what a terminal obeys', () => ['\u001b[2Jgone\u0007\n']],
        ['torn', 'an event that was cut', (lines) => [(lines[4] as string).slice(0, 120)]],
        ['torn', 'an event that was cut, and ended', (lines) => [`${(lines[4] as string).slice(0, 120)}\n`]],
        ['hash', 'a forged event', (_, id) => [`${lineOf(id, 6)}\n`]],
        ['ordinal', 'an event of a later ordinal', (_, id) => [`${lineOf(id, 8)}\n`]],
        ['session', 'an event of another session', () => [`${lineOf('elsewhere', 6)}\n`]],
        ['copy', 'a message once more', (lines) => [`${lines[2]}\n`]],
        ['id', 'an event with the id of another, on the chain', (lines) => [`${withIdOf(lines, 2)}\n`]],
        ['commit', 'an event with the commit id of another, on the chain', (lines) => [`${withCommitOf(lines, 2)}\n`]],
        [
          'hash',
          'a forged event, and others that chain to it',
          (_, id) => [`${lineOf(id, 6)}\n`, `${lineOf(id, 7)}\n`, 'and more'],
        ],
      ];
      const chained = (lines: readonly string[], change: object): string => {
        const last = JSON.parse(lines.at(-1) as string);
        const event = { ...last, id: 'new', commitid: 'new', commandid: 'new', ordinal: lines.length + 1, ...change };
        delete event.hash;
        return encodeEvent(event, last.hash, sha256).line;
      };
      const withIdOf = (lines: readonly string[], n: number) =>
        chained(lines, { id: JSON.parse(lines[n] as string).id });
      const withCommitOf = (lines: readonly string[], n: number) =>
        chained(lines, { commitid: JSON.parse(lines[n] as string).commitid });

      test.each(foreign)('moves %s aside: %s', async (kind, _what, bodies) => {
        const id = await recorded('bad');
        const lines = await linesOf(id);
        const published = bodies(lines, id);
        for (const body of published) await store.publish(id, body);

        const look = await admin.look(id);
        expect(look).toMatchObject({ ok: false, events: 5, head: { ordinal: 5 } });
        expect(look.unsound).toHaveLength(published.length);
        expect(look.unsound[0]).toMatchObject({ kind, bytes: Buffer.byteLength(published[0] as string) });
        for (const { begins } of look.unsound) expect(begins).toMatch(/^[\x20-\x7e]*$/);

        const repaired = await admin.repair(id, { ...BY, note: 'a test' });
        const moved = kind === 'copy' ? [] : published;
        expect(repaired.moved.map(({ fault }) => fault)).toEqual(
          look.unsound.map((one) => one.kind).filter((one) => one !== 'copy'),
        );
        expect(await linesOf(id)).toEqual(lines);
        expect(await admin.look(id)).toMatchObject({ ok: true, events: 5, head: look.head });
        expect(await verify(logSource(log, id))).toMatchObject({ ok: true, events: 5 });
        const entries = await collect(admin.quarantined(id));
        expect(entries).toHaveLength(moved.length);
        for (const [place, entry] of entries.entries()) {
          expect(entry).toMatchObject({ sessionId: id, movedBy: 'Ada', note: 'a test', ...at(look, place) });
          const message = await admin.quarantinedMessage(entry);
          expect(Buffer.from(message?.body ?? []).equals(Buffer.from(moved[place] as string))).toBe(true);
        }
      });
      const at = ({ unsound }: Awaited<ReturnType<Admin['look']>>, place: number) => {
        const { stream, sequence } = unsound.filter(({ kind }) => kind !== 'copy')[place] ?? {};
        return { stream, sequence };
      };

      test('the session goes on, for who knew it before as for others', async () => {
        const id = fresh('goes-on');
        const sessions = createSessions(log);
        await sessions.send(id, { name: 'session.start', data: { goal: 'g' } });
        await sessions.send(id, warning(1));
        await store.publish(id, 'not ours');
        expect(await codeOf(sessions.send(id, warning(2)))).toBe('RECORD_INVALID');
        await admin.repair(id, BY);
        expect((await sessions.send(id, warning(2))).kind).toBe('recorded');
        expect((await createSessions(log).send(id, warning(3))).kind).toBe('recorded');
        expect((await sessions.send(id, warning(4))).kind).toBe('recorded');
        expect(await verify(logSource(log, id))).toMatchObject({ ok: true, events: 5 });
      });

      test('a message between two sound ones goes, and what stands after it stays', async () => {
        const id = fresh('between');
        const record = history(id).start({ goal: 'g' });
        record.add('warning_issued', { message: 'one' }).add('warning_issued', { message: 'two' });
        await store.publish(id, 'before all');
        await store.publish(id, `${record.lines[0]}\n`);
        await store.publish(id, 'between');
        await store.publish(id, `${record.lines[1]}\n${record.lines[2]}`);
        await store.publish(id, `${record.lines[1]}\n`);
        await store.publish(id, `${record.lines[2]}\n`);
        expect((await admin.look(id)).unsound.map(({ kind }) => kind)).toEqual(['foreign', 'foreign', 'torn']);
        await admin.repair(id, BY);
        expect(await linesOf(id)).toEqual(record.lines);
      });

      test('where nothing is sound nothing is left, also under a name that is no session id', async () => {
        for (const id of [fresh('all-bad'), `${fresh('umlaut')}-ö$`]) {
          await store.publish(id, 'one');
          await store.publish(id, 'two\n');
          expect((await log.sessions()).map(({ sessionId }) => sessionId)).toContain(id);
          expect(await admin.repair(id, BY)).toMatchObject({
            events: 0,
            moved: [{ sessionId: id }, { sessionId: id }],
          });
          expect((await log.sessions()).map(({ sessionId }) => sessionId)).not.toContain(id);
          expect(await codeOf(admin.look(id))).toBe('SESSION_NOT_FOUND');
          expect(await collect(admin.quarantined(id))).toHaveLength(2);
        }
      });

      test('a large message is moved whole', async () => {
        const id = await recorded('large');
        const body = Buffer.alloc(1_300_000, 'x');
        await store.publish(id, body);
        await admin.repair(id, BY);
        const [entry] = await collect(admin.quarantined(id));
        expect(entry).toMatchObject({ bodyBytes: body.length });
        const message = await admin.quarantinedMessage(entry as never);
        expect(Buffer.from(message?.body ?? []).equals(body)).toBe(true);
      });

      test.each(['before', 'after'] as const)(
        'interrupted %s any of its steps, the next call finishes',
        async (when) => {
          for (let step = 1; ; step += 1) {
            const id = await recorded('cut');
            const lines = await linesOf(id);
            await store.publish(id, 'first');
            await store.publish(id, `${lineOf(id, 6)}\n`);
            const cut = interrupted(store.admin, step, when);
            const result = await adminOn(cut.admin)
              .repair(id, BY)
              .catch((error: Error) => error.message);
            if (typeof result !== 'string') {
              expect(cut.calls()).toBeLessThan(step);
              expect(step).toBeGreaterThan(3);
              return;
            }
            expect(result).toBe('interrupted');
            await admin.repair(id, BY);
            expect([step, await linesOf(id)]).toEqual([step, lines]);
            expect((await collect(admin.quarantined(id))).map(({ fault }) => fault)).toEqual(['foreign', 'hash']);
            expect((await admin.look(id)).ok).toBe(true);
          }
        },
      );

      test('names near ids where there is no such session, and refuses what is no name', async () => {
        const id = await recorded('near');
        await expect(admin.look(`${id}x`)).rejects.toMatchObject({
          code: 'SESSION_NOT_FOUND',
          hint: expect.stringContaining(id),
        });
        for (const wrong of ['', 'a.b', 'a b', '*', '>'])
          expect(await codeOf(admin.look(wrong))).toBe('BAD_SESSION_ID');
      });
    });

    describe('forgetting', () => {
      test('leaves nothing of a session but a tombstone, and says so to everybody', async () => {
        const id = await recorded('gone');
        const other = await recorded('stays');
        const before = await linesOf(other);
        const result = await admin.forget(id, REASON);
        expect(result).toMatchObject({
          ...{ kind: 'forgotten', sessionId: id },
          tombstone: { sessionId: id, by: 'Ada', reason: 'the customer asked for it', events: 5, head: { ordinal: 5 } },
        });
        expect(JSON.stringify(result)).not.toContain('the goal of');
        expect(await hasLeft(id)).toEqual(store.admin.places.map(() => 0));
        const sentence = new RegExp(
          `^Session ${id} was forgotten on \\d{4}-\\d\\d-\\d\\d at \\d\\d:\\d\\d UTC by Ada because: the customer asked for it\\.$`,
        );
        const gone = { code: 'SESSION_FORGOTTEN', message: expect.stringMatching(sentence) };
        await expect(collect(log.read(id))).rejects.toMatchObject(gone);
        await expect(log.last(id)).rejects.toMatchObject(gone);
        await expect(verify(logSource(log, id))).rejects.toMatchObject(gone);
        await expect(sessionNamed(id, log, await log.sessions())).rejects.toMatchObject(gone);
        const sessions = createSessions(log);
        for (const name of ['session.start', 'warning.issue'])
          await expect(sessions.send(id, { name, data: { goal: 'g', message: 'm' } })).rejects.toMatchObject(gone);
        expect((await log.sessions()).map(({ sessionId }) => sessionId)).not.toContain(id);
        expect(await log.forgotten?.()).toContainEqual(result.tombstone);
        await expect(admin.look(id)).rejects.toMatchObject({ code: 'SESSION_FORGOTTEN' });
        expect(await linesOf(other)).toEqual(before);
        expect(await admin.verifyForgotten(id)).toMatchObject({ ok: true, fenced: true, begunAgain: false });
      });

      test('repeated, it says what was done before', async () => {
        const id = await recorded('twice');
        const { tombstone } = await admin.forget(id, REASON);
        const again = await admin.forget(id, { by: 'Bob', reason: 'another' });
        expect(again).toMatchObject({ kind: 'already', tombstone });
      });

      test('a dry run changes nothing, and counts what would go', async () => {
        const id = await recorded('dry');
        const before = await linesOf(id);
        const { kind, places } = await admin.forget(id, { ...REASON, dryRun: true });
        expect([kind, places.find(({ place }) => place === 'messages')?.erased]).toEqual(['would-forget', 5]);
        expect(await linesOf(id)).toEqual(before);
        expect(await admin.tombstone(id)).toBeUndefined();
      });

      test('takes what was moved aside with it', async () => {
        const id = await recorded('aside');
        await store.publish(id, 'moved aside');
        await admin.repair(id, BY);
        await store.publish(id, 'still there');
        await admin.forget(id, REASON);
        expect(await collect(admin.quarantined(id))).toEqual([]);
        expect(await hasLeft(id)).toEqual(store.admin.places.map(() => 0));
      });

      test.each(['before', 'after'] as const)(
        'interrupted %s any of its steps, the next call finishes',
        async (when) => {
          for (let step = 1; ; step += 1) {
            const id = await recorded('half');
            await store.publish(id, 'moved aside');
            await admin.repair(id, BY);
            const cut = interrupted(store.admin, step, when);
            const result = await adminOn(cut.admin)
              .forget(id, REASON)
              .catch((error: Error) => error.message);
            if (typeof result !== 'string') {
              expect(step).toBeGreaterThan(3);
              return;
            }
            expect(result).toBe('interrupted');
            const { kind, tombstone } = await admin.forget(id, { by: 'Bob', reason: 'the second call' });
            expect([step, ['forgotten', 'finished', 'already'].includes(kind)]).toEqual([step, true]);
            // Who began it, and why, stays.
            if (kind !== 'forgotten') expect(tombstone).toMatchObject({ by: 'Ada', reason: REASON.reason });
            expect(await admin.verifyForgotten(id)).toMatchObject({ ok: true });
            expect(await codeOf(collect(log.read(id)))).toBe('SESSION_FORGOTTEN');
          }
        },
      );

      test('no writer brings it back, however fast they write meanwhile', async () => {
        const id = await recorded('raced');
        const writers = [createSessions(log), createSessions(log)];
        const left = new AbortController();
        onTestFinished(() => left.abort());
        let written = 0;
        const write = async (sessions: (typeof writers)[number]): Promise<string> => {
          while (!left.signal.aborted) {
            // A log in memory answers without a turn of the loop: timers and others have theirs here.
            await setImmediate();
            try {
              await sessions.send(id, warning(written));
              written += 1;
            } catch (error) {
              const { code } = error as { code: string };
              // The others were faster for as long as it waits: it goes on.
              if (code !== 'CONFLICT') return code;
            }
          }
          return 'left';
        };
        const ends = writers.map(write);
        await expect.poll(() => written, { timeout: PATIENCE_MS }).toBeGreaterThanOrEqual(10);
        await admin.forget(id, REASON);
        expect(await Promise.all(ends)).toEqual(['SESSION_FORGOTTEN', 'SESSION_FORGOTTEN']);
        expect(await admin.verifyForgotten(id)).toMatchObject({ ok: true });
        // Also one that never heard of it.
        expect(await codeOf(log.append(id, commitOf(), { expected: 0 }).then(() => log.last(id)))).toBe(
          'SESSION_FORGOTTEN',
        );
      });

      test('begun again where that is asked for, it is a session like any other, and can be forgotten again', async () => {
        const id = await recorded('again');
        const first = await admin.forget(id, REASON);
        const sessions = createSessions(log);
        const started = await sessions.send(id, { name: 'session.start', data: { goal: 'anew' } }, { again: true });
        expect(started).toMatchObject({ kind: 'recorded', events: [{ ordinal: 1 }] });
        expect((await sessions.send(id, warning(1))).kind).toBe('recorded');
        expect((await sessions.send(id, warning(2), { again: true })).kind).toBe('recorded');
        expect(await verify(logSource(log, id))).toMatchObject({ ok: true, events: 3 });
        expect((await log.sessions()).map(({ sessionId }) => sessionId)).toContain(id);
        expect(await admin.verifyForgotten(id)).toMatchObject({ ok: true, begunAgain: true });
        // A fault of the new one is repaired without the old one coming back.
        await store.publish(id, 'not ours');
        await admin.repair(id, BY);
        expect(await verify(logSource(log, id))).toMatchObject({ ok: true, events: 3 });
        const second = await admin.forget(id, { by: 'Bob', reason: 'again' });
        expect(second).toMatchObject({
          kind: 'forgotten',
          tombstone: { by: 'Bob', events: 3, earlier: [first.tombstone.id] },
        });
        expect(await admin.verifyForgotten(id)).toMatchObject({ ok: true, begunAgain: false });
        expect(await codeOf(sessions.load(id))).toBe('SESSION_FORGOTTEN');
      });

      test.each(['by itself', 'by a hub'])(
        'a follower (%s) receives its end in its place, and the others go on',
        async (how) => {
          const [id, other] = [await recorded('followed'), await recorded('other')];
          const stop = new AbortController();
          const received: string[] = [];
          const options = { sessions: [id, other], signal: stop.signal };
          for await (const item of how === 'by a hub' ? createHub(log).subscribe(options) : subscribe(log, options)) {
            if (item.kind === 'event') received.push(`${item.event.sessionid} ${item.event.ordinal}`);
            if (item.kind === 'caught-up') {
              await admin.forget(id, REASON);
              await createSessions(log).send(id, { name: 'session.start', data: { goal: 'anew' } }, { again: true });
              await createSessions(log).send(other, warning(9));
            }
            if (item.kind === 'fault') received.push(`${item.sessionId} ${item.error.code}`);
            if (received.at(-1) === `${other} 6`) stop.abort();
          }
          expect(received.slice(10)).toEqual([`${id} SESSION_FORGOTTEN`, `${id} 1`, `${other} 6`]);
        },
      );

      test('whoever follows from the start receives nothing of it', async () => {
        const id = await recorded('unseen');
        await admin.forget(id, REASON);
        const received: Followed[] = await followUntil(log, { sessions: [id], from: { kind: 'start' } }, isCaughtUp);
        expect(received.map((one) => (one.kind === 'invalid' ? one.error.code : one.kind))).toEqual([
          'SESSION_FORGOTTEN',
          'caught-up',
        ]);
      });

      test('a fence without a tombstone hides nothing: it is a message that no append wrote', async () => {
        const id = await recorded('forged');
        await store.publish(id, '{"reprise":"forgotten","tombstone":"made-up"}');
        expect((await log.sessions()).map(({ sessionId }) => sessionId)).toContain(id);
        expect(await codeOf(collect(log.read(id)))).toBe('RECORD_INVALID');
        expect((await admin.look(id)).unsound).toMatchObject([{ kind: 'foreign' }]);
        await admin.repair(id, BY);
        expect(await linesOf(id)).toHaveLength(5);
        // Nor does one that names another tombstone than the session has.
        await admin.forget(id, REASON);
        await createSessions(log).send(id, { name: 'session.start', data: { goal: 'anew' } }, { again: true });
        await store.publish(id, '{"reprise":"forgotten","tombstone":"made-up"}');
        expect(await codeOf(collect(log.read(id)))).toBe('RECORD_INVALID');
        await admin.repair(id, BY);
        expect(await linesOf(id)).toHaveLength(1);
      });

      test('needs a reason and a session that is there', async () => {
        const id = await recorded('kept');
        for (const reason of ['', '  ', 'x'.repeat(1_001)])
          expect(await codeOf(admin.forget(id, { ...BY, reason }))).toBe('USAGE');
        expect(await codeOf(admin.forget(fresh('never'), REASON))).toBe('SESSION_NOT_FOUND');
        expect(await codeOf(admin.forget('a.b', REASON))).toBe('BAD_SESSION_ID');
        expect(await codeOf(admin.verifyForgotten(fresh('never')))).toBe('SESSION_NOT_FOUND');
        expect(await admin.verifyForgotten(id)).toMatchObject({ ok: false, tombstone: undefined });
        expect(await linesOf(id)).toHaveLength(5);
      });

      test('a secret in the reason is not kept', async () => {
        const id = await recorded('secret');
        const key = `sk_live_${'4eC39HqLyjWDarjtT1zdp7dc'}`;
        const { tombstone } = await admin.forget(id, { ...BY, reason: `leaked ${key}` });
        expect(tombstone.reason).toMatch(/^leaked \[redacted:/);
      });

      test('its children say that their parent was forgotten', async () => {
        const parent = await recorded('parent');
        await admin.forget(parent, REASON);
        const sessions = createSessions(log);
        const start = (enforcement: string) => ({
          name: 'session.start',
          data: { goal: 'g', parentSession: parent, enforcement },
        });
        await expect(sessions.send(fresh('child'), start('enforce'))).rejects.toMatchObject({
          code: 'SESSION_FORGOTTEN',
          fields: { sessionId: parent },
        });
        const observed = await sessions.send(fresh('child'), start('observe'));
        expect(observed).toMatchObject({ kind: 'recorded', violations: [{ detail: expect.stringContaining(parent) }] });
      });
    });
  });
};
