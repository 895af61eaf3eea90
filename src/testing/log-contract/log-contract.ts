// `reprise/testing/log-contract`: the contract that every adapter of a log keeps, as cases for any test runner.
import type { Log } from '../../log/port.ts';
import { APPEND_CASES } from './append-cases.ts';
import type { CaseContext, ContractCase, LogStore } from './contract-case.ts';
import { EXPECTATION_CASES } from './expectation-cases.ts';
import { FOLLOW_CASES } from './follow-cases.ts';
import { LARGE_CASES } from './large-cases.ts';
import { REFUSAL_CASES } from './refusal-cases.ts';

export type {
  AppendOptions,
  AppendResult,
  Commit,
  Durability,
  Followed,
  FollowOptions,
  From,
  Log,
  Position,
  SessionHead,
  StoredCommit,
} from '../../log/port.ts';
export type { LogStore } from './contract-case.ts';

/** The parts of the contract, for a runner that groups its tests. */
export type LogContractPart = 'append and read' | 'expectations' | 'large events' | 'refusals' | 'following';

/** One sentence of the contract. */
export interface LogContractCase {
  readonly part: LogContractPart;
  /** A plain sentence, different from those of all other cases. */
  readonly title: string;
  /** Rejects with an Error that shows what was expected and what came, where the log does not keep the sentence. */
  readonly run: () => Promise<void>;
}

export interface LogContract {
  /** All cases, in any order or at once. Those of one contract share a store and a log; each uses its own sessions. */
  readonly cases: readonly LogContractCase[];
  /** Closes the log and ends the store. Call it once, after the last case. */
  stop(): Promise<void>;
}

const PARTS: Readonly<Record<LogContractPart, readonly ContractCase[]>> = {
  'append and read': APPEND_CASES,
  expectations: EXPECTATION_CASES,
  'large events': LARGE_CASES,
  refusals: REFUSAL_CASES,
  following: FOLLOW_CASES,
};

/**
 * The contract of a log, for the adapter whose stores `start` makes. An adapter keeps it when every case resolves; no
 * case is optional. The store is started by the first case that runs, and may hold sessions of earlier runs.
 * @param start makes a store; called once for all cases, and once more for the case that closes its log
 * @example
 * import { after, describe, test } from 'node:test';
 * import { logContract } from 'reprise/testing/log-contract';
 *
 * describe('The file log keeps the contract of a log', () => {
 *   const { cases, stop } = logContract(async () => {
 *     const folder = await mkdtemp(join(tmpdir(), 'log-'));
 *     return { open: () => openFileLog(folder), stop: () => rm(folder, { recursive: true }) };
 *   });
 *   for (const { title, run } of cases) test(title, run);
 *   after(stop);
 * });
 */
export const logContract = (start: () => Promise<LogStore>): LogContract => {
  let started: Promise<{ store: LogStore; log: Log }> | undefined;
  const context = async (): Promise<CaseContext> => {
    started ??= start().then(async (store) => ({ store, log: await store.open() }));
    return { ...(await started), start };
  };
  return {
    cases: (Object.entries(PARTS) as [LogContractPart, readonly ContractCase[]][]).flatMap(([part, cases]) =>
      cases.map(({ title, check }) => ({ part, title, run: async () => check(await context()) })),
    ),
    async stop() {
      if (started === undefined) return;
      const { store, log } = await started;
      await log.close();
      await store.stop();
    },
  };
};
