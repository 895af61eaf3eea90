// Starts a supervisor and holds on to it: the starter's end of supervisor.ts.
import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { RepriseError } from '../errors.ts';
import { eachLine } from './lines.ts';
import { supervisorScript } from './places.ts';
import type { ServerInfo } from './server-info.ts';
import type { SupervisorOrder, SupervisorOutcome } from './supervision.ts';

export interface StartedSupervisor {
  info: ServerInfo;
  /** Settles when the server is down. */
  ended: Promise<void>;
  /** Lets go of the server: resolves when it is down, or at once when others keep it. */
  release(): Promise<void>;
}

/**
 * Starts a supervisor for the order's store.
 * @returns undefined when another process holds the store
 * @throws RepriseError with the supervisor's failure
 */
export const startSupervisor = async (order: SupervisorOrder): Promise<StartedSupervisor | undefined> => {
  const child = spawn(process.execPath, [supervisorScript()], {
    stdio: ['pipe', 'pipe', 'pipe'],
    // A process group and session of its own: the terminal's Ctrl-C must not end the server under its users.
    detached: true,
    cwd: '/',
    // What was meant for this process (a debugger's port, a test runner's loader) is not meant for that one.
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  let errorText = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    errorText = (errorText + chunk).slice(-8_192);
  });
  const ended = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      errorText ||= error.message;
      resolve();
    });
    child.once('close', () => resolve());
  });
  // A supervisor that is killed resets its pipes; `ended` says so already.
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream.on('error', () => undefined);
  child.stdin.write(`${JSON.stringify(order)}\n`);

  const waiting: ((outcome: SupervisorOutcome) => void)[] = [];
  eachLine(child.stdout, (line) => waiting.shift()?.(JSON.parse(line) as SupervisorOutcome));
  const nextOutcome = () => new Promise<SupervisorOutcome>((resolve) => waiting.push(resolve));

  const first = await Promise.race([nextOutcome(), ended]);
  switch (first?.outcome) {
    case 'ready':
      break;
    case 'occupied':
      return undefined;
    case 'failed': {
      await ended;
      const { code, message, hint, fields } = first.failure;
      throw new RepriseError(code, message, { ...(hint && { hint }), ...(fields && { fields: { ...fields } }) });
    }
    default:
      throw new RepriseError('SERVER_UNAVAILABLE', `The process that watches over nats-server ended: ${errorText}.`, {
        fields: { store: order.store },
      });
  }
  child.stderr.destroy();
  // The lease lasts as long as this process, or until it is given back; it is no reason to stay alive.
  child.unref();
  for (const stream of [child.stdin, child.stdout]) (stream as unknown as Socket).unref();

  let released: Promise<void> | undefined;
  const release = async () => {
    child.ref();
    (child.stdout as unknown as Socket).ref();
    const left = nextOutcome();
    child.stdin.end();
    await Promise.race([left, ended]);
    child.unref();
    (child.stdout as unknown as Socket).unref();
  };
  if (order.lifetime === 'detached') await release();
  return {
    info: first.info,
    ended,
    release: () => (released ??= order.lifetime === 'detached' ? Promise.resolve() : release()),
  };
};
