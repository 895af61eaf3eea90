// Given what happened, when a command is sent, then these events, or this refusal: a process in three lines, in any test
// runner. A difference is thrown as an Error that shows what was expected and the decision.
import type { CommandInput } from '../../machines/commands/inputs.ts';
import type { CommandWord } from '../../machines/commands/words.ts';
import type { Decision } from '../../machines/decide.ts';
import { defined } from '../../machines/defined.ts';
import type { EventData, EventType } from '../../machines/events/catalog.ts';
import type { RecordedEvent, UnchainedEvent } from '../../machines/events/envelope.ts';
import type { Profile } from '../../machines/profile.ts';
import { decisionText, eventText } from '../check/run/decision-text.ts';
import { type GeneratedCommand, startCommand } from '../check/run/generated-command.ts';
import { Run, type RunOptions } from '../check/run/run.ts';

type Fixed<T> = T extends object ? { readonly [K in keyof T]: Fixed<T[K]> } : T;

/** A command by its word, with the data that the word takes. */
export type TypedCommand = {
  [W in CommandWord]: Omit<GeneratedCommand, 'name' | 'data'> & { readonly name: W } & (object extends CommandInput[W]
      ? { readonly data?: Fixed<CommandInput[W]> }
      : { readonly data: Fixed<CommandInput[W]> });
}[CommandWord];

/** An event: its type, and the members of its data to compare. */
export type ExpectedEvent = {
  [T in EventType]: { readonly type: T; readonly data?: Partial<Fixed<EventData[T]>> };
}[EventType];

/** The rule or machine that refuses (each, where several are named); or that the command is invalid. */
export type ExpectedRefusal = { readonly refusedBy: string | readonly string[] } | { readonly invalid: true };

export interface GivenOptions extends RunOptions {
  /** Starts the session under this profile before what is given. */
  readonly profile?: string | Profile;
}

/** True where the value has what is expected: of an object the members named, of a list all items. */
const isWithin = (expected: unknown, found: unknown): boolean => {
  if (typeof expected !== 'object' || expected === null) return Object.is(expected, found);
  if (typeof found !== 'object' || found === null || Array.isArray(expected) !== Array.isArray(found)) return false;
  if (Array.isArray(expected) && expected.length !== (found as unknown[]).length) return false;
  return Object.entries(expected).every(([key, value]) => isWithin(value, (found as Record<string, unknown>)[key]));
};

const isMet = (expected: readonly ExpectedEvent[] | ExpectedRefusal, decision: Decision): boolean => {
  if ('invalid' in expected) return decision.kind === 'invalid';
  if ('refusedBy' in expected) {
    const rules = decision.kind === 'rejected' ? decision.rejection.violations.map(({ rule }) => rule) : [];
    return [expected.refusedBy].flat().every((rule) => rules.includes(rule)) && rules.length > 0;
  }
  if (decision.kind === 'rejected' || decision.kind === 'invalid') return false;
  const events: readonly UnchainedEvent[] = decision.kind === 'accepted' ? decision.events : [];
  return events.length === expected.length && expected.every((one, at) => isWithin(one, events[at]));
};

/**
 * `given` commands or recorded events: a refused command throws at once, a recorded event is kept whether it is legal or
 * not. `when` one more command is sent, `then` it becomes these events and no others (an empty list: it changes
 * nothing), or it is refused by a rule. @throws Error that shows what was expected and the decision.
 */
export const given = (
  history: readonly (TypedCommand | RecordedEvent)[],
  { profile, ...options }: GivenOptions = {},
) => {
  const recorded = history.find((step) => 'specversion' in step);
  const run = new Run({ ...defined({ sessionId: recorded?.sessionid }), ...options });
  const start = profile === undefined ? [] : [startCommand(profile)];
  for (const step of [...start, ...history])
    if ('specversion' in step) run.append(step);
    else run.must(step.name, step.data, optionsOf(step));
  return {
    when: (command: TypedCommand) => {
      const decision = run.send(command.name, command.data, optionsOf(command));
      return {
        // biome-ignore lint/suspicious/noThenProperty: given, when, then; nobody awaits it.
        then: (expected: readonly ExpectedEvent[] | ExpectedRefusal): void => {
          if (isMet(expected, decision)) return;
          const wanted = Array.isArray(expected)
            ? ['events:', ...expected.map(eventText)].join('\n')
            : JSON.stringify(expected);
          throw new Error(`when ${JSON.stringify(command)}\nexpected ${wanted}\ngot ${decisionText(decision)}`);
        },
      };
    },
  };
};

const optionsOf = ({ actor, time }: GeneratedCommand) => defined({ actor, time });
