// What a command leaves open: the active phase, the open cycle, the pause, the criteria of a gate. It means those that its
// sender last saw, also where it is decided again after another writer was faster: two senders that both mean "go on from
// Context" advance one phase.
import type { State } from '../state/state.ts';

/** The rule about what a command leaves open. No event can violate it, so it is not among `RULES`. */
export const SEEN_RULE = {
  rule: 'E.seen',
  sentence: 'The cycle, phase or pause that a command leaves open is the one that its sender last saw.',
  severity: 'error',
} as const;

/** What may be wrong with a command whose sender saw `seen`, where the session is at `state`. */
type Difference = (state: State, seen: State) => string | undefined;

const never: Difference = () => undefined;

/** The cycle that is open, else the phase that is active: what agents and reviews belong to. */
const placeOf = ({ work, session }: State): string => {
  const cycle = work.openCycles.at(-1);
  if (cycle !== undefined) return `cycle ${cycle}`;
  const phase = session.activePhase;
  return phase === null ? 'no cycle and no phase' : `phase ${phase}`;
};

const otherPlace: Difference = (state, seen) => {
  const [now, then] = [placeOf(state), placeOf(seen)];
  return now === then ? undefined : `its sender last saw the session in ${then}; it is in ${now} now`;
};

const otherPause: Difference = ({ session }, seen) =>
  session.state !== 'paused' || seen.session.state !== 'paused' || session.pausedAt === seen.session.pausedAt
    ? undefined
    : `its sender last saw the pause of event ${seen.session.pausedAt}; that of event ${session.pausedAt} is another`;

/**
 * The words that leave something open, and what is wrong where it is no longer what the sender saw. `never`: the command
 * takes what the sender saw instead (`phase.next` its phase, a use of tokens too, a verdict its gate and criteria). A
 * fact, which is given by its event type, leaves nothing open.
 */
const DIFFERENCES: Readonly<Record<string, Difference>> = {
  'phase.next': never,
  'gate.pass': never,
  'gate.fail': never,
  'gate.waive': never,
  'tokens.use': never,
  'agent.launch': otherPlace,
  'review.request': otherPlace,
  'session.resume': otherPause,
};

/** Whether a command means something else where another phase, cycle, pause or definition is current. */
export const leavesOpen = (name: string): boolean => Object.hasOwn(DIFFERENCES, name);

/** Whether a command goes on from what is current, so that one sent twice before an answer is still meant once. */
export const isRelative = (name: string): boolean => name === 'phase.next';

/** Why a command no longer means what its sender saw; undefined where it does. Facts of observed sessions are kept. */
export const unlikeSeen = (state: State, seen: State, name: string): string | undefined =>
  state === seen || state.session.enforcement === 'observe' || !leavesOpen(name)
    ? undefined
    : DIFFERENCES[name]?.(state, seen);

/** What the sender saw, where it is an earlier state of this session; else the state itself. */
export const seenBefore = (state: State, seen: State | undefined): State =>
  seen === undefined || !seen.session.started || seen.ordinal > state.ordinal ? state : seen;
