// One sync of a session with its plan.md: what the file changed is recorded, what the session changed is written, what
// both changed differently is told and left. The record comes first: cut off after it, the next sync ends the work.

import { realpath } from 'node:fs/promises';
import type { Fact } from '../../machines/commands/facts.ts';
import type { RecordedEvent } from '../../machines/events/envelope.ts';
import { type PlanView, plan } from '../../projections/plan.ts';
import { RepriseError } from '../errors.ts';
import { replaceFile } from '../export/atomic-file.ts';
import { numberedIds } from '../formats/plan-md/diff.ts';
import { mergePlans } from '../formats/plan-md/merge.ts';
import type { Conflict } from '../formats/plan-md/merge-aspects.ts';
import { type ParsedPlan, parsePlan } from '../formats/plan-md/parse.ts';
import type { KnownPlan, PlanShape } from '../formats/plan-md/plan.ts';
import { baseJson, basePath, readBase, readPlanFile, type SyncBase } from '../formats/plan-md/plan-file.ts';
import { withIds, writeBack } from '../formats/plan-md/write-back.ts';
import { refusalError } from '../import/import-session.ts';
import { redact } from '../secrets/redact.ts';
import { patternsFrom, type SecretOptions } from '../secrets/secret-options.ts';
import { sessionNotFound } from '../session/session-not-found.ts';
import type { Sessions } from '../session/write/sessions.ts';

/** How often it begins anew when the file or the session changes under it. */
const MOST_ATTEMPTS = 5;

export interface SyncOptions {
  readonly sessionId: string;
  /** Who is said to have edited the file. */
  readonly actor: string;
  readonly secrets: SecretOptions;
}

export interface Synced {
  readonly sessionId: string;
  /** What the file changed, as it was recorded. */
  readonly recorded: readonly Fact[];
  /** How many changes of the session were written. */
  readonly written: number;
  readonly conflicts: readonly (Conflict & { readonly what: string })[];
  /** The session's plan after it. */
  readonly plan: KnownPlan;
}

/** The plan with its secrets replaced, as the session has it: they are no difference. */
const harmless = <Plan extends PlanShape>(plan: Plan, secrets: SecretOptions): Plan =>
  redact(plan, patternsFrom(secrets)).value;

const shapeOf = ({ title, items, sections }: ParsedPlan): PlanShape => {
  const shapes = (list: ParsedPlan['items']) =>
    list.map(({ text, note, status, depth, dash }) => ({ text, note, status, depth, ...(dash && { dash }) }));
  return {
    title,
    items: shapes(items),
    sections: sections.map((one) => ({ title: one.title, items: shapes(one.items) })),
  };
};

const baseOf = (base: SyncBase | undefined, secrets: SecretOptions): { parsed?: ParsedPlan; plan?: KnownPlan } => {
  if (base === undefined) return {};
  const parsed = parsePlan(base.text);
  const known = withIds(parsed, base.ids, base.sectionIds);
  return known === undefined ? { parsed } : { parsed, plan: harmless(known, secrets) };
};

const whatOf = ({ id }: Conflict, plan: KnownPlan): string => {
  if (id === '') return 'the title';
  const section = plan.sections.find((one) => one.id === id);
  if (section !== undefined) return `section ${section.title}`;
  return [plan.items, ...plan.sections.map(({ items }) => items)].flat().find((item) => item.id === id)?.text ?? id;
};

/** @throws RepriseError SESSION_NOT_FOUND, USAGE (synced with another session), REFUSED, CONFLICT, BAD_INPUT, STORE_FULL */
export const syncPlan = async (
  sessions: Sessions,
  file: string,
  { sessionId, actor, secrets }: SyncOptions,
): Promise<Synced> => {
  const path = await realpath(file).catch(() => file);
  const base = await readBase(path);
  if (base !== undefined && base.sessionId !== sessionId)
    throw new RepriseError('USAGE', `${file} was synced with session ${base.sessionId}.`, {
      hint: `Name that session, or remove ${basePath(file)}: what differs is then shown as a conflict.`,
      fields: { file, session: base.sessionId },
    });
  const before = baseOf(base, secrets);
  const recorded: Fact[] = [];
  let view: PlanView = plan.init(sessionId);
  let ordinal = 0;
  const take = (event: RecordedEvent): void => {
    if (event.ordinal <= ordinal) return;
    view = plan.apply(view, event);
    ordinal = event.ordinal;
  };
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
    for await (const { event } of sessions.read(sessionId, { afterOrdinal: ordinal })) take(event);
    if (ordinal === 0) throw sessionNotFound(sessionId);
    const text = await readPlanFile(path);
    const parsed = parsePlan(text ?? before.parsed?.text ?? '', before.parsed);
    const { state } = await sessions.load(sessionId);
    const merge = mergePlans(
      before.plan,
      base?.unsettled ?? new Map(),
      harmless(shapeOf(parsed), secrets),
      plan.show(view).planMd,
      numberedIds((id) => state.items.has(id) || state.sections.has(id)),
    );
    const result = await sessions.record(
      sessionId,
      merge.facts.map(({ type, data }) => ({ name: type, data, actor })),
    );
    if (result.refused !== undefined) {
      // Decided against a session that has moved on: once more against the newest.
      if (result.state.ordinal > ordinal && attempt < MOST_ATTEMPTS) continue;
      throw refusalError(`What ${file} says (${result.refused.command.name})`, result.refused.rejection);
    }
    recorded.push(...merge.facts);
    // Another's events may have come in between: they are written too, or with the next attempt.
    for await (const { event } of sessions.read(sessionId, { afterOrdinal: ordinal })) take(event);
    const session = plan.show(view).planMd;
    const written = writeBack(parsed, merge, session);
    if (written.text !== text && (await readPlanFile(path)) !== text) continue;
    if (written.text !== text) await replaceFile(path, written.text);
    const { ids, sectionIds, unsettled } = written;
    await replaceFile(basePath(path), baseJson({ sessionId, text: written.text, ids, sectionIds, unsettled }));
    const conflicts = merge.conflicts.map((conflict) => ({ ...conflict, what: whatOf(conflict, session) }));
    return { sessionId, recorded, written: written.changes, conflicts, plan: session };
  }
  throw new RepriseError('CONFLICT', `${file} was edited again and again while it was synced.`, {
    hint: 'What was recorded stays, and the file is as its editor left it. Sync it again.',
    fields: { file, sessionId },
  });
};
