// Sessions to write to over HTTP: a command is a request, and the state after it is folded here, from the events of the
// answer and the session as it is known here. Secrets are taken out before anything is sent.
import { isRelative, leavesOpen } from '../../../machines/commands/current.ts';
import { defined } from '../../../machines/defined.ts';
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { evolve } from '../../../machines/evolve.ts';
import type { State } from '../../../machines/state/state.ts';
import type { Durability, Log } from '../../log/port.ts';
import { requireSessionId } from '../../log/session-id.ts';
import { secretFilter } from '../../secrets/secret-filter.ts';
import type { Problem } from '../../service/problem.ts';
import { freshId } from '../../session/write/fresh-id.ts';
import { KeptSessions } from '../../session/write/kept-sessions.ts';
import { loadedSessions } from '../../session/write/loaded-sessions.ts';
import { commandFrom } from '../../session/write/new-command.ts';
import { readEvents, stateAt } from '../../session/write/read-events.ts';
import type { RecordResult, SendResult, Sessions, SessionsOptions } from '../../session/write/sessions.ts';
import { sights, witnessed } from '../../session/write/sight.ts';
import { createTurns } from '../../session/write/turns.ts';
import { conflictIn, errorOf, refusalIn } from '../problem.ts';
import { Answered, type CallInput, type Transport } from '../transport.ts';
import type { OutputOf } from '../types.ts';

/** A list of commands may take as long as it needs: each commit of it has a deadline of its own. */
const LONG_MS = 3_600_000;

