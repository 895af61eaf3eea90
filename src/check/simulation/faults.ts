// What can go wrong in a simulation, and how often by default.

export const SIMULATED_FAULTS = [
  'lost-request',
  'lost-answer',
  'late-request',
  'late-answer',
  'doubled-request',
  'disconnect',
  'crash',
  'crash-while-sending',
  'queue-full',
  'reader-crash',
] as const;

export type SimulatedFault = (typeof SIMULATED_FAULTS)[number];

/** Of a thousand occasions, in how many each takes place. */
export type SimulatedFaultWeights = Readonly<Partial<Record<SimulatedFault, number>>>;

/** The default. An occasion is a request to the log; of `crash`, a call; of `reader-crash`, an event that was read. */
export const SIMULATED_FAULT_WEIGHTS: Readonly<Record<SimulatedFault, number>> = {
  'lost-request': 15,
  'lost-answer': 25,
  'late-request': 15,
  'late-answer': 15,
  'doubled-request': 15,
  disconnect: 8,
  crash: 15,
  'crash-while-sending': 10,
  'queue-full': 10,
  'reader-crash': 80,
};
