// `REPRISE_TOKEN` as the command line and the library use it with a service that asks for tokens.
import { expect, it, onTestFinished } from 'vitest';
import { open } from '../../../src/index.ts';
import { startCli } from '../../cli/run-cli.ts';
import { serving } from '../serving.ts';

it('is who acts through the service; a wrong one is refused, and no other way in is taken', async () => {
  const { store, url } = await serving(['--tokens', 'required']);
  const run = (args: readonly string[], env = {}) => startCli([...args, '--store', store], { env }).ended;
  const created = await run(['token', 'create', '--role', 'writer', '--name', 'ci', '--json']);
  const { token } = JSON.parse(created.stdout) as { token: string };
  const sent = await run(['send', 's1', 'session.start', 'A goal', '--json'], { REPRISE_TOKEN: token });
  expect(sent).toMatchObject({ code: 0 });
  expect(JSON.parse(sent.stdout)).toMatchObject({ events: [{ authid: expect.stringMatching(/\/ci$/) }] });
  const wrong = await run(['list'], { REPRISE_TOKEN: `${token.slice(0, -4)}AAAA` });
  expect(wrong).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('token') });
  expect(wrong.stderr).not.toContain(token.slice(0, -4));

  const reprise = await open({ url, env: { REPRISE_TOKEN: token } });
  onTestFinished(() => reprise.close());
  const result = await reprise.send('s1', { name: 'phase.next', data: {} });
  expect(result).toMatchObject({ kind: 'recorded', events: [{ authid: expect.stringMatching(/\/ci$/) }] });
});
