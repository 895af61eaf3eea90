// The table of a gate, in sentences.
import { refused, type TruthTable, to } from './cell.ts';

export const gate: TruthTable<'gate'> = {
  undefined: {
    gate_defined: to('pending', 'a gate that is defined waits for its verdict'),
    quality_gate_passed: to('passed', 'a pass of a gate that nobody defined is recorded'),
    quality_gate_failed: to('failed', 'a failure of a gate that nobody defined is recorded'),
    quality_gate_waived: to('waived', 'a waiver of a gate that nobody defined is recorded'),
    earlier_phase_reopened: refused('a gate that nobody defined guards nothing that could be reopened'),
  },
  pending: {
    gate_defined: to('pending', 'a gate may be defined anew before its verdict'),
    quality_gate_passed: to('passed', 'a pending gate may pass'),
    quality_gate_failed: to('failed', 'a pending gate may fail'),
    quality_gate_waived: to('waived', 'a pending gate may be waived'),
    earlier_phase_reopened: to('pending', 'a pending gate stays pending when its phase or an earlier one is reopened'),
  },
  failed: {
    gate_defined: to('pending', 'a failed gate that is defined anew waits for another verdict'),
    quality_gate_passed: to('passed', 'a failed gate may be tried again, and pass'),
    quality_gate_failed: to('failed', 'a failed gate may be tried again, and fail again'),
    quality_gate_waived: to('waived', 'a failed gate may be waived'),
    earlier_phase_reopened: to('pending', 'a failed gate waits again when its phase or an earlier one is reopened'),
  },
  passed: {
    gate_defined: to('pending', 'a passed gate that is defined anew has to pass anew'),
    quality_gate_passed: refused('a passed gate does not pass twice'),
    quality_gate_failed: refused('a passed gate does not fail afterwards'),
    quality_gate_waived: refused('a passed gate needs no waiver'),
    earlier_phase_reopened: to(
      'pending',
      'a passed gate has to pass anew when its phase or an earlier one is reopened',
    ),
  },
  waived: {
    gate_defined: to('pending', 'the waiver of a gate does not hold for what is defined in its place'),
    quality_gate_passed: refused('a waived gate does not pass as well'),
    quality_gate_failed: refused('a waived gate does not fail'),
    quality_gate_waived: refused('a gate is waived once'),
    earlier_phase_reopened: to('pending', 'a waiver is void when the phase of its gate or an earlier one is reopened'),
  },
};
