// How grave an event is, in the order of gravity.
import { z } from 'zod';

export const EventSeverity = z.enum(['debug', 'info', 'warning', 'error', 'critical']);
export type EventSeverity = z.infer<typeof EventSeverity>;
