// What the events that change launched agents do to the count of those that have not ended.
import { TRANSITIONS } from './transitions.ts';

/** The states of an agent that has not ended: those in which it can still be killed. */
export const AGENT_AT_WORK: readonly string[] = Object.keys(TRANSITIONS.agent.legal.agent_killed);

type NamedState = (typeof TRANSITIONS)['agent']['names'];
/** The events that put launched agents into another state. */
export type AgentChange = Exclude<
  { [Signal in keyof NamedState]: NamedState[Signal] extends string ? Signal : never }[keyof NamedState],
  'agent_launched'
>;
export const AGENT_CHANGES = Object.entries(TRANSITIONS.agent.names)
  .filter(([signal, state]) => signal !== 'agent_launched' && state !== null)
  .map(([signal]) => signal as AgentChange);
/** One step of a reducer for each of them. */
export const onAgentChange = <Step>(step: Step): Record<AgentChange, Step> =>
  Object.fromEntries(AGENT_CHANGES.map((type) => [type, step])) as Record<AgentChange, Step>;
/** True where an agent has not ended after such an event. */
export const runsAfter = (type: AgentChange): boolean => AGENT_AT_WORK.includes(TRANSITIONS.agent.names[type]);
