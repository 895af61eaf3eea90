// Publishes commits of different sessions as one atomic batch. A batch that is refused because of one of them goes out in
// smaller parts, so that each gets its own answer.
import { isRepriseError } from '../../errors.ts';
import { CODE, type Wire } from './api.ts';
import { NoAnswer } from './connection.ts';
import { MAX_BATCH, publishBatch, publishOne } from './publish.ts';
import type { PublishCosts } from './publish-costs.ts';
import type { QueuedCommit } from './queued-commit.ts';

/** The errors of a batch that one of its members causes; the others can go out without it. */
const BY_A_MEMBER: readonly number[] = [
  CODE.wrongLastSequence,
  CODE.wrongLastSequenceUnknown,
  CODE.duplicateInProcess,
  CODE.duplicateInBatch,
];

/** The errors of a server or a stream that takes no batch at all. */
const NO_BATCHES: readonly number[] = [CODE.batchesDisabled, CODE.batchHeaderUnsupported];

export class PublishTogether {
  readonly #wire: Wire;
  readonly #costs: Pick<PublishCosts, 'batchFrom'>;
  /** The most commits of one batch; 1 where the server takes none. */
  maxBatch = MAX_BATCH;

  constructor(wire: Wire, costs: Pick<PublishCosts, 'batchFrom'>) {
    this.#wire = wire;
    this.#costs = costs;
  }

  /** Gives each its answer; where the server refuses them together, in smaller parts. @returns whether it answered */
  async publish(entries: readonly QueuedCommit[]): Promise<boolean> {
    const [only] = entries;
    if (only !== undefined && entries.length === 1) return this.publishAlone(only);
    const attemptMs = Math.max(...entries.map(({ options }) => options.attemptMs));
    let code: number | undefined;
    try {
      const messages = entries.map(({ message }) => message);
      const stored = await publishBatch(this.#wire, messages, attemptMs);
      if (!('error' in stored)) {
        for (const [n, entry] of entries.entries())
          entry.answer({ kind: 'stored', sequence: stored.first + n, duplicate: false });
        return true;
      }
      code = stored.error.err_code;
    } catch (error) {
      if (error instanceof NoAnswer || isRepriseError(error)) {
        for (const entry of entries) entry.fail(error);
        return false;
      }
      // The client refuses a member, and alone that one fails.
    }
    if (code === CODE.batchTooLarge) this.maxBatch = Math.max(1, entries.length >> 1);
    if (code !== undefined && NO_BATCHES.includes(code)) this.maxBatch = 1;
    const half = (entries.length + 1) >> 1;
    const isSplit = code === CODE.batchTooLarge || (code !== undefined && BY_A_MEMBER.includes(code));
    const parts =
      isSplit && half >= this.#costs.batchFrom
        ? [entries.slice(0, half), entries.slice(half)]
        : entries.map((one) => [one]);
    const answered = await Promise.all(parts.map((part) => this.publish(part)));
    return answered.every(Boolean);
  }

  /** @returns whether it answered */
  async publishAlone(entry: QueuedCommit): Promise<boolean> {
    const { attemptMs, untilMs } = entry.options;
    try {
      const timeoutMs = Math.max(1, Math.min(attemptMs, untilMs - this.#wire.clock.nowMs()));
      entry.answer(await publishOne(this.#wire, entry.message, timeoutMs));
      return true;
    } catch (error) {
      entry.fail(error);
      return false;
    }
  }
}
