// Rules and invariants are two independent implementations of one law. Where they disagree about an event, one of them is
// wrong: a defect of Reprise, not of the record.

/** An event about which rules and invariants disagree. */
export interface LawDisagreement {
  readonly ordinal: number;
  /** Ids of the rules whose violation only machines and rules report. */
  readonly rulesAlone: readonly string[];
  /** Ids of the rules whose violation only the invariants report. */
  readonly invariantsAlone: readonly string[];
  readonly sentence: string;
}

type Reported = readonly { readonly rule: string }[];

const reportedOnlyBy = (some: Reported, others: Reported): string[] => [
  ...new Set(some.map(({ rule }) => rule).filter((rule) => !others.some((other) => other.rule === rule))),
];

/** Undefined where both report violations of the same rules; mostly neither reports any. */
export const disagreementOf = (
  ordinal: number,
  byRules: Reported,
  byInvariants: Reported,
): LawDisagreement | undefined => {
  if (byRules.length === 0 && byInvariants.length === 0) return undefined;
  const rulesAlone = reportedOnlyBy(byRules, byInvariants);
  const invariantsAlone = reportedOnlyBy(byInvariants, byRules);
  if (rulesAlone.length === 0 && invariantsAlone.length === 0) return undefined;
  const parts = [
    ...(rulesAlone.length > 0 ? [`only the rules report a violation of ${rulesAlone.join(', ')}`] : []),
    ...(invariantsAlone.length > 0 ? [`only the invariants report a violation of ${invariantsAlone.join(', ')}`] : []),
  ];
  const sentence = `Rules and invariants disagree about event ${ordinal}: ${parts.join('; ')}. This is a defect of Reprise, not of the record; please report it with the record.`;
  return { ordinal, rulesAlone, invariantsAlone, sentence };
};
