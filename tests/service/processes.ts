// Services as processes of their own, for tests that end them: several on one store, or on a server that can be killed.
import { onTestFinished } from 'vitest';
import { type CliOptions, type RunningCli, startCli } from '../cli/run-cli.ts';

export interface Process extends RunningCli {
  readonly url: string;
  /** The lines of its log, as JSON. */
  log(): Record<string, unknown>[];
}

/** The lines of JSON on standard error. */
export const logLines = ({ stderr }: Pick<RunningCli, 'stderr'>): Record<string, unknown>[] =>
  stderr()
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);

/** `reprise serve`, ended after the test however that goes. */
export const serviceProcess = async (args: readonly string[], options: CliOptions = {}): Promise<Process> => {
  const running = startCli(['serve', ...args], options);
  onTestFinished(async () => {
    running.child.kill('SIGKILL');
    await running.ended;
  });
  const [, url = ''] = await running.until('stdout', / at (http:\/\/\S+)\n/);
  return { ...running, url, log: () => logLines(running) };
};

export interface Command {
  readonly id?: string;
  readonly name: string;
  readonly data?: object;
}

/** Sends one command. @throws what fetch throws where no answer comes */
export const sendTo = (url: string, session: string, command: Command): Promise<Response> =>
  fetch(`${url}/v1/sessions/${session}/commands`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(command),
  });

export const startSession = async (url: string, session: string): Promise<void> => {
  const answer = await sendTo(url, session, { name: 'session.start', data: { goal: 'To be served' } });
  if (answer.status !== 200) throw new Error(`${answer.status}: ${await answer.text()}`);
};

/** A command of which any number fit a session. */
export const note = (id: string): Command => ({
  ...{ id, name: 'entry.add' },
  data: { entryId: id, entryType: 'note', title: 'A note', content: `Note ${id}` },
});
