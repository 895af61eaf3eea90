// Events of phases and of the gates between them.
import { z } from 'zod';
import { event } from './event.ts';
import { Carried, data, Id, Reason, Text, Texts, Title } from './fields.ts';

const gateVerdict = {
  /** A gate's id, else its name. */
  gate: Title,
  /** The criteria that the verdict is about. */
  criteria: z.array(Title).max(1_000),
  /** That the gate had no criteria when it was judged; left out in a verdict that names some. */
  criteriaDefined: z.literal(false).optional(),
  notes: Text.optional(),
};

export const phaseEvents = {
  phase_started: event({
    description: 'A phase started.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: data({ phase: Title }),
    command: { word: 'phase.start', places: ['phase'], creates: undefined },
    references: { phase: 'phase' },
    moves: [{ kind: 'phase', id: 'phase' }],
  }),
  phase_completed: event({
    description: 'A phase was completed.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: data({
      phase: Title,
      notes: Text.optional(),
      outputs: Texts.optional(),
      /** What runs and goes on into the next phase. */
      carried: Carried.optional(),
    }),
    command: { word: 'phase.complete', places: ['phase'], creates: undefined },
    references: { phase: 'phase' },
    free: { carried: 'P.work demands that each runs' },
    moves: [{ kind: 'phase', id: 'phase' }],
  }),
  phase_skipped: event({
    description: 'A phase was skipped before it started, for a reason.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: data({ phase: Title, reason: Reason }),
    command: { word: 'phase.skip', places: ['phase', 'reason'], creates: undefined },
    references: { phase: 'phase' },
    moves: [{ kind: 'phase', id: 'phase' }],
  }),
  phase_abandoned: event({
    description: 'An active phase was given up, for a reason: it ended without being completed.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: data({
      phase: Title,
      reason: Reason,
      /** What runs and goes on into the next phase. */
      carried: Carried.optional(),
    }),
    command: { word: 'phase.abandon', places: ['phase', 'reason'], creates: undefined },
    references: { phase: 'phase' },
    free: { carried: 'P.work demands that each runs' },
    moves: [{ kind: 'phase', id: 'phase' }],
  }),
  phase_unskipped: event({
    description: 'A skipped phase is to run after all: it, and the phases and gates after it, are pending again.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: data({ phase: Title, reason: Reason }),
    command: { word: 'phase.unskip', places: ['phase', 'reason'], creates: undefined },
    references: { phase: 'phase' },
    moves: [{ kind: 'phase', id: 'phase' }, { cascade: 'later_phases_and_gates' }],
  }),
  phase_reopened: event({
    description: 'A completed or abandoned phase was reopened: the phases and gates after it are pending again.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: data({ phase: Title, reason: Reason }),
    command: { word: 'phase.reopen', places: ['phase', 'reason'], creates: undefined },
    references: { phase: 'phase' },
    moves: [{ kind: 'phase', id: 'phase' }, { cascade: 'later_phases_and_gates' }],
  }),
};

export const gateEvents = {
  gate_defined: event({
    description: 'A quality gate was added or replaced.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: data({
      gateId: Id,
      name: Title,
      criteria: z.array(Title).max(1_000),
      guards: Title.describe('the phase it guards; none: it guards nothing').optional(),
    }),
    command: { word: 'gate.define', places: ['gateId', 'name'], creates: 'gate' },
    references: { gateId: 'gate', guards: 'phase' },
    moves: [{ kind: 'gate', id: 'gateId' }],
  }),
  quality_gate_passed: event({
    description: 'A quality gate passed.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: data(gateVerdict),
    command: { word: 'gate.pass', places: ['gate'], creates: undefined },
    references: { gate: 'gate' },
    moves: [{ kind: 'gate', id: 'gate' }],
  }),
  quality_gate_failed: event({
    description: 'A quality gate failed.',
    severity: 'error',
    version: 1,
    upcasters: {},
    data: data({ ...gateVerdict, reason: Text.optional() }),
    command: { word: 'gate.fail', places: ['gate'], creates: undefined },
    references: { gate: 'gate' },
    moves: [{ kind: 'gate', id: 'gate' }],
  }),
  quality_gate_waived: event({
    description: 'A quality gate was waived, for a reason.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: data({ ...gateVerdict, reason: Reason }),
    command: { word: 'gate.waive', places: ['gate'], creates: undefined },
    references: { gate: 'gate' },
    moves: [{ kind: 'gate', id: 'gate' }],
  }),
};
