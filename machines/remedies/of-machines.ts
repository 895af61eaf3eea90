// Where a life cycle refuses: the first command of the shortest way to a state in which it would accept.
import type { Fact } from '../commands/fact.ts';
import { inputSchema } from '../commands/input-schema.ts';
import { type CommandWord, wordFor } from '../commands/words.ts';
import { EVENT_TYPES, entryOf } from '../events/catalog.ts';
import { type LegalMove, moveOf, type Path } from '../legal.ts';
import { type EntityKind, lifeCycleOf } from '../life-cycles/all.ts';
import { provisionalEvent } from '../provisional-event.ts';
import { stateOf } from '../state/entities.ts';
import type { State } from '../state/state.ts';
import { stepsOf } from '../steps.ts';

const ANY = { id: ' ', commandId: ' ', time: '9999-12-31T23:59:59.999Z', actor: '' };

/** For the entities of a kind whose machine refuses the fact. */
export const machineRemedies = (state: State, fact: Fact, rule: string): LegalMove[] => {
  const kind = rule.slice('M.'.length) as EntityKind;
  return stepsOf(state, provisionalEvent(state, fact, ANY))
    .filter((step) => step.kind === kind)
    .flatMap(({ id, signal }) => {
      const first = firstSignal(kind, stateOf(state, kind, id), signal);
      return first === undefined ? [] : movesBy(kind, id, first);
    });
};

/** The first signal of the shortest way from a state to one that accepts `wanted`; undefined where none leads there. */
const firstSignal = (kind: EntityKind, from: string, wanted: string): string | undefined => {
  const machine = lifeCycleOf(kind);
  if (machine.next(from, wanted) !== undefined) return undefined;
  const firsts = new Map<string, string>([[from, '']]);
  for (const [state, first] of firsts)
    for (const signal of machine.signals) {
      const to = machine.next(state, signal);
      if (to === undefined || firsts.has(to) || !isCommanded(kind, signal)) continue;
      const way = first || signal;
      if (machine.next(to, wanted) !== undefined) return way;
      firsts.set(to, way);
    }
  return undefined;
};

interface CommandOfSignal {
  readonly word: CommandWord;
  readonly field: string;
  readonly by: Readonly<Record<string, unknown>>;
}

/** By kind and signal: both are of the life cycles, so they are few. */
const known = new Map<string, readonly CommandOfSignal[]>();

/** The commands that move an entity of a kind by a signal; of a signal that follows from the state there is none. */
const commandsOf = (kind: EntityKind, signal: string): readonly CommandOfSignal[] => {
  const key = `${kind} ${signal}`;
  const commands = known.get(key) ?? findCommands(kind, signal);
  known.set(key, commands);
  return commands;
};

const findCommands = (kind: EntityKind, signal: string): CommandOfSignal[] =>
  EVENT_TYPES.flatMap((type) =>
    entryOf(type).moves.flatMap((move): CommandOfSignal[] => {
      if (!('kind' in move) || move.kind !== kind) return [];
      if (move.kind === 'session') return type === signal ? [{ word: wordFor(type), field: '', by: {} }] : [];
      if (move.by !== undefined)
        return signal.startsWith(`${type}.`)
          ? [{ word: wordFor(type), field: move.id, by: { [move.by]: signal.slice(type.length + 1) } }]
          : [];
      return (move.signal ?? type) === signal ? [{ word: wordFor(type), field: move.id, by: {} }] : [];
    }),
  );

const isCommanded = (kind: EntityKind, signal: string): boolean => commandsOf(kind, signal).length > 0;

/** Each command of a signal about one entity, with a need for what it requires besides. */
const movesBy = (kind: EntityKind, id: string, signal: string): LegalMove[] =>
  commandsOf(kind, signal).map(({ word, field: path, by }) => {
    const { properties = {}, required = [] } = inputSchema(word);
    if (path === '') return moveOf(word, by, needsOf(required, by));
    const [list = '', inItem] = path.split('[].');
    const value = properties[list]?.type === 'integer' ? Number(id) : id;
    const data = { ...by, [list]: inItem === undefined ? value : [{ [inItem]: value }] };
    const inner = inItem === undefined ? [] : (properties[list]?.items?.required ?? []);
    return moveOf(word, data, [
      ...needsOf(required, data),
      ...inner.filter((name) => name !== inItem).map((name): Path => [list, 0, name]),
    ]);
  });

const needsOf = (required: readonly string[], data: object): Path[] =>
  required.filter((name) => !(name in data)).map((name) => [name]);
