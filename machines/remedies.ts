// The commands that would mend a refusal: where a command names something that the session does not have, the word that
// creates it, with the id filled in.
import type { Fact } from './commands/fact.ts';
import { factsOf } from './commands/facts.ts';
import { inputSchema } from './commands/input-schema.ts';
import { COMMAND_WORDS, type CommandWord, commandOf } from './commands/words.ts';
import { defined } from './defined.ts';
import { entryOf } from './events/catalog.ts';
import type { Referent } from './events/event.ts';
import { areLegal } from './is-legal.ts';
import { completed, type LegalMove, moveOf, type Path, sampleFor } from './legal.ts';
import { lifeCycleOf } from './life-cycles/all.ts';
import { usedUp } from './state/budget.ts';
import { stateOf } from './state/entities.ts';
import { gateIdOf } from './state/gate-names.ts';
import type { State } from './state/state.ts';

type Data = Readonly<Record<string, unknown>>;

/** Something that a command names. */
interface Named {
  readonly referent: Referent;
  readonly id: string;
}

/** For each thing that a refused fact names and the session lacks, the command that creates it, where that is legal. */
export const remediesFor = (state: State, { type, data }: Fact): LegalMove[] => {
  const { creates } = entryOf(type).command;
  // Nothing starts on a budget that is used up.
  const spent = type === 'agent_launched' || type === 'task_started' ? usedUp(state) : [];
  const raises = spent.map(({ phase }) => moveOf('budget.raise', defined({ phase }), [['tokens'], ['reason']]));
  const own = creates === undefined ? undefined : createdPath(creates);
  const creations = namedBy(type, data as Data, own)
    .filter((named) => !isKnown(state, named))
    .flatMap((named) => creationOf(named))
    .filter((move) => isAccepted(state, move));
  return [...raises, ...creations];
};

/** What the fields of a fact refer to, each once; not the id of what it creates itself. */
const namedBy = (type: Fact['type'], data: Data, own: string | undefined): Named[] => {
  const { references, moves } = entryOf(type);
  const found = new Map<string, Named>();
  const add = (referent: Referent, value: unknown): void => {
    for (const id of Array.isArray(value) ? value : [value])
      if (typeof id === 'string' || typeof id === 'number')
        found.set(`${referent} ${id}`, { referent, id: String(id) });
  };
  for (const move of moves)
    if ('id' in move && move.id !== own) for (const value of valuesAt(data, move.id)) add(move.kind, value);
  for (const [field, referent] of Object.entries(references)) {
    if (own?.split('[].').at(-1) === field) continue;
    add(referent, data[field]);
    for (const list of Object.values(data).filter(Array.isArray))
      for (const item of list) if (typeof item === 'object' && item !== null) add(referent, item[field]);
  }
  return [...found.values()];
};

const valuesAt = (data: Data, path: string): unknown[] => {
  const [list = '', field] = path.split('[].');
  return field === undefined ? [data[list]] : ((data[list] ?? []) as readonly Data[]).map((item) => item[field]);
};

const isKnown = (state: State, { referent, id }: Named): boolean => {
  switch (referent) {
    case 'entry':
      return state.evidence.entries.has(id);
    case 'baseline':
      return state.evidence.baselines.has(id);
    case 'gate':
      return stateOf(state, 'gate', gateIdOf(state.session, id)) !== lifeCycleOf('gate').initial;
    default:
      return stateOf(state, referent, id) !== lifeCycleOf(referent).initial;
  }
};

const creators = new Map<Referent, CommandWord>(
  COMMAND_WORDS.flatMap((word) => {
    const { creates, type } = commandOf(word);
    return creates === undefined || type === undefined ? [] : [[creates, word] as const];
  }),
);

/** Where the id of what a command creates is in its data: where its event moves it, else the first field named so. */
const createdPath = (referent: Referent): string | undefined => {
  const word = creators.get(referent);
  if (word === undefined) return undefined;
  const { type, references } = commandOf(word);
  const move = type === undefined ? undefined : entryOf(type).moves.find((one) => 'id' in one && one.kind === referent);
  if (move !== undefined && 'id' in move) return move.id;
  return Object.entries(references).find(([, one]) => one === referent)?.[0];
};

const creationOf = ({ referent, id }: Named): LegalMove[] => {
  const word = creators.get(referent);
  const path = createdPath(referent);
  if (word === undefined || path === undefined) return [];
  const schema = inputSchema(word);
  const [list = '', field] = path.split('[].');
  if (field === undefined) {
    const value = schema.properties?.[list]?.type === 'integer' ? Number(id) : id;
    const needs = (schema.required ?? []).filter((name) => name !== list).map((name): Path => [name]);
    return [moveOf(word, { [list]: value }, needs)];
  }
  const required = schema.properties?.[list]?.items?.required ?? [];
  const needs = required.filter((name) => name !== field).map((name): Path => [list, 0, name]);
  return [moveOf(word, { [list]: [{ [field]: id }] }, needs)];
};

/** True where a move is accepted, with a sample for each of its needs. */
export const isAccepted = (state: State, move: LegalMove): boolean => {
  const data = completed(
    move,
    move.needs.map((need) => sampleFor(state, need)),
  );
  const found = factsOf(state, move.word, data, () => '');
  return 'facts' in found && areLegal(state, found.facts);
};
