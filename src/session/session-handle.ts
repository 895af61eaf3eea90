// One session of an open log: its commands by word, with the data that each takes as a type. It remembers what its user
// last saw of the session: `phase.next` goes on from the phase that was active there.

import type { Command } from '../../machines/commands/command.ts';
import type { CommandInput } from '../../machines/commands/inputs.ts';
import { defined } from '../../machines/defined.ts';
import type { State } from '../../machines/state/state.ts';
import type { PlacedEvent } from '../log/port.ts';
import type { Divergence, ReplayOptions, ViewedStep } from './replay/replay.ts';
import { eventReceived, type Subscribed, type SubscribeOptions } from './replay/subscribe.ts';
import type { SendOptions, SendResult, Sessions } from './write/sessions.ts';
import { Sight, witnessed } from './write/sight.ts';

/** The members of a command besides its name and data, and how it is sent. */
export type CommandOptions = Partial<Omit<Command, 'name' | 'data'>> & SendOptions;

/** One session. Every method throws `RepriseError` on a failure; a refusal by a rule is a result. */
export interface SessionHandle {
  readonly id: string;
  /** `send('task.start', { taskId: 't1' })`; a repeat of the same `id` counts once. */
  send<W extends keyof CommandInput>(word: W, data: CommandInput[W], options?: CommandOptions): Promise<SendResult>;
  /** Its events with their positions, checked on the way. */
  read(options?: { readonly afterOrdinal?: number }): AsyncIterable<PlacedEvent>;
  /** Its events step by step, with states and what changed. */
  replay(options?: ReplayOptions): AsyncIterable<ViewedStep | Divergence>;
  /** Its events as they are recorded, history first. */
  subscribe(options?: Omit<SubscribeOptions, 'sessions'>): AsyncIterable<Subscribed>;
  /** Its state after the newest event. */
  state(): Promise<State>;
}

interface Opened {
  readonly sessions: Sessions;
  replay(sessionId: string, options?: ReplayOptions): AsyncIterable<ViewedStep | Divergence>;
  subscribe(options?: SubscribeOptions): AsyncIterable<Subscribed>;
}

export const sessionHandle = (id: string, { sessions, replay, subscribe }: Opened): SessionHandle => {
  const sight = new Sight();
  const own = () => sight;
  return {
    id,
    send: (name, data, { expectedOrdinal, deadlineMs, again, ...command } = {}) =>
      sessions.send(id, { ...command, name, data }, { sight, ...defined({ expectedOrdinal, deadlineMs, again }) }),
    read: (options) => witnessed(sessions.read(id, options), ({ event }) => event, own),
    replay: (options) => witnessed(replay(id, options), ({ event }) => event, own),
    subscribe: (options) => witnessed(subscribe({ ...options, sessions: id }), eventReceived, own),
    async state() {
      const { state } = await sessions.load(id);
      sight.see(state);
      return state;
    },
  };
};
