// The keys of `replay --step` as a pure table: the place in the record, and where each key leads.
import {
  first,
  last,
  next,
  nextCycle,
  previous,
  previousCycle,
  type Stepper,
} from '../../../session/replay/stepper.ts';

export interface StepPlace {
  readonly stepper: Stepper;
  readonly playing: boolean;
  readonly quit: boolean;
  /** What a step is: an event (the default), or a cycle. */
  readonly by?: 'event' | 'cycle';
}

export type StepKey = 'back' | 'forward' | 'cycleBack' | 'cycleForward' | 'first' | 'last' | 'play' | 'quit';

const ESC = '\u001b';
const KEYS: Readonly<Record<string, StepKey>> = {
  h: 'back',
  [`${ESC}[D`]: 'back',
  [`${ESC}OD`]: 'back',
  l: 'forward',
  [`${ESC}[C`]: 'forward',
  [`${ESC}OC`]: 'forward',
  C: 'cycleBack',
  '[': 'cycleBack',
  c: 'cycleForward',
  ']': 'cycleForward',
  '0': 'first',
  [`${ESC}[H`]: 'first',
  [`${ESC}OH`]: 'first',
  $: 'last',
  [`${ESC}[F`]: 'last',
  [`${ESC}OF`]: 'last',
  ' ': 'play',
  q: 'quit',
  '\u0003': 'quit', // Ctrl-C: in raw mode the terminal sends no signal for it
  '\u0004': 'quit', // Ctrl-D
};
/** An escape sequence as a whole, else one character: a fast hand or a paste sends several keys at once. */
const ONE_KEY = new RegExp(`${ESC}(?:\\[[0-9;]*|O)[A-Za-z~]|[\\s\\S]`, 'gu');

/** The keys that a terminal sent; others are left out. */
export const keysIn = (input: string): StepKey[] =>
  (input.match(ONE_KEY) ?? []).flatMap((sign) => (Object.hasOwn(KEYS, sign) ? [KEYS[sign] as StepKey] : []));

const isAtEnd = ({ cursor, steps }: Stepper): boolean => cursor >= steps.length;

/** Where a key leads. Moving by hand ends playing; to play from the end is to play from the beginning. */
export const press = (place: StepPlace, key: StepKey): StepPlace => {
  const { stepper, playing, by = 'event' } = place;
  switch (key) {
    case 'back':
      return { ...place, stepper: by === 'cycle' ? previousCycle(stepper) : previous(stepper), playing: false };
    case 'forward':
      return { ...place, stepper: by === 'cycle' ? nextCycle(stepper) : next(stepper), playing: false };
    case 'cycleBack':
      return { ...place, stepper: previousCycle(stepper), playing: false };
    case 'cycleForward':
      return { ...place, stepper: nextCycle(stepper), playing: false };
    case 'first':
      return { ...place, stepper: first(stepper), playing: false };
    case 'last':
      return { ...place, stepper: last(stepper), playing: false };
    case 'play':
      if (playing || stepper.steps.length === 0) return { ...place, playing: false };
      return { ...place, stepper: isAtEnd(stepper) ? first(stepper) : stepper, playing: true };
    case 'quit':
      return { ...place, playing: false, quit: true };
    default:
      return key satisfies never;
  }
};

/** One event, or cycle, on while playing; at the last one playing ends. */
export const playOn = (place: StepPlace): StepPlace => {
  if (!place.playing) return place;
  const stepper = place.by === 'cycle' ? nextCycle(place.stepper) : next(place.stepper);
  return { ...place, stepper, playing: !isAtEnd(stepper) };
};
