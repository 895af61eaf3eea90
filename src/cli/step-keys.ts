// The keys of `replay --step` as a pure table: where one stands in the record, and where a key leads.

export interface StepPlace {
  /** Ordinal of the event that is shown; 0 before the first. */
  readonly at: number;
  /** The smallest and the largest ordinal that one can go to. */
  readonly first: number;
  readonly last: number;
  readonly playing: boolean;
  readonly quit: boolean;
}

export type StepKey = 'back' | 'forward' | 'first' | 'last' | 'play' | 'quit';

const KEYS: Readonly<Record<string, StepKey>> = {
  h: 'back',
  '\u001b[D': 'back',
  '\u001bOD': 'back',
  l: 'forward',
  '\u001b[C': 'forward',
  '\u001bOC': 'forward',
  '0': 'first',
  '\u001b[H': 'first',
  '\u001bOH': 'first',
  $: 'last',
  '\u001b[F': 'last',
  '\u001bOF': 'last',
  ' ': 'play',
  q: 'quit',
  '\u0003': 'quit', // Ctrl-C: in raw mode the terminal sends no signal for it
  '\u0004': 'quit', // Ctrl-D
};
// An escape sequence as a whole, else one character: a fast hand or a paste sends several keys at once.
const ONE_KEY = /\u001b[[O][0-9;]*[A-Za-z~]|[\s\S]/gu;

/** The keys that a terminal sent; what means nothing here is left out. */
export const keysIn = (input: string): StepKey[] =>
  (input.match(ONE_KEY) ?? []).flatMap((sign) => (Object.hasOwn(KEYS, sign) ? [KEYS[sign] as StepKey] : []));

/** Where a key leads. Moving by hand ends playing; to play from the end is to play from the beginning. */
export const press = (place: StepPlace, key: StepKey): StepPlace => {
  const { at, first, last, playing } = place;
  switch (key) {
    case 'back':
      return { ...place, at: Math.max(first, at - 1), playing: false };
    case 'forward':
      return { ...place, at: Math.min(last, at + 1), playing: false };
    case 'first':
      return { ...place, at: first, playing: false };
    case 'last':
      return { ...place, at: last, playing: false };
    case 'play':
      return playing ? { ...place, playing: false } : { ...place, at: at >= last ? first : at, playing: true };
    case 'quit':
      return { ...place, playing: false, quit: true };
    default:
      return key satisfies never;
  }
};

/** One event on while playing; at the last one it stops. */
export const playOn = (place: StepPlace): StepPlace => {
  if (!place.playing) return place;
  const at = Math.min(place.last, place.at + 1);
  return { ...place, at, playing: at < place.last };
};
