// Everything that a caller must not do, tried over HTTP as everyone: each operation of the table, so that a new one is tried
// by itself. The log is then as it was, and no text of a session was given away. What was seen is what
// docs/generated/roles.md says.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { newTokenParts, tokenText } from '../../../src/service/auth/token-form.ts';
import { revokeToken } from '../../../src/service/auth/tokens.ts';
import { OPERATIONS } from '../../../src/service/operations/all.ts';
import type { Operation } from '../../../src/service/operations/operation.ts';
import { mayAct, type Role } from '../../../src/service/service.ts';
import { type Given, type Guarded, MARKS, untilClosed } from './guarded.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const { roleTable } = (await import(join(ROOT, 'scripts', 'docs', 'roles.mjs'))) as {
  roleTable(rows: readonly { readonly operation: Operation; readonly may: readonly string[] }[]): string;
};

const NOBODY = ['no token', 'a wrong token', 'an expired token', 'a revoked token'] as const;
const SOMEBODY = ['reader', 'writer', 'admin'] as const;
const LIMITED = ['reader of s1', 'writer of s1', 'admin of s1'] as const;

let service: Guarded;
let close: () => Promise<void>;
const tokens = new Map<string, string | undefined>();
const SECRETS: string[] = [];

beforeAll(async () => {
  ({ service, close } = await untilClosed({ tokens: 'required', requestRate: 100_000 }));
  const { create } = service;
  for (const role of SOMEBODY) {
    tokens.set(role, (await create({ role, name: role })).token);
    tokens.set(`${role} of s1`, (await create({ role, name: `${role}-of-s1`, sessions: ['s1'] })).token);
  }
  tokens.set('no token', undefined);
  tokens.set('a wrong token', tokenText(newTokenParts()));
  tokens.set('an expired token', (await create({ role: 'admin', expiresInMs: 1 })).token);
  const { token, info } = await create({ role: 'admin' });
  await revokeToken(service.tokens, info.id);
  tokens.set('a revoked token', token);
  for (const one of tokens.values()) if (one !== undefined) SECRETS.push(one.slice(-43));
  return close;
});

/** A value that a param takes: the first of a list of words, else a plain one. */
const paramOf = (name: string, schema: z.ZodType | undefined, session: string): string => {
  if (name === 'session') return session;
  const options = (schema as { options?: readonly string[] } | undefined)?.options;
  return options?.[0] ?? 'plan';
};

const pathOf = (one: Operation, session: string): string =>
  one.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => paramOf(name, one.params?.shape[name] as never, session));

/** Asks for an operation; of a stream until history ends. What would change something names a session that is not there. */
const call = async (
  one: Operation,
  who: string,
  session: string,
  more = '',
  method: string = one.method,
): Promise<Given> => {
  const harmless =
    one.method === 'get' || !mayAct({ role: roleOf(who) ?? 'reader' }, one.role)
      ? session
      : session === 's1'
        ? 'nobody'
        : session;
  return service.ask(`${pathOf(one, LIMITED.includes(who as never) ? session : harmless)}${more}`, {
    ...{ method: method.toUpperCase(), token: tokens.get(who) },
    ...(one.body !== undefined && { body: {} }),
    ...(one.kind === 'live' && { until: HISTORY_ENDS }),
  });
};

const roleOf = (who: string): Role | undefined => SOMEBODY.find((role) => who === role || who === `${role} of s1`);
const isRefused = ({ status }: Given): boolean => status === 401 || status === 403;
const leaks = ({ body, headers }: Given, marks: readonly string[]): string[] =>
  [...marks, ...SECRETS].filter((text) => body.includes(text) || JSON.stringify(headers).includes(text));

/** Where a stream has given what there was: one of a view gives the view then. */
const HISTORY_ENDS = /^event: (?:caught-up|view|failed|fault|closing)$/m;

const BOTH = Object.values(MARKS);

