// The plan of a session, folded from its events as far as they were read.
import type { RecordedEvent } from '../../machines/events/envelope.ts';
import { type PlanView, plan } from '../../projections/plan.ts';
import type { KnownPlan } from '../formats/plan-md/plan.ts';
import type { Sessions } from '../session/write/sessions.ts';

/** The plan of a session, read further as the session grows. */
export const followedPlan = (sessions: Sessions, sessionId: string) => {
  let view: PlanView = plan.init(sessionId);
  let ordinal = 0;
  const apply = (event: RecordedEvent): void => {
    if (event.ordinal <= ordinal) return;
    view = plan.apply(view, event);
    ordinal = event.ordinal;
  };
  return {
    ordinal: () => ordinal,
    plan: (): KnownPlan => plan.show(view).planMd,
    async readOn(): Promise<void> {
      for await (const { event } of sessions.read(sessionId, { afterOrdinal: ordinal })) apply(event);
    },
  };
};