/** @throws RepriseError USAGE for a secret pattern or a limit of the cache that is not valid */
export const remoteSessions = (
  transport: Transport,
  log: Log,
  options: Pick<SessionsOptions, 'secrets' | 'cache'> = {},
): Sessions => {
  const secrets = secretFilter(options.secrets);
  const { sightOf, forgetSight } = sights();
  const loaded = loadedSessions(log, new KeptSessions(options.cache, forgetSight));
  const turns = createTurns();

  /** The state of a session at an ordinal: mostly its newest. */
  const foldedTo = async (sessionId: string, ordinal: number): Promise<State> => {
    const { state } = await loaded.catchUp(sessionId);
    return state.ordinal === ordinal ? state : stateAt(log, sessionId, ordinal);
  };

  /** The state after the events of an answer: folded from what is known, else read. */
  const stateAfter = async (
    sessionId: string,
    ordinal: number,
    events: readonly RecordedEvent[],
    sequence: number | undefined,
  ): Promise<State> => {
    const known = loaded.known(sessionId);
    const last = events.at(-1);
    if (last === undefined || sequence === undefined || events[0]?.ordinal !== known.head.ordinal + 1)
      return foldedTo(sessionId, ordinal);
    let { state } = known;
    for (const event of events) state = evolve(state, event);
    const { ordinal: newest, hash } = last;
    loaded.advance({ sessionId, state, head: { ordinal: newest, hash }, sequence }, []);
    return state;
  };

  const ask = async <N extends 'session.send' | 'session.record'>(name: N, input: CallInput) => {
    try {
      const response = await transport.ask(name, input, true);
      return { answer: (await response.json()) as OutputOf<N> };
    } catch (error) {
      if (error instanceof Answered) return { problem: error.problem };
      throw error;
    }
  };

  const sent = async (sessionId: string, answer: OutputOf<'session.send'>): Promise<SendResult> => {
    const { kind, commandId, ordinal, violations, redacted, ended, why, position, durability } = answer;
    const events = answer.events as unknown as RecordedEvent[];
    const state = await stateAfter(sessionId, ordinal, kind === 'recorded' ? events : [], position?.sequence);
    if (kind === 'unchanged') return { kind, commandId, ...defined({ why }), state };
    const what = { commandId, events, violations, ...defined({ ended }), redacted, ...defined({ position }), state };
    return (kind === 'repeated' ? { kind, ...what } : { kind, ...what, durability }) as SendResult;
  };

  const refusedList = async (
    sessionId: string,
    commands: readonly { readonly id: string }[],
    problem: Problem,
  ): Promise<RecordResult> => {
    const refusal = refusalIn(problem);
    const { place, recorded } = problem as Problem & { place?: number; recorded?: number };
    const command = commands[place ?? -1];
    if (refusal === undefined || command === undefined) throw errorOf(problem);
    const { state } = await loaded.catchUp(sessionId);
    return {
      ...{ recorded: recorded ?? 0, repeated: 0, events: [], violations: [], redacted: 0, position: undefined },
      durability: log.durability,
      state,
      refused: { place: place as number, command: command as never, rejection: refusal.rejection },
    };
  };

  return {
    async send(sessionId, given, { expectedOrdinal, deadlineMs, again, sight } = {}) {
      requireSessionId(sessionId);
      const command = secrets.ofCall(sessionId)(commandFrom(given, freshId));
      const shared = sightOf(sessionId);
      const seenNow = () => (sight === undefined || sight.isBlank ? shared : sight).state?.ordinal;
      const atCall = isRelative(command.name) ? seenNow() : undefined;
      return turns.take(sessionId, async () => {
        const asks = expectedOrdinal === undefined && leavesOpen(command.name);
        const { answer, problem } = await ask('session.send', {
          params: { session: sessionId },
          query: { expect: expectedOrdinal, again, seen: asks ? (atCall ?? seenNow()) : undefined },
          body: command,
          ...defined({ deadlineMs }),
        });
        if (problem !== undefined) {
          const refused = refusalIn(problem);
          if (refused !== undefined) {
            // Who is refused has seen the session as it was refused in.
            const { state } = await loaded.catchUp(sessionId);
            shared.see(state);
            sight?.see(state);
            return { kind: 'refused', ...refused };
          }
          const conflict = conflictIn(problem);
          if (conflict !== undefined) return { kind: 'conflict', ...conflict };
          throw errorOf(problem);
        }
        const result = await sent(sessionId, answer);
        if ('state' in result) {
          shared.see(result.state);
          sight?.see(result.state);
        }
        return result;
      });
    },

    async record(sessionId, given, { onProgress, secretIds } = {}) {
      requireSessionId(sessionId);
      const redacted = secrets.ofCall(sessionId, secretIds);
      const commands = [...given].map((command) => redacted(commandFrom(command, freshId)));
      return turns.take(sessionId, async () => {
        if (commands.length === 0) {
          const { state } = await loaded.catchUp(sessionId);
          const { durability } = log;
          return {
            ...{ recorded: 0, repeated: 0, events: [], violations: [], redacted: 0, position: undefined },
            ...{ durability, state },
          };
        }
        const { answer, problem } = await ask('session.record', {
          params: { session: sessionId },
          body: { commands },
          deadlineMs: LONG_MS,
        });
        if (problem !== undefined) return refusedList(sessionId, commands, problem);
        const { recorded, repeated, ordinal, violations, position, durability } = answer;
        const events = answer.events as unknown as RecordedEvent[];
        const state = await stateAfter(sessionId, ordinal, events, position?.sequence);
        sightOf(sessionId).see(state);
        if (recorded > 0) onProgress?.({ recorded, total: recorded });
        return {
          ...{ recorded, repeated, events, violations, redacted: answer.redacted, position, state },
          durability: durability as Durability,
        } as RecordResult;
      });
    },

    async load(sessionId) {
      requireSessionId(sessionId);
      const session = await loaded.catchUp(sessionId);
      sightOf(sessionId).see(session.state);
      return session;
    },

    read(sessionId, { afterOrdinal = 0 } = {}) {
      requireSessionId(sessionId);
      return witnessed(readEvents(log, sessionId, afterOrdinal), ({ event }) => event, sightOf);
    },

    sightOf,
  };
};
