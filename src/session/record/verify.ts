// Verifying a record: that it is whole and unchanged, what the law says of it, said twice, and that its export gives the
// same views.
import { check, type Violation } from '../../../machines/check.ts';
import { LAW_VERSION } from '../../../machines/commands/facts.ts';
import { type RecordedEvent, violatesOf } from '../../../machines/events/envelope.ts';
import { HistoryCheck } from '../../../machines/invariants/check-history.ts';
import type { Invariant } from '../../../machines/invariants/invariant.ts';
import type { Enforcement } from '../../../machines/profile.ts';
import { RULES } from '../../../machines/rules/all.ts';
import { RepriseError } from '../../errors.ts';
import { linesOfBytes, type Source } from '../source.ts';
import type { ChainHead } from './chain.ts';
import { exportBytes } from './export.ts';
import { type FaultReport, faultReport } from './fault-report.ts';
import { lineFaultError, recordCheck } from './record-check.ts';
import { foldFrom, foldOn, sameViews, textsOf, type ViewDifference } from './same-views.ts';

export { type FaultReport, headText } from './fault-report.ts';

/** A rule that the record breaks: at which ordinals under today's law, and at which when it was recorded. */
export interface RuleReport {
  readonly rule: string;
  /** Undefined for a rule that this law does not have. */
  readonly sentence: string | undefined;
  readonly severity: 'error' | 'warn' | undefined;
  readonly today: readonly number[];
  readonly recorded: readonly number[];
}

/** An event that enforcing would have refused. */
export interface WouldRefuse {
  readonly ordinal: number;
  readonly event: RecordedEvent;
  readonly violations: readonly Violation[];
}

/**
 * An event of which the two sayings of the law, machines with rules and invariants, tell differently: a defect of
 * Reprise, not of the record.
 */
export interface LawDisagreement {
  readonly ordinal: number;
  /** What machines and rules find broken and invariants do not; ids. */
  readonly rulesAlone: readonly string[];
  /** What invariants find broken and machines and rules do not. */
  readonly invariantsAlone: readonly string[];
  readonly sentence: string;
}

export interface HeadReport {
  readonly expected: ChainHead;
  /** What stands at that ordinal; undefined when the record does not go so far. */
  readonly got: ChainHead | undefined;
  readonly holds: boolean;
}

export interface VerifyReport {
  readonly sessionId: string;
  /** False when anything below is wrong: a fault, another head, an unlawful event, a disagreement, a view that differs. */
  readonly ok: boolean;
  /** Sound events: all, or those before the fault. */
  readonly events: number;
  /** After the sound events. */
  readonly head: ChainHead;
  readonly enforcement: Enforcement;
  /** The version of the law that the session began under, and today's. */
  readonly law: { readonly recorded: string; readonly today: string };
  readonly fault: FaultReport | undefined;
  readonly expectedHead: HeadReport | undefined;
  /** In order of id. */
  readonly rules: readonly RuleReport[];
  /** Ordinals of events for which the rules told then and now differ. */
  readonly lawDiffers: readonly number[];
  /** In an enforced session under this version of the law: events that the law refuses. */
  readonly unlawful: readonly WouldRefuse[];
  /** Events of which Reprise contradicts itself; none, unless it has a defect. */
  readonly disagreements: readonly LawDisagreement[];
  /** With `as: 'enforce'`: every event that breaks a rule as an error. The first is where it would have stopped. */
  readonly wouldRefuse: readonly WouldRefuse[] | undefined;
  readonly views: { readonly compared: readonly string[]; readonly differences: readonly ViewDifference[] };
}

export interface VerifyOptions {
  /** The head that the record must have at that ordinal, as an export printed it. */
  readonly head?: ChainHead;
  readonly as?: 'enforce';
  /** The second saying of the law; default the invariants of this version. */
  readonly invariants?: readonly Invariant[];
}

const HEAD = /^([1-9]\d{0,9}):([0-9a-f]{64})$/;

/** A head as `--head` takes it and an export prints it: `47:<64 hex>`. @throws RepriseError USAGE */
export const headFrom = (text: string): ChainHead => {
  const [, ordinal, hash] = HEAD.exec(text) ?? [];
  if (ordinal === undefined || hash === undefined)
    throw new RepriseError('USAGE', `${JSON.stringify(text)} is no head.`, {
      hint: 'A head is an ordinal and a hash, as export prints it: 47:<64 hex digits>.',
    });
  return { ordinal: Number(ordinal), hash };
};

