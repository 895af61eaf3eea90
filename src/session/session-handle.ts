// One session of an open log: its commands by word, with the data that each takes as a type.

import type { Command } from '../../machines/commands/command.ts';
import type { CommandInput } from '../../machines/commands/inputs.ts';
import type { State } from '../../machines/state/state.ts';
import type { PlacedEvent } from '../log/port.ts';
import type { Divergence, ReplayOptions, ViewedStep } from './replay/replay.ts';
import type { Subscribed, SubscribeOptions } from './replay/subscribe.ts';
import type { SendOptions, SendResult } from './write/sessions.ts';

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
