// The structured log of a service, on standard error: a line of JSON for each event, or a line for people on a terminal. What
// it takes are fields that are named here or by the caller: never a body, a header, a query or a token.
import { type DestinationStream, destination, type Logger, pino } from 'pino';
import type { LOG_LEVELS } from './config/settings.ts';

export type { Logger } from 'pino';

export interface LogOptions {
  readonly level: (typeof LOG_LEVELS)[number];
  /** For people, instead of JSON. */
  readonly pretty: boolean;
  readonly colour?: boolean;
}

export interface ServiceLog {
  readonly logger: Logger;
  /** Writes what is left, before the process ends. */
  flush(): void;
}

const STDERR = 2;
/** What a reader of standard error that does not read may make this process keep; beyond it lines are dropped. */
const MAX_KEPT_BYTES = 8 * 1024 * 1024;
/** The lines of so long go out in one write: one for each took as much of the processor as answering a request. */
const GATHERED_MS = 20;

const NAMES: Readonly<Record<number, string>> = {
  10: 'TRACE',
  20: 'DEBUG',
  30: 'INFO',
  40: 'WARN',
  50: 'ERROR',
  60: 'FATAL',
};
const COLOURS: Readonly<Record<number, string>> = { 40: '\x1b[33m', 50: '\x1b[31m', 60: '\x1b[31m' };
/** Not shown to people: the same on each line. */
const UNSHOWN = new Set(['level', 'time', 'msg', 'pid', 'err']);
// What a terminal obeys: control characters and changes of writing direction.
const OBEYED = /\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu;

const fieldText = ([name, value]: [string, unknown]): string =>
  `${name}=${typeof value === 'string' && !/[\s"=]/.test(value) ? value : JSON.stringify(value)}`;

/** `14:05:09 INFO  request GET /v1/sessions/{session} 200 3 ms`: of a line of JSON the one for people. */
export const prettyLine = (line: string, colour: boolean): string => {
  const entry = JSON.parse(line) as Record<string, unknown> & { level: number; time: string; msg?: string };
  const { level, time, msg = '', err, ...named } = entry;
  const { method, route, status, ms, ...others } = named;
  const request = route === undefined ? [] : [method, route, status, `${ms} ms`].map(String);
  const rest = route === undefined ? named : others;
  const fields = Object.entries(rest)
    .filter(([name]) => !UNSHOWN.has(name))
    .map(fieldText);
  const name = (NAMES[level] ?? String(level)).padEnd(5);
  const paint = colour ? COLOURS[level] : undefined;
  const words = [time.slice(11, 19), paint === undefined ? name : `${paint}${name}\x1b[0m`, msg, ...request, ...fields];
  const text = words.filter((word) => word !== '').join(' ');
  const { stack = '' } = (err ?? {}) as { stack?: string };
  return `${[text, ...stack.split('\n').filter((one) => one !== '')].map((one, at) => (at === 0 ? (colour ? one : one.replace(OBEYED, ' ')) : `  ${one.replace(OBEYED, ' ')}`)).join('\n')}\n`;
};

/** One that writes nothing. */
export const noLog = (): Logger => pino({ level: 'silent' });

/** The log on standard error of this process. Call once. */
export const serviceLog = ({ level, pretty, colour = false }: LogOptions): ServiceLog => {
  // A write waits for nobody: in a thread of its own, one at a time.
  const out = destination({ fd: STDERR, sync: false, maxLength: MAX_KEPT_BYTES });
  // Nobody reads it any more: the service goes on.
  out.on('error', () => undefined);
  let gathered = '';
  let due: NodeJS.Timeout | undefined;
  const writeGathered = (): void => {
    clearTimeout(due);
    due = undefined;
    if (gathered !== '') out.write(gathered);
    gathered = '';
  };
  const into: DestinationStream = {
    write(line) {
      gathered += pretty ? prettyLine(line, colour) : line;
      due ??= setTimeout(writeGathered, GATHERED_MS).unref();
    },
  };
  const logger = pino(
    { level, base: { pid: process.pid }, timestamp: () => `,"time":"${new Date().toISOString()}"` },
    into,
  );
  const flush = (): void => {
    try {
      writeGathered();
      out.flushSync();
    } catch {
      // It is not open yet, or closed: nothing can be written.
    }
  };
  // Also where the process ends by what nobody caught.
  process.once('exit', flush);
  return { logger, flush };
};
