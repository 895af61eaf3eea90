// The life cycle of a gate. A verdict may name a gate that nobody defined: that gate guards nothing. A failed gate can be
// tried again; a new definition, or the reopening of a phase before it, asks for a new verdict.
import { lifeCycle } from './life-cycle.ts';

const open = { quality_gate_passed: 'passed', quality_gate_failed: 'failed', quality_gate_waived: 'waived' } as const;
const renewed = { gate_defined: 'pending', earlier_phase_reopened: 'pending' } as const;

export const gate = lifeCycle(
  'gate',
  'undefined',
  ['gate_defined', 'quality_gate_passed', 'quality_gate_failed', 'quality_gate_waived', 'earlier_phase_reopened'],
  {
    undefined: { ...open, gate_defined: 'pending' },
    pending: { ...open, ...renewed },
    failed: { ...open, ...renewed },
    passed: renewed,
    waived: renewed,
  },
);
