// One session of an open log: its commands by word, with the data that each takes as a type. It remembers what its user
// last saw of the session: `phase.next` goes on from the phase that was active there.

import type { Command } from '../../machines/commands/command.ts';
import type { CommandInput } from '../../machines/commands/inputs.ts';
import { defined } from '../../machines/defined.ts';
import type { State } from '../../machines/state/state.ts';
import type { ViewName } from '../../projections/index.ts';
import type { PlacedEvent } from '../log/port.ts';
import { eventReceived, type HubSubscribeOptions, type Subscribed } from './follow/options.ts';
import type { SubscribeViewOptions, ViewSubscribed } from './follow/subscribe-view.ts';
import type { Divergence, ReplayOptions, ViewedStep } from './replay/replay.ts';
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
  subscribe(options?: Omit<HubSubscribeOptions, 'sessions'>): AsyncIterable<Subscribed>;
  /** One of its views as it is now, then whenever it changes, with what changed. */
  subscribeView<N extends ViewName>(view: N, options?: SubscribeViewOptions): AsyncIterable<ViewSubscribed<N>>;
  /** Its state after the newest event. */
  state(): Promise<State>;
}

interface Opened {
  readonly sessions: Sessions;
  replay(sessionId: string, options?: ReplayOptions): AsyncIterable<ViewedStep | Divergence>;
  subscribe(options?: HubSubscribeOptions): AsyncIterable<Subscribed>;
  subscribeView<N extends ViewName>(
    sessionId: string,
    view: N,
    options?: SubscribeViewOptions,
  ): AsyncIterable<ViewSubscribed<N>>;
}

export const sessionHandle = (id: string, { sessions, replay, subscribe, subscribeView }: Opened): SessionHandle => {
  const sight = new Sight();
  const own = () => sight;
  return {
    id,
    send: (name, data, { expectedOrdinal, deadlineMs, again, ...command } = {}) =>
      sessions.send(id, { ...command, name, data }, { sight, ...defined({ expectedOrdinal, deadlineMs, again }) }),
    read: (options) => witnessed(sessions.read(id, options), ({ event }) => event, own),
    replay: (options) => witnessed(replay(id, options), ({ event }) => event, own),
    subscribe: (options) => witnessed(subscribe({ ...options, sessions: id }), eventReceived, own),
    // A view is read by people: what a command leaves open stays what its sender saw of the session.
    subscribeView: (view, options) => subscribeView(id, view, options),
    async state() {
      const { state } = await sessions.load(id);
      sight.see(state);
      return state;
    },
  };
};
