// Events of phases and of the gates between them.
import { z } from 'zod';
import { data, Id, Reason, Text, Texts, Title } from './fields.ts';

const gateVerdict = {
  /** A gate's id, else its name. */
  gate: Title,
  /** The criteria that the verdict is about. */
  criteria: z.array(Title).max(1_000),
  notes: Text.optional(),
};

export const phaseEvents = {
  phase_started: data({ phase: Title }),
  phase_completed: data({ phase: Title, notes: Text.optional(), outputs: Texts.optional() }),
  phase_skipped: data({ phase: Title, reason: Reason }),
  phase_reopened: data({ phase: Title, reason: Reason }),
};

export const gateEvents = {
  gate_defined: data({
    gateId: Id,
    name: Title,
    criteria: z.array(Title).max(1_000),
    guards: Title.describe('the phase it guards; none: it guards nothing').optional(),
  }),
  quality_gate_passed: data(gateVerdict),
  quality_gate_failed: data({ ...gateVerdict, reason: Text.optional() }),
  quality_gate_waived: data({ ...gateVerdict, reason: Reason }),
};
