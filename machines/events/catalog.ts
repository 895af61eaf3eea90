// Every event type by name, with the schema of its `data`. A new shape of one is a new version and an upcaster.
import type { z } from 'zod';
import { agentEvents, cycleEvents } from './agent.ts';
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
export type EventData = { [T in EventType]: z.infer<(typeof EVENTS)[T]> };
export const EVENT_TYPES = Object.keys(EVENTS) as EventType[];
export const isEventType = (type: string): type is EventType => Object.hasOwn(EVENTS, type);

/** The version of an event type's data; all are in their first. */
export const SCHEMA_VERSION = 1;
