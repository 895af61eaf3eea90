// What `verify` and `import` print of events that the rules refuse, and of profiles that differ from their hash.
import type { ProfileHashDifference } from '../../session/record/profile-hash.ts';
import type { Refusals } from '../../session/record/refusal-tally.ts';
import type { UninterpretedReport } from '../../session/record/uninterpreted-tally.ts';
import { safeLine } from '../../text/safe-text.ts';
import { counted } from './figures.ts';
import type { Style } from './palette.ts';

/** `1 event refused by the rules, the first of them event 3.` */
export const refusedText = ({ refused }: Refusals): string =>
  `${counted(refused.length, 'event')} refused by the rules, the first of them event ${refused[0]?.ordinal}.`;

/** A line where events were refused that may follow from one that was not interpreted. */
export const perhapsRefusedLines = (
  style: Style,
  { perhapsRefused }: Refusals,
  uninterpreted: readonly UninterpretedReport[],
): string[] => {
  if (perhapsRefused.length === 0) return [];
  const first = Math.min(
    ...uninterpreted.flatMap(({ reason, ordinals }) => (reason === 'unknown_members' ? [] : ordinals)),
  );
  return [
    style.warning(
      `! ${counted(perhapsRefused.length, 'event')} would be refused, perhaps because event ${first} was not interpreted. That is no failure of the record; a newer Reprise can check it.`,
    ),
  ];
};

/** `The profileHash of event 1 is not the hash of its profile: expected …, got …` */
export const profileHashText = ({ ordinal, expected, got }: ProfileHashDifference): string =>
  safeLine(`The profileHash of event ${ordinal} is not the hash of its profile: expected ${expected}, got ${got}.`);
