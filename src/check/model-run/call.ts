// A call of a writer and how it ended, with its answer as text.
import type { Command } from '../../../machines/commands/command.ts';
import type { RepriseError } from '../../errors.ts';
import type { LoadedSession } from '../../session/write/loaded-sessions.ts';
import type { RecordResult, SendResult } from '../../session/write/sessions.ts';

/** What a writer is to do. */
export type CallRequest =
  | { readonly kind: 'send'; readonly commands: readonly [Command]; readonly expectedOrdinal?: number }
  | { readonly kind: 'record'; readonly commands: readonly Command[] }
  | { readonly kind: 'load'; readonly commands: readonly []; readonly importing: boolean };

/** A call of a writer; `begin`: the number of events known to be in the log when it began. */
export type Call = CallRequest & { readonly writer: string; readonly begin: number };

/**
 * How a call ended. `gone`: its writer was killed. `threw`: an error that is not an operational one, so a bug. `silent`:
 * not within twice its deadline.
 */
export type Ending =
  | { readonly kind: 'sent'; readonly result: SendResult }
  | { readonly kind: 'many'; readonly result: RecordResult }
  | { readonly kind: 'loaded'; readonly session: LoadedSession }
  | { readonly kind: 'failed'; readonly error: RepriseError }
  | { readonly kind: 'threw'; readonly error: unknown }
  | { readonly kind: 'silent' }
  | { readonly kind: 'gone' };

/** The answer in a word or two. */
export const answerOf = (ending: Ending): string => {
  switch (ending.kind) {
    case 'sent':
      return ending.result.kind === 'refused' ? `refused (${ending.result.rejection.rule})` : ending.result.kind;
    case 'many':
      return ending.result.refused === undefined ? 'recorded' : `refused (${ending.result.refused.rejection.rule})`;
    case 'loaded':
      return 'loaded';
    case 'failed':
      return ending.error.code;
    case 'threw':
    case 'silent':
    case 'gone':
      return ending.kind;
    default:
      return ending satisfies never;
  }
};

/** What an ending shows besides position, durability and state, which differ from log to log or follow from the rest. */
const comparable = (ending: Ending): unknown => {
  switch (ending.kind) {
    case 'sent':
    case 'many': {
      const hidden: readonly string[] = ['position', 'durability', 'state'];
      return Object.fromEntries(Object.entries(ending.result).filter(([name]) => !hidden.includes(name)));
    }
    case 'loaded':
      return ending.session.head;
    case 'failed':
    case 'threw':
    case 'silent':
    case 'gone':
      return answerOf(ending);
    default:
      return ending satisfies never;
  }
};

/** A call and its answer as text, the same on every log that behaves the same. */
export const callText = (call: Call, ending: Ending, answer: string): string => {
  const commands = call.commands.map(({ id, name }) => `${id} ${name}`).join(', ');
  return `${call.writer} ${call.kind} ${commands}: ${answer} ${JSON.stringify(comparable(ending))}`;
};
