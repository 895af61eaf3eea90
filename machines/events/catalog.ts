// The table of events: every type by name, with its entry. A new shape of one is a new version and an upcaster.
import type { z } from 'zod';
import type { EntityKind, SignalOf } from '../life-cycles/all.ts';
import { agentEvents, cycleEvents } from './agent.ts';
import type { EventEntry } from './event.ts';
import { evidenceEvents, generalEvents } from './evidence.ts';
import { gateEvents, phaseEvents } from './phase.ts';
import { planMdEvents } from './plan-md.ts';
import { planningEvents, taskEvents } from './planning.ts';
import { sessionEvents } from './session.ts';
import { todoEvents } from './todo.ts';
import { peopleEvents, workbookEvents } from './workbook.ts';

export const EVENTS = {
  ...sessionEvents,
  ...phaseEvents,
  ...gateEvents,
  ...planningEvents,
  ...planMdEvents,
  ...cycleEvents,
  ...agentEvents,
  ...taskEvents,
  ...todoEvents,
  ...workbookEvents,
  ...peopleEvents,
  ...evidenceEvents,
  ...generalEvents,
};

export type EventType = keyof typeof EVENTS;
export type EventData = { [T in EventType]: z.infer<(typeof EVENTS)[T]['data']> };
export const EVENT_TYPES = Object.keys(EVENTS) as EventType[];
export const isEventType = (type: string): type is EventType => Object.hasOwn(EVENTS, type);

/** The types that move an entity. */
export type MovingType = {
  [T in EventType]: (typeof EVENTS)[T]['moves'] extends readonly [] ? never : T;
}[EventType];

/** The table's entry of a type, for code that goes by any of them. */
export const entryOf = (type: EventType): EventEntry => EVENTS[type];

type SignalIn<T extends EventType, M> = M extends { kind: infer K extends EntityKind }
  ? Exclude<
      M extends { signal: infer S }
        ? S
        : M extends { by: infer F extends keyof EventData[T] }
          ? `${T}.${EventData[T][F] & string}`
          : T,
      SignalOf<K>
    >
  : never;
type None<T extends never> = T;
/** Does not compile where an event moves an entity by a signal that its life cycle lacks; the error names the signal. */
export type SignalWithoutALifeCycle = None<
  { [T in EventType]: SignalIn<T, (typeof EVENTS)[T]['moves'][number]> }[EventType]
>;
