// Tokens as people use them: created, given to a service by HTTP, revoked, each command a process.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cliProcess } from '../../cli/run-cli.ts';
import { newStore, serving } from '../serving.ts';

const started = { name: 'session.start', data: { goal: 'Reset passwords by email' } };
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** Creates a token on a store. */
const created = async (store: string, ...args: string[]): Promise<string> => {
  const { code, stdout, stderr } = await cliProcess(['token', 'create', '--store', store, ...args]);
  expect([code, stderr]).toEqual([0, expect.stringContaining('Token ')]);
  return stdout.trim();
};

describe('reprise token', () => {
  it('creates one that the service takes at once, and revokes it so that it is refused and its stream ends', async () => {
    const store = newStore();
    const { get, post } = await serving(['--tokens', 'required'], store);
    const writer = await created(store, '--role', 'writer', '--name', 'ci');
    const recorded = await post('/v1/sessions/s1/commands', started, bearer(writer));
    expect(recorded.status).toBe(200);
    const { events } = (await recorded.json()) as { events: Record<string, string>[] };
    const id = /^rpt_([a-z0-9]{10})_/.exec(writer)?.[1];
    expect(events[0]).toMatchObject({ actor: 'ci', authtype: 'api_key', authid: `${id}/ci` });

    const reader = await created(store, '--role', 'reader', '--name', 'r');
    const live = await get('/v1/events', { headers: bearer(reader) });
    expect(live.status).toBe(200);
    const ended = live.text();
    const { code, stdout } = await cliProcess(['token', 'revoke', 'r', '--store', store]);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^Token r \([a-z0-9]{10}\) is revoked since /)]);
    expect(await ended).toContain('event: session_started');
    const refused = await get('/v1/sessions/s1/events', { headers: bearer(reader) });
    expect([refused.status, await refused.json()]).toMatchObject([401, { detail: 'The token was revoked.' }]);
    expect(refused.headers.get('www-authenticate')).toBe('Bearer realm="reprise"');

    const listed = await cliProcess(['token', 'list', '--json', '--store', store]);
    const tokens = JSON.parse(listed.stdout) as { name: string; state: string; usedAt?: string }[];
    expect(tokens.map(({ name, state }) => [name, state]).sort()).toEqual([
      ['ci', 'active'],
      ['r', 'revoked'],
    ]);
    expect(listed.stdout + stdout).not.toContain(writer.slice(-43));
  });

  it('writes one into a file that only its owner reads, and overwrites none', async () => {
    const store = newStore();
    const file = join(store, '..', 'ci.token');
    const { code, stdout } = await cliProcess(['token', 'create', '--role', 'admin', '-o', file, '--store', store]);
    expect([code, stdout.trim(), statSync(file).mode & 0o777]).toEqual([0, file, 0o600]);
    const token = readFileSync(file, 'utf8');
    expect(token).toMatch(/^rpt_[a-z0-9]{10}_[A-Za-z0-9]{43}\n$/);
    const again = await cliProcess(['token', 'create', '--role', 'admin', '-o', file, '--store', store]);
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('There is a file ')]);
    expect(readFileSync(file, 'utf8')).toBe(token);
  });

  it('refuses mistaken words with a sentence, and never repeats a token', async () => {
    const store = newStore();
    const token = await created(store, '--role', 'reader', '--name', 'r');
    const say = async (...args: string[]) => {
      const { code, stderr } = await cliProcess(['token', ...args, '--store', store]);
      return [code, stderr.split('\n')[0]];
    };
    expect(await say('create')).toEqual([2, "Required option '--role <role>' not specified."]);
    expect(await say('create', '--role', 'owner')).toEqual([2, expect.stringContaining("argument 'owner' is invalid")]);
    expect(await say('create', '--role', 'reader', '--expires', 'soon')).toEqual([2, expect.stringContaining('7d')]);
    expect(await say('create', '--role', 'reader', '--name', 'r')).toEqual([2, expect.stringContaining('already')]);
    for (const role of ['reader', 'writer'])
      expect(await say('create', '--role', role, '--name', 'person')).toEqual([
        2,
        `A token of the role ${role} cannot have the name person: what it sends would be a person's.`,
      ]);
    expect(await say('create', '--role', 'reader', '--name', 'a:b')).toEqual([2, '"a:b" is not a name of a token.']);
    expect(await say('create', '--role', 'reader', '--name', token)).toEqual([
      2,
      expect.not.stringContaining(token.slice(-43)),
    ]);
    expect(await say('create', '--role', 'reader', '--session', 'a b')).toEqual([2, expect.any(String)]);
    expect(await say('revoke', 'nobody')).toEqual([3, 'There is no token nobody.']);
    expect(await say('revoke', token)).toEqual([3, 'There is no token of that name.']);
  });
});
