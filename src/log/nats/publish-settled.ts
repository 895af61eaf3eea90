// Publishes of an admin: sent again until they are answered. Whoever calls looks again after a conflict, and finds there
// what an attempt without an answer stored.
import { CODE, delay, isTransient, pauseBefore, refusedBy, type Wire } from './api.ts';
import { NoAnswer } from './connection.ts';
import { type Answer, type Message, publishBatch, publishOne } from './publish.ts';
import { STORE_FULL_CODES, storeFull } from './store-full.ts';

const ATTEMPT_MS = 5_000;

const CONFLICTS: readonly (number | undefined)[] = [
  CODE.wrongLastSequence,
  CODE.wrongLastSequenceUnknown,
  CODE.duplicateInBatch,
];

/**
 * Publishes messages in order: one alone, several of them as one atomic batch.
 * @returns sequence of the first and the last one; undefined where an expectation does not hold
 * @throws RepriseError LOG_UNREACHABLE, STORE_FULL
 */
export const publishSettled = async (
  wire: Wire,
  messages: readonly [Message, ...Message[]],
): Promise<{ readonly first: number; readonly last: number } | undefined> => {
  const untilMs = wire.clock.nowMs() + wire.deadlineMs;
  let reason: string | undefined;
  for (let attempt = 1; ; attempt += 1) {
    const left = untilMs - wire.clock.nowMs();
    if (left <= 0) throw wire.unreachable(wire.isUp() ? reason : undefined);
    try {
      await wire.whenUp({ timeoutMs: left });
      const timeoutMs = Math.max(1, Math.min(ATTEMPT_MS, untilMs - wire.clock.nowMs()));
      const answer: Answer | Awaited<ReturnType<typeof publishBatch>> =
        messages.length === 1
          ? await publishOne(wire, messages[0], timeoutMs)
          : await publishBatch(wire, messages, timeoutMs);
      if ('sequence' in answer) return { first: answer.sequence, last: answer.sequence };
      if ('first' in answer) return { first: answer.first, last: answer.first + messages.length - 1 };
      const { error } = answer;
      if (CONFLICTS.includes(error.err_code)) return undefined;
      if (STORE_FULL_CODES.includes(error.err_code)) throw storeFull(wire, error);
      if (!isTransient(error) && error.err_code !== CODE.duplicateInProcess) throw refusedBy(wire, error);
      reason = error.description;
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      reason = error.message;
    }
    await delay(wire.clock, Math.max(0, Math.min(pauseBefore(attempt), untilMs - wire.clock.nowMs())));
  }
};
