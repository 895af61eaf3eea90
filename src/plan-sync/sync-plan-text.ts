// Syncs a session with the text of a plan.md that somebody read from it and edited. What the text is compared with is the
// plan of the session at the ordinal at which it was read: the log has it, so no file is needed.
import type { Fact } from '../../machines/commands/fact.ts';
import { defined } from '../../machines/defined.ts';
import { project } from '../../projections/index.ts';
import { plan } from '../../projections/plan.ts';
import { RepriseError } from '../errors.ts';
import { MARKS } from '../formats/plan-md/blocks.ts';
import { numberedIds } from '../formats/plan-md/diff.ts';
import { mergePlans } from '../formats/plan-md/merge.ts';
import type { Conflict } from '../formats/plan-md/merge-aspects.ts';
import { parsePlan } from '../formats/plan-md/parse.ts';
import { itemsOf, type KnownPlan, visiblePlan } from '../formats/plan-md/plan.ts';
import { renderPlan } from '../formats/plan-md/render.ts';
import { sessionNotFound } from '../session/session-not-found.ts';
import type { Recorder } from '../session/write/recorder.ts';
import { refusalError } from '../session/write/refusal-error.ts';
import type { Sessions } from '../session/write/sessions.ts';
import { followedPlan } from './followed-plan.ts';
import { redacted, shapeOf } from './plan-shape.ts';

/** How often the sync starts over when the session changes under it. */
const MOST_ATTEMPTS = 5;

export interface PlanText {
  /** As plan.md; empty where the session has no plan. */
  readonly text: string;
  /** The newest event of the session that it shows. */
  readonly ordinal: number;
}

export interface SyncedPlanText extends PlanText {
  readonly recorded: readonly Fact[];
  /** What the text and the session changed differently since `ordinal`: the session keeps its own. */
  readonly conflicts: readonly Conflict[];
}

const textOf = (known: KnownPlan): string => renderPlan(visiblePlan(known));

/** The plan.md of a session. @throws RepriseError SESSION_NOT_FOUND, and as `Sessions.read` */
export const readPlanText = async (sessions: Sessions, sessionId: string): Promise<PlanText> => {
  const followed = followedPlan(sessions, sessionId);
  await followed.readOn();
  if (followed.ordinal() === 0) throw sessionNotFound(sessionId);
  return { text: textOf(followed.plan()), ordinal: followed.ordinal() };
};

/** What the caller had before it: undefined where the plan was empty. */
const planAt = async (sessions: Sessions, sessionId: string, ordinal: number): Promise<KnownPlan> => {
  const events = [];
  for await (const { event } of sessions.read(sessionId)) {
    if (event.ordinal > ordinal) break;
    events.push(event);
  }
  return visiblePlan(project(plan, sessionId, events).planMd);
};

export interface SyncPlanTextOptions {
  /** The ordinal that `readPlanText` gave with the text that was edited. Default: allowed only for an empty plan. */
  readonly ordinal?: number | undefined;
  /** Who edited it, for the record. */
  readonly actor?: string | undefined;
}

/**
 * Records what was edited in a text since it was read.
 * @throws RepriseError SESSION_NOT_FOUND; USAGE (no ordinal, and the plan is not empty); BAD_INPUT (the text is over a limit);
 *   REFUSED; and as `Sessions.record`
 */
export const syncPlanText = async (
  { sessions, secrets }: Recorder,
  sessionId: string,
  text: string,
  { ordinal, actor }: SyncPlanTextOptions,
): Promise<SyncedPlanText> => {
  const parsed = parsePlan(text, undefined, MARKS);
  const followed = followedPlan(sessions, sessionId);
  for (let attempt = 1; ; attempt += 1) {
    await followed.readOn();
    if (followed.ordinal() === 0) throw sessionNotFound(sessionId);
    const now = followed.plan();
    if (ordinal === undefined && itemsOf(visiblePlan(now)).length + now.sections.length > 0)
      throw new RepriseError('USAGE', 'The session has a plan: what the text leaves out would be taken off it.', {
        hint: 'Read the plan first, edit its text, and give it back with the `ordinal` that came with it.',
        fields: { sessionId, ordinal: followed.ordinal() },
      });
    const base = await planAt(sessions, sessionId, ordinal ?? followed.ordinal());
    const { state } = await sessions.load(sessionId);
    const newId = numberedIds((id) => state.plan.items.has(id) || state.plan.sections.has(id));
    const merge = mergePlans(base, new Map(), redacted(shapeOf(parsed), secrets), now, newId);
    const result = await sessions.record(
      sessionId,
      merge.facts.map(({ type, data }) => ({ name: type, data, ...defined({ actor }) })),
    );
    if (result.refused !== undefined) {
      // Decided against a session that has changed since: once more against the newest.
      if (result.state.ordinal > followed.ordinal() && attempt < MOST_ATTEMPTS) continue;
      throw refusalError(`A change of the plan (${result.refused.command.name})`, result.refused.rejection);
    }
    await followed.readOn();
    return {
      ...{ recorded: merge.facts, conflicts: merge.conflicts },
      ...{ text: textOf(followed.plan()), ordinal: followed.ordinal() },
    };
  }
};
