// What a sequence of commands shrinks to: chunks of it left out, from halves to single commands, then each command with
// less data. Each candidate carries its place, so that shrinking a long sequence does not start again at every step.
import type { GeneratedCommand } from '../run/generated-command.ts';

/** Where shrinking stands: chunks of `size` that end at `at` are next; at size 0, the command `at` is simplified. */
export interface Place {
  readonly size: number;
  readonly at: number;
  /** Something became simpler in this pass, so that it is worth another. */
  readonly simpler: boolean;
}

export interface Candidate {
  readonly commands: readonly GeneratedCommand[];
  readonly place: Place;
}

const without = (data: object, key: string): object =>
  Object.fromEntries(Object.entries(data).filter(([name]) => name !== key));

/** A command with less data, the least first. */
function* simplerCommands(command: GeneratedCommand): Generator<GeneratedCommand> {
  const { actor, time, ...bare } = command;
  if (actor !== undefined || time !== undefined) yield bare;
  if (typeof command.data !== 'object' || command.data === null) return;
  for (const [key, value] of Object.entries(command.data)) {
    yield { ...command, data: without(command.data, key) };
    if (Array.isArray(value) && value.length > 1)
      for (const one of value) yield { ...command, data: { ...command.data, [key]: [one] } };
  }
}

/** Simpler sequences, from a place on; none is shorter than `least`. */
export function* simplerSequences(
  commands: readonly GeneratedCommand[],
  least: number,
  from?: Place,
): Generator<Candidate> {
  let { size, at, simpler } = from ?? { size: commands.length, at: commands.length, simpler: false };
  for (;;) {
    if (size > 0) {
      yield* shorterSequences(commands, least, size, at);
      // What could not be left out may be now that others are gone.
      if (size > 1) size = Math.ceil(size / 2);
      else if (simpler) simpler = false;
      else size = 0;
      at = size === 0 ? 0 : commands.length;
    } else {
      for (let index = at; index < commands.length; index += 1)
        for (const command of simplerCommands(commands[index] as GeneratedCommand))
          yield { commands: commands.with(index, command), place: { size: 0, at: index, simpler: true } };
      if (!simpler) return;
      // A command that no other refers to any more can be left out.
      ({ size, at, simpler } = { size: 1, at: commands.length, simpler: false });
    }
  }
}

function* shorterSequences(
  commands: readonly GeneratedCommand[],
  least: number,
  size: number,
  at: number,
): Generator<Candidate> {
  for (let end = Math.min(at, commands.length); end > 0; end -= size) {
    const start = Math.max(0, end - size);
    if (commands.length - (end - start) < least) continue;
    const rest = [...commands.slice(0, start), ...commands.slice(end)];
    yield { commands: rest, place: { size, at: start, simpler: true } };
    if (size > 1) continue;
    // What a later list names (`carry`) can be left out only together with its place in the list.
    const names = new Set(textsIn(commands[start]?.data));
    const unnamed = rest.map((command, index) => (index < start ? command : withoutNames(command, names)));
    if (unnamed.some((command, index) => command !== rest[index]))
      yield { commands: unnamed, place: { size, at: start, simpler: true } };
  }
}

const textsIn = (data: unknown): string[] => {
  if (typeof data === 'string') return [data];
  return typeof data === 'object' && data !== null ? Object.values(data).flatMap(textsIn) : [];
};

/** The command with these texts left out of the lists of its data; the same command where none has any. */
const withoutNames = (command: GeneratedCommand, names: ReadonlySet<string>): GeneratedCommand => {
  if (typeof command.data !== 'object' || command.data === null) return command;
  const isNamed = (value: unknown) => typeof value === 'string' && names.has(value);
  const lists = Object.entries(command.data).filter(([, value]) => Array.isArray(value) && value.some(isNamed));
  if (lists.length === 0) return command;
  const left = lists.map(([key, value]) => [key, (value as unknown[]).filter((each) => !isNamed(each))]);
  return { ...command, data: { ...command.data, ...Object.fromEntries(left) } };
};
