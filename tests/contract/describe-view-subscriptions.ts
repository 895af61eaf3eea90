// The contract of following a view: as it is, then whenever it changes, and what changed. Beside `describeSubscriptions`, for
// whatever offers views.
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { PROJECTIONS, project, VIEW_NAMES, type ViewName } from '../../projections/index.ts';
import type { Projection } from '../../projections/projection.ts';
import { open, type Reprise } from '../../src/index.ts';
import { patched } from '../../src/session/follow/patch.ts';
import type { SubscribeViewOptions, ViewChanged, ViewSubscribed } from '../../src/session/follow/subscribe-view.ts';
import { collect, fresh } from '../../src/testing/log-contract/steps.ts';
import type { StartSubscriptions, SubscriptionStore } from './subscriptions.ts';

export const describeViewSubscriptions = (name: string, start: StartSubscriptions): void => {
  describe(`Following a view of ${name}`, () => {
    let store: SubscriptionStore;
    let reprise: Reprise;
    beforeAll(async () => {
      store = await start(10);
      reprise = await open({ log: store.log });
    });
    afterAll(async () => {
      await reprise?.close();
      await store?.stop();
    });

    const begin = async () => {
      const id = fresh('view');
      await reprise.send(id, { name: 'session.start', data: { goal: 'Reset passwords by email', profile: 'normal' } });
      return id;
    };
    const plan = (id: string, n: number) =>
      reprise.send(id, { name: 'task.plan', data: { taskId: `t${n}`, title: `Task ${n}` } });
    const follow = <N extends ViewName>(id: string, view: N, options?: SubscribeViewOptions) => {
      const items = store.subscribeView?.(id, view, options)[Symbol.asyncIterator]() as AsyncIterator<
        ViewSubscribed<N>
      >;
      onTestFinished(async () => void (await items.return?.()));
      const next = async (): Promise<ViewSubscribed<N>> => (await items.next()).value;
      const view_ = async (): Promise<ViewChanged<N>> => {
        for (;;) {
          const item = await next();
          if (item.kind === 'view') return item;
        }
      };
      return { items, next, view: view_ };
    };
    /** What a fold of the session's events up to an ordinal shows. */
    const folded = async (id: string, view: ViewName, ordinal = Number.POSITIVE_INFINITY) => {
      const events = (await collect(reprise.read(id))).map(({ event }) => event);
      const upTo = events.filter((event) => event.ordinal <= ordinal);
      return project(PROJECTIONS[view] as Projection<unknown, unknown>, id, upTo);
    };

    test('gives the view as it is, then `caught-up`, then each change with what changed', async () => {
      const id = await begin();
      await plan(id, 1);
      const { next } = follow(id, 'plan');
      const first = await next();
      expect(first).toEqual({
        kind: 'view',
        view: 'plan',
        sessionId: id,
        ordinal: 2,
        position: expect.objectContaining({ stream: store.log.stream, index: 0 }),
        document: await folded(id, 'plan'),
        patch: undefined,
      });
      expect(await next()).toMatchObject({ kind: 'caught-up' });
      let before = first.kind === 'view' ? first.document : undefined;
      for (const n of [2, 3]) {
        await plan(id, n);
        const changed = await next();
        if (changed.kind !== 'view') throw new Error(`received ${changed.kind}`);
        expect(changed.ordinal).toBe(n + 1);
        expect(changed.document).toEqual(await folded(id, 'plan'));
        expect(changed.patch?.length).toBeGreaterThan(0);
        expect(patched(before, changed.patch ?? [])).toEqual(changed.document);
        before = changed.document;
      }
    });

    test.each(VIEW_NAMES)(
      '%s: each patch makes the next document of the last, through a whole session',
      async (view) => {
        const id = await begin();
        const abort = new AbortController();
        let document: unknown;
        const reading = (async () => {
          const changes = store.subscribeView?.(id, view, { signal: abort.signal }) as AsyncIterable<ViewSubscribed>;
          for await (const item of changes) {
            if (item.kind !== 'view') continue;
            document = item.patch === undefined ? item.document : patched(document, item.patch);
            expect(document).toEqual(item.document);
            expect(item.document).toEqual(await folded(id, view, item.ordinal));
          }
        })();
        const send = async (name: string, data: Record<string, unknown>) => {
          const result = await reprise.send(id, { name, data });
          if (result.kind !== 'recorded') throw new Error(JSON.stringify(result));
        };
        await send('task.plan', { taskId: 't1', title: 'Task 1' });
        for (let n = 0; n < 3; n += 1) await send('phase.next', {});
        await send('agent.launch', { agents: [{ agentId: 'a1', agentType: 'tester', taskIds: ['t1'] }], wave: 1 });
        await send('task.start', { taskId: 't1', agentId: 'a1' });
        await send('todo.create', { todoId: 'd1', content: 'Read', agentId: 'a1' });
        await send('entry.add', { entryId: 'e1', entryType: 'note', title: 'Note', content: 'What was found' });
        await send('tokens.use', { agentId: 'a1', input: 10, output: 2 });
        await send('session.end', { outcome: 'failed', summary: 'Over' });
        const end = JSON.stringify(await folded(id, view));
        await Promise.race([reading, expect.poll(() => JSON.stringify(document)).toBe(end)]);
        abort.abort();
        await reading;
      },
    );

    test('a slow reader gets the newest view and what changed since its last one, also behind what is held', async () => {
      const id = await begin();
      const { next, view } = follow(id, 'plan');
      const first = await view();
      expect(await next()).toMatchObject({ kind: 'caught-up' });
      const count = 50;
      for (let n = 1; n <= count; n += 1) await plan(id, n);
      // What the server sends is on its way for a moment.
      const got = [await view()];
      while ((got.at(-1)?.ordinal ?? 0) < count + 1) got.push(await view());
      if (!store.isRemote) expect(got.length).toBeLessThan(count / 2);
      expect(got.at(-1)?.document).toEqual(await folded(id, 'plan'));
      expect(got.reduce<unknown>((document, { patch }) => patched(document, patch ?? []), first.document)).toEqual(
        got.at(-1)?.document,
      );
    });

    test('after an ordinal gives what changed since, and nothing where nothing did', async () => {
      const id = await begin();
      await plan(id, 1);
      const before = await folded(id, 'plan');
      const idle = follow(id, 'plan', { after: 2 });
      expect(await idle.next()).toMatchObject({ kind: 'caught-up' });
      await plan(id, 2);
      expect(await idle.next()).toMatchObject({ kind: 'view', ordinal: 3 });
      const since = await follow(id, 'plan', { after: 2 }).next();
      if (since.kind !== 'view') throw new Error(`received ${since.kind}`);
      expect(since.patch).toBeDefined();
      expect(patched(before, since.patch ?? [])).toEqual(await folded(id, 'plan'));
    });

    test('an event that does not change the view gives nothing', async () => {
      const id = await begin();
      const { next } = follow(id, 'todo');
      expect(await next()).toMatchObject({ kind: 'view', ordinal: 1 });
      expect(await next()).toMatchObject({ kind: 'caught-up' });
      await plan(id, 1);
      await reprise.send(id, { name: 'todo.create', data: { todoId: 'd1', content: 'Read' } });
      expect(await next()).toMatchObject({ kind: 'view', ordinal: 3 });
    });

    test('with `everyMs` views come together that changed within that time', async () => {
      const id = await begin();
      const { next, view } = follow(id, 'plan', { everyMs: 100 });
      await view();
      await next();
      const began = performance.now();
      const writing = (async () => {
        for (let n = 1; n <= 30; n += 1) await plan(id, n);
      })();
      let count = 0;
      for (let ordinal = 0; ordinal < 31; count += 1) ordinal = (await view()).ordinal;
      await writing;
      expect(count).toBeLessThanOrEqual(2 + (performance.now() - began) / 100);
    });

    test('of a session that does not exist yet gives `caught-up`, then its first view', async () => {
      const id = fresh('later');
      const { next } = follow(id, 'overview');
      expect(await next()).toMatchObject({ kind: 'caught-up' });
      await reprise.send(id, { name: 'session.start', data: { goal: 'Later' } });
      expect(await next()).toMatchObject({ kind: 'view', ordinal: 1, patch: undefined });
    });

    test('a fault of the record ends it, and an invalid choice is refused', async () => {
      const id = fresh('faulty');
      await store.log.append(id, { id: fresh('commit'), lines: ['hello'] }, { expected: 0 });
      await expect(follow(id, 'plan').next()).rejects.toMatchObject({ code: 'RECORD_INVALID' });
      const code = async (sessionId: string, view: string, options?: SubscribeViewOptions) => {
        try {
          await follow(sessionId, view as ViewName, options).next();
        } catch (error) {
          return (error as { code?: unknown }).code;
        }
        return 'no error';
      };
      expect(await code('s1', 'plans')).toBe('BAD_INPUT');
      expect(await code('s1', 'plan', { after: 1.5 })).toBe('BAD_INPUT');
      expect(await code('s1', 'plan', { everyMs: -1 })).toBe('BAD_INPUT');
      expect(await code('a.b', 'plan')).toBe('BAD_SESSION_ID');
    });

    test('an abort and `return` end it while it waits', async () => {
      const id = await begin();
      const abort = new AbortController();
      for (const [options, end] of [
        [{ signal: abort.signal }, () => abort.abort()],
        [{}, undefined],
      ] as const) {
        const { items, view, next } = follow(id, 'plan', options);
        await view();
        await next();
        const waiting = items.next();
        if (end === undefined) await items.return?.();
        else end();
        expect(await waiting).toMatchObject({ done: true });
      }
    });
  });
};
