// Starts a supervisor: the starter's side of supervisor.ts.
import { spawn } from 'node:child_process';
import { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { defined } from '../../machines/defined.ts';
import { RepriseError } from '../errors.ts';
import { eachLine } from './lines.ts';
import { supervisorScript } from './places.ts';
import type { ServerInfo } from './server-info.ts';
import { ENDS_WITHIN_MS, type SupervisorOrder, type SupervisorOutcome } from './supervision.ts';

export interface StartedSupervisor {
  info: ServerInfo;
  /** Settles when the server has ended. */
  ended: Promise<void>;
  /** Gives the server up. Resolves when it has ended, or at once while others use it. */
  release(): Promise<void>;
}

// Node's types hide that the pipes of a child process are sockets, which alone have `ref` and `unref`.
const socketOf = (pipe: Readable | Writable): Socket => {
  if (pipe instanceof Socket) return pipe;
  throw new Error('the pipe of a child process is not a socket');
};

/**
 * Starts a supervisor for the order's store.
 * @returns undefined when another process holds the store
 * @throws RepriseError with the supervisor's failure
 */
export const startSupervisor = async (order: SupervisorOrder): Promise<StartedSupervisor | undefined> => {
  const child = spawn(process.execPath, [supervisorScript()], {
    stdio: ['pipe', 'pipe', 'pipe'],
    // In a separate process group and session: the terminal's Ctrl-C must not end the server under its users.
    detached: true,
    cwd: '/',
    // Without the options of this process, such as a debugger's port or a test runner's loader.
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
  // A supervisor that is killed resets its pipes; `ended` reports that.
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
      throw new RepriseError(code, message, { ...defined({ hint }), fields: { ...fields } });
    }
    default:
      throw new RepriseError(
        'SERVER_UNAVAILABLE',
        `The supervisor of nats-server ended before the server was up: ${errorText.trim()}.`,
        {
          fields: { store: order.store },
        },
      );
  }
  child.stderr.destroy();
  // The server is used until this process ends or gives it up; using it does not keep this process alive.
  child.unref();
  socketOf(child.stdin).unref();
  const output = socketOf(child.stdout);
  output.unref();

  let released: Promise<void> | undefined;
  const release = async () => {
    child.ref();
    output.ref();
    const left = nextOutcome();
    child.stdin.end();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ENDS_WITHIN_MS);
    });
    await Promise.race([left, ended, late]);
    clearTimeout(timer);
    child.unref();
    output.unref();
  };
  if (order.lifetime === 'detached') await release();
  return {
    info: first.info,
    ended,
    release: () => (released ??= order.lifetime === 'detached' ? Promise.resolve() : release()),
  };
};
