// Verifies a record: that it is complete and unchanged, which rules its events violate, that rules and invariants agree,
// and that its export gives the same views.
import { check } from '../../../machines/check.ts';
import { LAW_VERSION } from '../../../machines/commands/facts.ts';
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { HistoryCheck } from '../../../machines/invariants/check-history.ts';
import type { Invariant } from '../../../machines/invariants/invariant.ts';
import { isRepriseError } from '../../errors.ts';
import { sessionNotFound } from '../session-not-found.ts';
import type { ChainHead } from './chain.ts';
import { exportBytes } from './export.ts';
import { type FaultReport, faultReport } from './fault-report.ts';
import { disagreementOf, type LawDisagreement } from './law-disagreement.ts';
import { type ProfileHashDifference, profileHashDifference } from './profile-hash.ts';
import { checkedEvent, recordCheck, type SourceLine } from './record-check.ts';
import { type RefusalTally, refusalTally } from './refusal-tally.ts';
import { ruleTally } from './rule-tally.ts';
import { type Folded, foldFrom, foldOn, sameViews, type ViewTexts, viewTextsOf } from './same-views.ts';
import { linesOfBytes, type Source } from './source.ts';
import { type UninterpretedReport, uninterpretedTally } from './uninterpreted-tally.ts';
import type { RuleReport, VerifyReport } from './verify-report.ts';
import { statusDifferences } from './view-statuses.ts';

export interface VerifyOptions {
  /** The head that the record must have at that ordinal, as an export printed it. */
  readonly head?: ChainHead;
  /** Also lists every event that an enforced session would have refused. */
  readonly as?: 'enforce';
  /** Default: the invariants of this version. */
  readonly invariants?: readonly Invariant[];
}

/** A record read to its end, or to its first fault. */
interface Reading {
  readonly head: ChainHead;
  /** The session at its end. */
  readonly session: Folded['state']['session'];
  readonly texts: ViewTexts;
  readonly statuses: ReturnType<typeof statusDifferences>;
  readonly fault: FaultReport | undefined;
  /** The head at the ordinal of the expected one, where the record goes that far. */
  readonly atExpected: ChainHead | undefined;
  readonly uninterpreted: readonly UninterpretedReport[];
  readonly rules: readonly RuleReport[];
  readonly rulesDiffer: readonly number[];
  readonly disagreements: readonly LawDisagreement[];
  readonly refusals: RefusalTally;
  readonly profileHashes: readonly ProfileHashDifference[];
}

/** The place of a message of the log that is no commit, and what it holds; undefined for any other error. */
const lineOfNoCommit = (error: unknown) => {
  if (!isRepriseError(error) || error.code !== 'RECORD_INVALID') return undefined;
  const { stream, sequence, got } = error.fields;
  if (typeof stream !== 'string' || typeof sequence !== 'number' || typeof got !== 'string') return undefined;
  return { place: { stream, sequence, index: 0 }, ended: true, got };
};

const readAll = async (source: Source, { head: expected, invariants }: VerifyOptions): Promise<Reading> => {
  const { sessionId } = source;
  const record = recordCheck(sessionId);
  const lines = source.lines()[Symbol.asyncIterator]();
  const rules = ruleTally();
  const uninterpreted = uninterpretedTally();
  const history = new HistoryCheck(sessionId, invariants);
  const refusals = refusalTally();
  const profileHashes: ProfileHashDifference[] = [];
  const rulesDiffer: number[] = [];
  const disagreements: LawDisagreement[] = [];
  let folded = foldFrom(sessionId);
  let atExpected: ChainHead | undefined;
  let fault: FaultReport | undefined;

  const next = async (): Promise<IteratorResult<SourceLine, unknown>> => {
    try {
      return await lines.next();
    } catch (error) {
      const line = lineOfNoCommit(error);
      if (line === undefined) throw error;
      const { place, got } = line;
      const foreign = { kind: 'message', ordinal: record.head().ordinal + 1, place, got } as const;
      const expected = 'a line for each event, ended by a line feed';
      fault = await faultReport({ ...foreign, expected }, { ...line, text: undefined }, lines, record, source.name);
      return { done: true, value: undefined };
    }
  };

  for (let item = await next(); !item.done; item = await next()) {
    const checked = record.check(item.value);
    if (checked.kind === 'fault') {
      fault = await faultReport(checked.fault, item.value, lines, record, source.name);
      break;
    }
    const { event } = checked;
    uninterpreted.add(event);
    const violations = check(folded.state, event);
    if (rules.count(event, violations)) rulesDiffer.push(event.ordinal);
    const disagreement = disagreementOf(event.ordinal, violations, history.next(event));
    if (disagreement !== undefined) disagreements.push(disagreement);
    refusals.add(event, violations);
    const profileHash = profileHashDifference(event);
    if (profileHash !== undefined) profileHashes.push(profileHash);
    folded = foldOn(folded, event);
    if (event.ordinal === expected?.ordinal) atExpected = record.head();
  }
  await lines.return?.();
  return {
    // Not the whole state and views: a second reading would hold its own beside them.
    ...{ session: folded.state.session, texts: viewTextsOf(folded), statuses: statusDifferences(folded) },
    ...{ head: record.head(), fault, atExpected, uninterpreted: uninterpreted.report() },
    ...{ rules: rules.report(), rulesDiffer, disagreements, refusals, profileHashes },
  };
};

/** The events of the record's export. @throws RepriseError RECORD_INVALID when the record was changed meanwhile */
async function* exportedEvents(source: Source, toOrdinal: number): AsyncGenerator<RecordedEvent, void> {
  const record = recordCheck(source.sessionId);
  for await (const line of linesOfBytes('export', exportBytes(source, toOrdinal)))
    yield checkedEvent(record, line, source.name);
}

/** Reports everything that is wrong with a record. @throws RepriseError SESSION_NOT_FOUND, and what reading it throws */
export const verify = async (source: Source, options: VerifyOptions = {}): Promise<VerifyReport> => {
  const { sessionId } = source;
  const { head, session, texts, statuses, fault, atExpected, refusals, ...found } = await readAll(source, options);
  if (fault === undefined && head.ordinal === 0) throw sessionNotFound(sessionId);
  const { lawVersion: recorded, enforcement, started } = session;
  const { refused, perhapsRefused } = refusals.report(session);
  const expectedHead = options.head && {
    expected: options.head,
    got: atExpected,
    holds: atExpected?.hash === options.head.hash,
  };
  const differences = await sameViews(sessionId, () => exportedEvents(source, head.ordinal), head.ordinal, texts);
  return {
    sessionId,
    ok:
      fault === undefined &&
      expectedHead?.holds !== false &&
      found.profileHashes.length === 0 &&
      refused.length === 0 &&
      found.disagreements.length === 0 &&
      differences.length === 0 &&
      statuses.length === 0,
    events: head.ordinal,
    head,
    enforcement: started ? enforcement : undefined,
    rulesVersion: { recorded: started ? recorded : undefined, today: LAW_VERSION },
    fault,
    expectedHead,
    profileHashes: found.profileHashes,
    uninterpreted: found.uninterpreted,
    rules: found.rules,
    rulesDiffer: found.rulesDiffer,
    refused,
    perhapsRefused,
    disagreements: found.disagreements,
    wouldRefuse: options.as === 'enforce' ? refusals.all() : undefined,
    views: { compared: [...texts.keys()], differences, statuses },
  };
};
