// The moves in the table of events, read from an event's data: which entities it names, and the signal of each.
import type { EntityKind } from '../life-cycles/all.ts';
import type { Step } from '../life-cycles/step.ts';
import { EVENT_TYPES, type EventType, entryOf } from './catalog.ts';
import type { Cascade, Move } from './event.ts';

export type Data = Readonly<Record<string, unknown>>;
type DirectMove = Exclude<Move, { readonly cascade: Cascade }>;
/** A gate is named by its id or its name; every other entity by its id. */
export type NamedSteps = (data: Data) => readonly Step[];

const NONE: readonly Step[] = [];

/** The steps of a move of an event of a type. */
export const namedSteps = (type: EventType, move: DirectMove): NamedSteps => {
  const { kind } = move;
  if (kind === 'session') {
    const steps = [{ kind, id: '', signal: type }];
    return () => steps;
  }
  const { id, signal = type, by, when } = move;
  const stepOf = (named: unknown, data: Data): Step => ({
    kind,
    id: String(named),
    signal: by === undefined ? signal : `${type}.${data[by]}`,
  });
  // `taskId`, or `agents[].agentId` where the ids are in a list.
  const [field, inItem] = id.split('[].') as [string, string?];
  // Nearly every event is of this form: it allocates nothing else.
  if (inItem === undefined && by === undefined && when === undefined)
    return (data) => [{ kind, id: String(data[field]), signal }];
  const steps: NamedSteps =
    inItem === undefined
      ? (data) => [stepOf(data[field], data)]
      : (data) => ((data[field] ?? NONE) as readonly Data[]).map((item) => stepOf(item[inItem], data));
  if (when === undefined) return steps;
  const conditions = Object.entries(when);
  return (data) => (conditions.every(([name, value]) => data[name] === value) ? steps(data) : NONE);
};

/** For each type of event that moves entities of a kind, not counting cascades: their steps. */
export const movesOfKind = (kind: EntityKind): ReadonlyMap<EventType, readonly NamedSteps[]> =>
  new Map(
    EVENT_TYPES.map((type): [EventType, readonly NamedSteps[]] => [
      type,
      entryOf(type).moves.flatMap((move) => ('kind' in move && move.kind === kind ? [namedSteps(type, move)] : [])),
    ]).filter(([, steps]) => steps.length > 0),
  );
