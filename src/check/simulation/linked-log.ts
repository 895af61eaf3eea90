// A log that a service reaches over a simulated network: requests and answers travel, get lost, come late, or arrive twice.
// The log itself may be any: what is asked of it is done within one step of the world.
import { RepriseError } from '../../errors.ts';
import type { AppendResult, Commit, Followed, Log, StoredCommit } from '../../log/port.ts';
import type { Chance } from './chance.ts';
import type { Life, World } from './world.ts';

export interface Link {
  readonly world: World;
  readonly chance: Chance;
  /** The service; nothing arrives at it once it has died. */
  readonly life: Life;
  /** Its name without the number of its incarnation. */
  readonly name: string;
  /** Kills the service. */
  readonly crash: (why: string) => void;
  /** Tells of a second append under way for a session. */
  readonly overlapped: (sessionId: string) => void;
}

/** How long a service waits for an answer before it asks again. */
const ATTEMPT_MS = 3_000;
const READING = ['lost-request', 'lost-answer'] as const;
const APPENDING = [
  'lost-request',
  'lost-answer',
  'late-request',
  'late-answer',
  'doubled-request',
  'crash-while-sending',
  'queue-full',
] as const;

const COMMAND_ID = '"commandid":"';
/** The command that a recorded line is from. */
export const commandIn = (line: string): string => {
  const begin = line.indexOf(COMMAND_ID);
  return begin < 0 ? 'nothing' : line.slice(begin + COMMAND_ID.length, line.indexOf('"', begin + COMMAND_ID.length));
};
/** The commands of a commit, in order. */
export const commandsIn = (lines: readonly string[]): string => [...new Set(lines.map(commandIn))].join(', ');

const never = <T>(): Promise<T> => new Promise<T>(() => {});
const collected = async (commits: AsyncIterable<StoredCommit>): Promise<StoredCommit[]> => {
  const all: StoredCommit[] = [];
  for await (const commit of commits) all.push(commit);
  return all;
};

export const linkedLog = (log: Log, link: Link): Log => {
  const { world, chance, life, name } = link;
  const { draws } = chance;
  const deadlineOfLogMs = log.deadlineMs ?? 10_000;
  const underWay = new Set<string>();

  /** Does something at the log after a while, and hands the answer on after another. */
  const travel = <T>(what: string, task: () => Promise<T>, answered: (result: Promise<T>) => void, lost: boolean) => {
    world.after(draws.latencyMs(`${what} there`), undefined, `${what} arrives`, () => {
      const result = task();
      result.catch(() => {});
      if (!lost) world.after(draws.latencyMs(`${what} back`), life, `${what} is answered`, () => answered(result));
    });
  };

  const append = (sessionId: string, commit: Commit, options: { expected: number; deadlineMs?: number }) =>
    new Promise<AppendResult>((resolve, reject) => {
      const { deadlineMs = deadlineOfLogMs } = options;
      const first = commandIn(commit.lines[0] ?? '');
      const what = chance.occasion(`${name} appends ${first}`);
      const fault = chance.faultOf(what, APPENDING);
      const about = () => `${name} appends ${commandsIn(commit.lines)} to ${sessionId} after ${options.expected}`;
      if (fault === 'queue-full') {
        world.tell(() => `${about()}: its queue is full.`);
        world.after(0, life, `${what}: queue full`, () =>
          reject(new RepriseError('QUEUE_FULL', 'The queue to the log is full. This one was not sent.')),
        );
        return;
      }
      if (fault === 'crash-while-sending' && draws.part(`${what} unsent`) < 0.5) {
        world.tell(() => `${about()}, and dies before it is sent.`);
        link.crash(what);
        return;
      }
      const answer = (result: Promise<AppendResult>) => {
        cancel();
        result.then((ended) => {
          world.tell(() => `the answer reaches ${name}: ${ended.kind} (${first}).`);
          resolve(ended);
        }, reject);
      };
      const cancel = world.after(deadlineMs, life, `${what}: deadline`, () =>
        resolve({ kind: 'unknown', reason: 'no answer was received' }),
      );
      const store = async () => {
        const result = await log.append(sessionId, commit, { expected: options.expected });
        const at = result.kind === 'appended' ? `stored as ${result.position.sequence}` : result.kind;
        world.trace(`${what}: ${at}`);
        world.tell(() => `the log has the request of ${name} (${commandsIn(commit.lines)}): ${at}.`);
        return result;
      };
      const later = (more: number) => deadlineMs * draws.part(`${what} late`) * more + 5;
      switch (fault) {
        case 'lost-request':
          world.tell(() => `${about()}; the request is lost.`);
          return;
        case 'lost-answer':
          world.tell(() => `${about()}; the answer will be lost.`);
          return travel(what, store, answer, true);
        case 'late-request':
          world.tell(() => `${about()}; the request is late.`);
          world.after(later(1.5), undefined, `${what} is late`, () => travel(what, store, answer, false));
          return;
        case 'late-answer':
          world.tell(() => `${about()}; the answer is late.`);
          return travel(
            what,
            store,
            (result) => world.after(later(1), life, `${what}: late answer`, () => answer(result)),
            false,
          );
        case 'doubled-request':
          world.tell(() => `${about()}; the request arrives twice.`);
          travel(what, store, answer, false);
          return travel(`${what} again`, store, answer, false);
        case 'crash-while-sending':
          world.tell(() => `${about()}, and dies once it is sent.`);
          travel(what, store, answer, true);
          return link.crash(what);
        default:
          world.tell(() => `${about()}.`);
          return travel(what, store, answer, false);
      }
    });

  /** Asks until there is an answer. */
  const ask = async <T>(about: string, task: () => Promise<T>): Promise<T> => {
    const untilMs = world.nowMs + deadlineOfLogMs;
    for (;;) {
      const what = chance.occasion(`${name} ${about}`);
      const fault = chance.faultOf(what, READING);
      if (fault !== undefined)
        world.tell(() => `${what}; the ${fault === 'lost-request' ? 'request' : 'answer'} is lost.`);
      const answer = await new Promise<{ value: Promise<T> } | undefined>((resolve) => {
        const cancel = world.after(ATTEMPT_MS, life, `${what}: no answer`, () => resolve(undefined));
        if (fault === 'lost-request') return;
        travel(
          what,
          task,
          (value) => {
            cancel();
            resolve({ value });
          },
          fault === 'lost-answer',
        );
      });
      if (answer !== undefined) return answer.value;
      if (world.nowMs >= untilMs) throw new RepriseError('LOG_UNREACHABLE', 'The log does not answer.');
    }
  };

  return {
    ...log,
    async append(sessionId, commit, options) {
      if (underWay.has(sessionId)) link.overlapped(sessionId);
      underWay.add(sessionId);
      try {
        return await append(sessionId, commit, options);
      } finally {
        underWay.delete(sessionId);
      }
    },
    async *read(sessionId, options) {
      yield* await ask(`reads ${sessionId}`, () => collected(log.read(sessionId, options)));
    },
    last: (sessionId) => ask(`reads the last of ${sessionId}`, () => log.last(sessionId)),
    sessions: () => ask('lists sessions', () => log.sessions()),
    async *follow(options): AsyncGenerator<Followed> {
      // One after the other on one connection, each after a while.
      let sent = 0;
      for await (const followed of log.follow(options)) {
        sent += 1;
        if (!life.isAlive) return void (await never());
        const what = `${name} receives ${followed.kind} ${sent}`;
        await world.sleep(draws.latencyMs(what), life, what);
        yield followed;
      }
    },
    close: async () => {},
  };
};
