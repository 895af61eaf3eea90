// Given what happened, when a command is sent, then these events, or this refusal: a process in three lines, in any test
// runner. What differs is thrown as an Error that says what was expected and what came.
import type { CommandInput } from '../../machines/commands/inputs.ts';
import type { CommandWord } from '../../machines/commands/words.ts';
import type { Decision } from '../../machines/decide.ts';
import type { EventData, EventType } from '../../machines/events/catalog.ts';
import type { RecordedEvent, UnchainedEvent } from '../../machines/events/envelope.ts';
import type { Profile } from '../../machines/profile.ts';
import { eventText, type GeneratedCommand, outcomeText, Run, type RunOptions, startCommand } from '../check/run/run.ts';

type Fixed<T> = T extends object ? { readonly [K in keyof T]: Fixed<T[K]> } : T;

/** A command by its word, with the data that the word takes. */
export type TypedCommand = {
  [W in CommandWord]: Omit<GeneratedCommand, 'name' | 'data'> & { readonly name: W } & (object extends CommandInput[W]
      ? { readonly data?: Fixed<CommandInput[W]> }
      : { readonly data: Fixed<CommandInput[W]> });
}[CommandWord];

/** An event: its type and as much of its data as matters. */
export type ExpectedEvent = {
  [T in EventType]: { readonly type: T; readonly data?: Partial<Fixed<EventData[T]>> };
}[EventType];

/** The rule or machine that refuses (each, where several are named); or that it is no command at all. */
export type ExpectedRefusal = { readonly refusedBy: string | readonly string[] } | { readonly invalid: true };

export interface GivenOptions extends RunOptions {
  /** Puts the start of a session under this profile before what is given. */
  readonly profile?: string | Profile;
}

/** True where all that is expected is there: of an object the members named, of a list all its items. */
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
 * `given` commands, or recorded events: a command that is refused throws at once, an event is taken whatever the law
 * says. `when` one more command is sent, `then` it becomes these events and no others (none: it changes nothing), or it
 * is refused by a rule. @throws Error that shows what was expected and what came.
 */
export const given = (story: readonly (TypedCommand | RecordedEvent)[], { profile, ...options }: GivenOptions = {}) => {
  const recorded = story.find((told) => 'specversion' in told);
  const run = new Run({ ...(recorded !== undefined && { sessionId: recorded.sessionid }), ...options });
  const start = profile === undefined ? [] : [startCommand(profile)];
  for (const told of [...start, ...story])
    if ('specversion' in told) run.follow(told);
    else run.must(told.name, told.data, said(told));
  return {
    when: (generated: TypedCommand) => {
      const decision = run.send(generated.name, generated.data, said(generated));
      return {
        // biome-ignore lint/suspicious/noThenProperty: given, when, then; nobody awaits it.
        then: (expected: readonly ExpectedEvent[] | ExpectedRefusal): void => {
          if (isMet(expected, decision)) return;
          const wanted = Array.isArray(expected)
            ? ['events:', ...expected.map(eventText)].join('\n')
            : JSON.stringify(expected);
          throw new Error(`when ${JSON.stringify(generated)}\nexpected ${wanted}\ngot ${outcomeText(decision)}`);
        },
      };
    },
  };
};

const said = ({ actor, time }: GeneratedCommand) => ({
  ...(actor !== undefined && { actor }),
  ...(time !== undefined && { time }),
});
