// The caller's invariants: whether they are some, and what a person is told where one of them throws.
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import type { Invariant } from '../../../machines/invariants/invariant.ts';
import { RepriseError } from '../../errors.ts';

const HINT = 'Make each with invariant() of reprise/testing.';

const isInvariant = (value: unknown): value is Invariant => {
  const { id, init, step } = (value ?? {}) as Partial<Invariant>;
  return typeof id === 'string' && id !== '' && typeof init === 'function' && typeof step === 'function';
};

/** @throws RepriseError BAD_INPUT for what is not a list of invariants with different ids. `where`: begins the sentence */
export const requireInvariants = (given: unknown, where: string): readonly Invariant[] => {
  if (!Array.isArray(given))
    throw new RepriseError('BAD_INPUT', `${where} is not a list of invariants.`, { hint: HINT });
  const ids = new Set<string>();
  for (const [index, one] of given.entries()) {
    if (!isInvariant(one))
      throw new RepriseError('BAD_INPUT', `${where}: entry ${index + 1} is not an invariant.`, { hint: HINT });
    if (ids.has(one.id))
      throw new RepriseError('BAD_INPUT', `${where}: two invariants have the id ${one.id}.`, {
        hint: 'Give each an id of its own.',
      });
    ids.add(one.id);
  }
  return given;
};

const threw = (id: string, at: string, cause: unknown): RepriseError =>
  cause instanceof RepriseError
    ? cause
    : new RepriseError(
        'BAD_INPUT',
        `The invariant ${id} threw at ${at}: ${cause instanceof Error ? cause.message : String(cause)}.`,
        {
          hint: 'A check returns undefined where the invariant holds, else a sentence; a reducer returns the new value.',
          fields: { invariant: id },
          cause,
        },
      );

/** The invariant, but that what it throws is reported with its id and the event. */
export const reportingThrows = (invariant: Invariant): Invariant => {
  const { id } = invariant;
  return {
    ...invariant,
    init: (sessionId) => {
      try {
        return invariant.init(sessionId);
      } catch (cause) {
        throw threw(id, 'its start', cause);
      }
    },
    step: (memo, event: RecordedEvent) => {
      try {
        return invariant.step(memo, event);
      } catch (cause) {
        throw threw(id, `event ${event.ordinal}, ${event.type}`, cause);
      }
    },
  };
};