describe('of each operation', () => {
  it('nobody without a valid token may anything: nothing is read, nothing is recorded', async () => {
    const before = await service.heads();
    for (const one of OPERATIONS)
      for (const who of NOBODY)
        for (const method of [one.method, 'head', 'options', 'put', 'patch', 'delete', 'post']) {
          const given = await call(one, who, 's1', '', method);
          // An address that sends so much that is refused is told to wait.
          expect([one.name, who, method, [401, 429].includes(given.status)]).toEqual([one.name, who, method, true]);
          expect(leaks(given, BOTH)).toEqual([]);
        }
    expect(await service.heads()).toEqual(before);
  });

  it('a role may what the table says, and nothing above it', async () => {
    const before = await service.heads();
    const rows = [];
    for (const operation of OPERATIONS) {
      const may: string[] = [];
      for (const who of SOMEBODY) {
        const given = await call(operation, who, 's1');
        if (!isRefused(given)) may.push(who);
        else expect([given.status, leaks(given, BOTH)]).toEqual([403, []]);
      }
      rows.push({ operation, may });
    }
    expect(roleTable(rows).trim()).toBe(readFileSync(join(ROOT, 'docs/generated/roles.md'), 'utf8').trim());
    expect(await service.heads()).toEqual(before);
  });

  it('a token of one session sees no other: not by its address, in no query, no list and no stream', async () => {
    const before = await service.heads();
    for (const one of OPERATIONS)
      for (const who of LIMITED) {
        const named = one.path.includes('{session}');
        const tries = named
          ? [['s2', '']]
          : [
              ['s1', ''],
              ...['s2', 's1,s2', 's2,s1', ' s2', ''].map((id) => ['s1', `?session=${encodeURIComponent(id)}`]),
            ];
        for (const [session = '', query = ''] of tries) {
          const given = await call(one, who, session, query);
          if (named) expect([one.name, who, given.status]).toEqual([one.name, who, 403]);
          expect([one.name, who, query, leaks(given, [MARKS.s2])]).toEqual([one.name, who, query, []]);
          expect([one.name, who, query, given.status === 200 && /"s2"/.test(given.body)]).toEqual([
            one.name,
            who,
            query,
            false,
          ]);
        }
      }
    expect(await service.heads()).toEqual(before);
  });

  it('no path leads around the session of a token', async () => {
    const before = await service.heads();
    const ids = [
      's1%2F..%2Fs2',
      's2%00',
      '%73%32',
      's1/../s2',
      './s2',
      's1;/s2',
      's1%252F..%252Fs2',
      's2%20',
      'S2',
      '..%2Fs2',
      's1%5C..%5Cs2',
    ];
    for (const one of OPERATIONS.filter(({ path }) => path.includes('{session}')))
      for (const id of ids) {
        const given = await service.ask(pathOf(one, id), {
          ...{ method: one.method.toUpperCase(), token: tokens.get('admin of s1') },
          ...(one.body !== undefined && { body: { name: 'warning.issue', data: { message: 'forged' } } }),
          ...(one.kind === 'live' && { until: HISTORY_ENDS }),
        });
        expect([one.name, id, leaks(given, [MARKS.s2])]).toEqual([one.name, id, []]);
      }
    expect(await service.heads()).toEqual(before);
  });

  it('HEAD gives what GET would, without a body, and leaves nothing running', async () => {
    for (const one of OPERATIONS.filter(({ method }) => method === 'get')) {
      const given = await call(one, 'reader', 's1', '', 'head');
      expect([one.name, given.body, given.status < 500]).toEqual([one.name, '', true]);
      expect([one.name, (await call(one, 'reader of s1', 's2', '', 'head')).status < 500]).toEqual([one.name, true]);
    }
  });
});

describe('what a writer of one session records', () => {
  it('is in that session, whatever else the body names', async () => {
    const before = (await service.log.sessions()).filter(({ sessionId }) => sessionId !== 's1');
    const token = tokens.get('writer of s1');
    const start = { name: 'session.start', data: { goal: 'forged', parentSession: 's2' } };
    const child = await service.ask('/v1/sessions/s1/commands', { method: 'POST', token, body: start });
    expect([child.status, child.json.code]).toEqual([403, 'FORBIDDEN']);
    for (const one of OPERATIONS.filter(({ method, path }) => method === 'post' && !path.includes('{session}')))
      await service.ask(one.path, {
        ...{ method: 'POST', token },
        body: {
          sessionId: 's2',
          session: 's2',
          id: 's2',
          goal: 'forged',
          name: 'session.start',
          data: { goal: 'forged' },
        },
      });
    expect((await service.log.sessions()).filter(({ sessionId }) => sessionId !== 's1')).toEqual(before);
    const note = { name: 'warning.issue', data: { message: 'Mind the step' } };
    expect((await service.ask('/v1/sessions/s1/commands', { method: 'POST', token, body: note })).status).toBe(200);
  });
});
