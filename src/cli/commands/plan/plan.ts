// `plan diff`: the events between two plan.md; `plan sync`: a session and its plan.md brought together.
import type { Fact } from '../../../../machines/commands/facts.ts';
import { EXIT, RepriseError } from '../../../errors.ts';
import { diffPlans, identified, NO_PLAN, numberedIds } from '../../../formats/plan-md/diff.ts';
import { parsePlan } from '../../../formats/plan-md/parse.ts';
import type { KnownPlan } from '../../../formats/plan-md/plan.ts';
import { readBase, readPlanFile } from '../../../formats/plan-md/plan-file.ts';
import { type Synced, syncPlan } from '../../../plan-sync/sync-plan.ts';
import { secretsFrom } from '../../../secrets/secrets-file.ts';
import { sessionNamed } from '../../../session/source/session-name.ts';
import { createSessions } from '../../../session/write/create-sessions.ts';
import { jsonLine } from '../../json-line.ts';
import { withLog } from '../../opened-log.ts';
import type { CommonOptions } from '../../options.ts';
import { counted } from '../../render/figures.ts';
import { styleOf } from '../../render/palette.ts';
import { safeLines } from '../../render/safe-text.ts';
import type { Terminal } from '../../terminal.ts';

/** What a fact says, on a line: `plan_item_done: Fix root cause`. */
const factLine = ({ type, data }: Fact, texts: ReadonlyMap<string, string>): string => {
  const { itemId, sectionId, text, title, note, mark, parent, after, first } = data as Record<
    string,
    string | undefined
  >;
  const id = itemId ?? (type.startsWith('plan_section') ? sectionId : undefined);
  const known = id === undefined ? undefined : texts.get(id);
  const said = type === 'plan_item_noted' ? note : (mark ?? title ?? text);
  const called = (other: string | undefined): string => (other === undefined ? '' : (texts.get(other) ?? other));
  const place = [
    itemId !== undefined && sectionId !== undefined ? `in ${called(sectionId)}` : '',
    parent === undefined ? '' : `below ${called(parent)}`,
    after === undefined ? (first ? 'first' : '') : `after ${called(after)}`,
  ].filter((part) => part !== '');
  const parts = [known, said === known ? undefined : said].filter((part) => part !== undefined);
  return `${type}: ${parts.join(' → ')}${place.length === 0 ? '' : ` (${place.join(', ')})`}`;
};

const conflictLine = ({ what, aspect, base, file, session }: Synced['conflicts'][number]): string => {
  if (aspect === 'place') return `Conflict: ${what} was moved on both sides, to different places.`;
  const here = file === null ? 'it is gone from the file' : `the file says ${JSON.stringify(file)}`;
  const was = base === null ? '' : `, both said ${JSON.stringify(base)}`;
  return `Conflict, ${aspect} of ${what}: ${here}, the session ${JSON.stringify(session)}${was}.`;
};

const textsOf = (...plans: readonly KnownPlan[]): Map<string, string> => {
  const texts = new Map<string, string>();
  for (const plan of [...plans].reverse())
    for (const { id, title, items } of [{ id: '', title: '', items: plan.items }, ...plan.sections]) {
      texts.set(id, title);
      for (const item of items) texts.set(item.id, item.text);
    }
  return texts;
};

const textOfFile = async (path: string): Promise<string> => {
  const text = await readPlanFile(path);
  if (text === undefined)
    throw new RepriseError('FILE_NOT_FOUND', `There is no file ${path}.`, { fields: { file: path } });
  return text;
};

export const planDiff = async (
  terminal: Terminal,
  options: CommonOptions,
  fileA: string,
  fileB: string,
): Promise<number> => {
  const [a, b] = [parsePlan(await textOfFile(fileA)), parsePlan(await textOfFile(fileB))];
  const newId = numberedIds();
  const before = identified(NO_PLAN, a, newId);
  const facts = diffPlans(before, b, newId);
  if (options.json) terminal.print(jsonLine({ events: facts }));
  else if (facts.length === 0) terminal.print('They say the same.');
  else {
    const added = facts.flatMap(({ type, data }) => {
      const { itemId, sectionId, text, title } = data as Record<string, string>;
      return type === 'plan_item_added' ? [[itemId, text]] : type === 'plan_section_added' ? [[sectionId, title]] : [];
    }) as [string, string][];
    const texts = new Map([...textsOf(before), ...added]);
    for (const fact of facts) for (const line of safeLines(factLine(fact, texts))) terminal.print(line);
  }
  return EXIT.ok;
};

export interface PlanSyncOptions extends CommonOptions {
  readonly session?: string;
  readonly actor: string;
}

export const planSync = async (terminal: Terminal, options: PlanSyncOptions, file: string): Promise<number> => {
  // What cannot be read needs no server.
  await readPlanFile(file);
  const base = await readBase(file);
  const named = options.session ?? base?.sessionId ?? terminal.env.REPRISE_SESSION;
  if (named === undefined || named === '')
    throw new RepriseError('USAGE', `Which session ${file} is the plan of is not known.`, {
      hint: 'Name it once with `--session ID`; from then on the file knows.',
    });
  const secrets = await secretsFrom(terminal.env);
  return withLog(terminal, options, async ({ log }) => {
    const sessionId = sessionNamed(named, await log.sessions());
    const synced = await syncPlan(createSessions(log, { secrets }), file, {
      sessionId,
      actor: options.actor,
      secrets,
    });
    const { recorded, written, conflicts, plan: _shown, ...told } = { ...synced };
    if (options.json) terminal.print(jsonLine({ file, ...told, recorded, written, conflicts }));
    else {
      const style = styleOf({ colours: terminal.colour, width: terminal.columns });
      const texts = textsOf(synced.plan);
      for (const fact of recorded) for (const line of safeLines(factLine(fact, texts))) terminal.print(line);
      if (recorded.length + written + conflicts.length === 0) terminal.print('Both say the same.');
      if (recorded.length > 0) terminal.print(style.good(`Recorded ${counted(recorded.length, 'change')} of ${file}.`));
      if (written > 0) terminal.print(style.good(`Wrote ${counted(written, 'change')} of the session into ${file}.`));
    }
    for (const conflict of conflicts) terminal.note(conflictLine(conflict));
    if (conflicts.length === 0) return EXIT.ok;
    terminal.note('Neither was changed. Make both say the same, and sync again.');
    return EXIT.conflict;
  });
};
