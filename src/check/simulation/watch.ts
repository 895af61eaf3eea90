// The oracle of a simulation: one model for each session, which reads what the log really holds, explains every event by the
// law, and compares every answer with it.
import { isRepriseError } from '../../errors.ts';
import type { Log } from '../../log/port.ts';
import type { Call, CallRequest, Ending } from '../model-run/call.ts';
import { checkAnswer } from '../model-run/check-answer.ts';
import { checkRecord } from '../model-run/check-record.ts';
import { ModelMismatch, newSent, SessionModel, same } from '../model-run/session-model.ts';

export class Watch {
  readonly #truth: Log;
  readonly #models = new Map<string, SessionModel>();
  /** Calls with a command that had been acknowledged before. */
  readonly #repeats = new Set<Call>();
  /** Of each session, what is done with its model one after the other. */
  readonly #turns = new Map<string, Promise<unknown>>();

  /** @param truth what the log holds, read without a network */
  constructor(truth: Log) {
    this.#truth = truth;
  }

  get sessionIds(): readonly string[] {
    return [...this.#models.keys()];
  }

  /** The model of a session, as of its last call. */
  modelOf(sessionId: string): SessionModel {
    const known = this.#models.get(sessionId);
    if (known !== undefined) return known;
    const model = new SessionModel(sessionId, []);
    this.#models.set(sessionId, model);
    return model;
  }

  /** Notes a call before it is sent: its answer must be about what the log holds now, or later. */
  begin(sessionId: string, writer: string, request: CallRequest): Promise<Call> {
    return this.#inTurn(sessionId, async (model) => {
      await model.catchUp(this.#truth);
      for (const command of request.commands) {
        const sent = model.sent.get(command.id) ?? newSent();
        if (!sent.commands.some((known) => same(known, command))) sent.commands.push(command);
        sent.running += 1;
        model.sent.set(command.id, sent);
      }
      const call = { ...request, writer, begin: model.ordinal };
      if (request.commands.some(({ id }) => model.sent.get(id)?.acknowledged)) this.#repeats.add(call);
      return call;
    });
  }

  /** Checks the answer to a call. @returns the answer in a word or two. @throws ModelMismatch */
  ended(sessionId: string, call: Call, ending: Ending): Promise<string> {
    return this.#inTurn(sessionId, async (model) => {
      await model.catchUp(this.#truth);
      const [known] = call.commands;
      const isRepeat = call.kind === 'send' && this.#repeats.delete(call);
      const answer = checkAnswer(model, call, ending);
      if (isRepeat && ending.kind === 'sent' && ending.result.kind !== 'repeated')
        throw new ModelMismatch(
          `${call.writer}, send ${known?.id} (${known?.name}): it was recorded before, and the answer to its repeat is ${answer}.`,
        );
      return answer;
    });
  }

  /** Whether a command of unknown outcome may still be sent again to find it out. */
  isUnknown(sessionId: string, commandId: string): boolean {
    const sent = this.modelOf(sessionId).sent.get(commandId);
    return sent?.maybe === true && !sent.acknowledged;
  }

  /**
   * The end: the complete record of every session.
   * @param isVerified of which sessions the record is verified too, views and export included
   * @throws ModelMismatch
   */
  async checkRecords(isVerified: (sessionId: string) => boolean): Promise<void> {
    for (const sessionId of this.#models.keys())
      await this.#inTurn(sessionId, async (model) => {
        await model.catchUp(this.#truth);
        await checkRecord(this.#truth, model, isVerified(sessionId));
      });
  }

  #inTurn<T>(sessionId: string, task: (model: SessionModel) => Promise<T>): Promise<T> {
    const model = this.modelOf(sessionId);
    const mine = (this.#turns.get(sessionId) ?? Promise.resolve()).then(() => task(model));
    this.#turns.set(
      sessionId,
      mine.catch(() => {}),
    );
    return mine;
  }
}

/** How a call ended, for the oracle. */
export const endingOf = (error: unknown): Ending =>
  isRepriseError(error) ? { kind: 'failed', error } : { kind: 'threw', error };

export { ModelMismatch };