/** Says of a record what is wrong with it. @throws RepriseError SESSION_NOT_FOUND, and what reading it throws */
export const verify = async (source: Source, options: VerifyOptions = {}): Promise<VerifyReport> => {
  const { sessionId } = source;
  const record = recordCheck(sessionId);
  const lines = source.lines()[Symbol.asyncIterator]();
  const rules = rulesTally();
  const refused: WouldRefuse[] = [];
  const lawDiffers: number[] = [];
  const secondSaying = new HistoryCheck(sessionId, options.invariants);
  const disagreements: LawDisagreement[] = [];
  let folded = foldFrom(sessionId);
  let atHead: ChainHead | undefined;
  let fault: FaultReport | undefined;

  for (let item = await lines.next(); !item.done; item = await lines.next()) {
    const checked = record.check(item.value);
    if (checked.kind === 'fault') {
      fault = await faultReport(checked.fault, item.value, lines, record, source.name);
      break;
    }
    const { event } = checked;
    const violations = check(folded.state, event);
    if (rules.count(event, violations)) lawDiffers.push(event.ordinal);
    const disagreement = disagreementOf(event.ordinal, violations, secondSaying.next(event));
    if (disagreement !== undefined) disagreements.push(disagreement);
    const errors = violations.filter(({ severity }) => severity === 'error');
    if (errors.length > 0) refused.push({ ordinal: event.ordinal, event, violations: errors });
    folded = foldOn(folded, event);
    if (event.ordinal === options.head?.ordinal) atHead = record.head();
  }
  await lines.return?.();

  const head = record.head();
  if (fault === undefined && head.ordinal === 0)
    throw new RepriseError('SESSION_NOT_FOUND', `There is no session ${sessionId}.`, {
      fields: { session: sessionId },
    });
  const { lawVersion: law, enforcement } = folded.state.session;
  const enforced = enforcement === 'enforce' && law === LAW_VERSION;
  const unlawful = enforced ? refused : [];
  const expectedHead = options.head && {
    expected: options.head,
    got: atHead,
    holds: atHead?.hash === options.head.hash,
  };
  const whole = textsOf(folded);
  const exported = async function* () {
    const bytes = exportBytes(source, head.ordinal);
    const again = recordCheck(sessionId);
    for await (const line of linesOfBytes('export', bytes)) {
      const checked = again.check(line);
      // Sound a moment ago: it was changed in between.
      if (checked.kind === 'fault') throw lineFaultError(checked.fault, source.name);
      yield checked.event;
    }
  };
  const found = await sameViews(sessionId, exported, head.ordinal, whole);
  return {
    sessionId,
    ok:
      fault === undefined &&
      expectedHead?.holds !== false &&
      unlawful.length === 0 &&
      disagreements.length === 0 &&
      found.length === 0,
    events: head.ordinal,
    head,
    enforcement,
    law: { recorded: law, today: LAW_VERSION },
    fault,
    expectedHead,
    rules: rules.report(),
    lawDiffers,
    unlawful,
    disagreements,
    wouldRefuse: options.as === 'enforce' ? refused : undefined,
    views: { compared: [...whole.keys()], differences: found },
  };
};

type Told = readonly { readonly rule: string }[];

/** Undefined where both tell the same rules; mostly neither tells any. */
const disagreementOf = (ordinal: number, byRules: Told, byInvariants: Told): LawDisagreement | undefined => {
  if (byRules.length === 0 && byInvariants.length === 0) return undefined;
  const alone = (some: Told, others: Told): string[] => [
    ...new Set(some.map(({ rule }) => rule).filter((rule) => !others.some((other) => other.rule === rule))),
  ];
  const rulesAlone = alone(byRules, byInvariants);
  const invariantsAlone = alone(byInvariants, byRules);
  if (rulesAlone.length === 0 && invariantsAlone.length === 0) return undefined;
  const said = [
    ...(rulesAlone.length > 0 ? [`its rules alone say that it breaks ${rulesAlone.join(', ')}`] : []),
    ...(invariantsAlone.length > 0 ? [`its invariants alone say that it breaks ${invariantsAlone.join(', ')}`] : []),
  ];
  const sentence = `Reprise contradicts itself about event ${ordinal}: ${said.join('; ')}. This is a defect of Reprise, not of the record; please report it with the record.`;
  return { ordinal, rulesAlone, invariantsAlone, sentence };
};

const rulesTally = () => {
  type Row = { sentence: string | undefined; severity: RuleReport['severity']; today: number[]; recorded: number[] };
  const rows = new Map<string, Row>();
  const rowOf = (rule: string): Row => {
    const row = rows.get(rule) ?? {
      sentence: RULES.find(({ id }) => id === rule)?.sentence,
      severity: undefined,
      today: [],
      recorded: [],
    };
    rows.set(rule, row);
    return row;
  };
  return {
    /** True where the rules told then and now differ. */
    count({ ordinal, violates }: RecordedEvent, violations: readonly Violation[]): boolean {
      const then = new Set(violatesOf({ violates }));
      const now = new Set(violations.map(({ rule }) => rule));
      for (const { rule, sentence, severity } of violations) {
        const row = rowOf(rule);
        Object.assign(row, { sentence, severity });
        if (row.today.at(-1) !== ordinal) row.today.push(ordinal);
      }
      for (const rule of then) rowOf(rule).recorded.push(ordinal);
      return then.size !== now.size || [...then].some((rule) => !now.has(rule));
    },
    report: (): RuleReport[] =>
      [...rows].map(([rule, row]) => ({ rule, ...row })).sort((a, b) => (a.rule < b.rule ? -1 : 1)),
  };
};
