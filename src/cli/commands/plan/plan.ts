// `plan diff`: the events between two plan.md files; `plan sync`: syncs a session with its plan.md.
import type { Fact } from '../../../../machines/commands/fact.ts';
import { EXIT, RepriseError } from '../../../errors.ts';
import { MARKS, type Marks } from '../../../formats/plan-md/blocks.ts';
import { diffPlans, identified, NO_PLAN, numberedIds } from '../../../formats/plan-md/diff.ts';
import { marksOf } from '../../../formats/plan-md/marks-setting.ts';
import { type ParsedPlan, parsePlan, type UnknownMark, unknownMarks } from '../../../formats/plan-md/parse.ts';
import type { KnownPlan } from '../../../formats/plan-md/plan.ts';
import { namingFile, readBase, readPlanFile } from '../../../formats/plan-md/plan-file.ts';
import { noSession, type PlanConflict, type SyncedPlan, syncPlan } from '../../../plan-sync/sync-plan.ts';
import { secretsFrom } from '../../../secrets/secrets-file.ts';
import { safeLines } from '../../../text/safe-text.ts';
import { jsonLine } from '../../json-line.ts';
import { withLog } from '../../opened-log.ts';
import type { CommonOptions } from '../../options.ts';
import { counted } from '../../render/figures.ts';
import { styleOn } from '../../render/palette.ts';
import type { Terminal } from '../../terminal.ts';

/** A fact on a line: `plan_item_done: Fix root cause`. */
const factLine = ({ type, data }: Fact, texts: ReadonlyMap<string, string>): string => {
  const { itemId, sectionId, text, title, note, mark, parent, after, first } = data as Record<
    string,
    string | undefined
  >;
  const id = itemId ?? (type.startsWith('plan_section') ? sectionId : undefined);
  const known = id === undefined ? undefined : texts.get(id);
  const value = type === 'plan_item_noted' ? note : (mark ?? title ?? text);
  const textOf = (other: string | undefined): string => (other === undefined ? '' : (texts.get(other) ?? other));
  const place = [
    itemId !== undefined && sectionId !== undefined ? `in ${textOf(sectionId)}` : '',
    parent === undefined ? '' : `below ${textOf(parent)}`,
    after === undefined ? (first ? 'first' : '') : `after ${textOf(after)}`,
  ].filter((part) => part !== '');
  const parts = [known, value === known ? undefined : value].filter((part) => part !== undefined);
  return `${type}: ${parts.join(' → ')}${place.length === 0 ? '' : ` (${place.join(', ')})`}`;
};

const conflictLine = ({ what, aspect, base, file, session }: PlanConflict): string => {
  if (aspect === 'place') return `Conflict: ${what} was moved on both sides, to different places.`;
  const inFile = file === null ? 'removed from the file' : `${JSON.stringify(file)} in the file`;
  const before = base === null ? '' : ` (${JSON.stringify(base)} before)`;
  return `Conflict, ${aspect} of ${what}: ${inFile}, ${JSON.stringify(session)} in the session${before}.`;
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

export interface PlanDiffOptions extends CommonOptions {
  readonly mark?: readonly string[];
}

const parsedFile = async (file: string, marks: Marks): Promise<ParsedPlan> => {
  try {
    return parsePlan(await textOfFile(file), undefined, marks);
  } catch (error) {
    throw namingFile(file, error);
  }
};

const unknownMarkLine = (file: string, { line, sign, text }: UnknownMark): string =>
  `Line ${line} of ${file}: [${sign}] is not a known mark; the status of ${JSON.stringify(text)} was not changed. ` +
  `\`--mark '${sign}=in_progress'\` sets what it means.`;

export const planDiff = async (
  terminal: Terminal,
  options: PlanDiffOptions,
  fileA: string,
  fileB: string,
): Promise<number> => {
  const marks = { ...MARKS, ...marksOf(options.mark ?? []) };
  const [a, b] = [await parsedFile(fileA, marks), await parsedFile(fileB, marks)];
  for (const [file, parsed] of [
    [fileA, a],
    [fileB, b],
  ] as const)
    for (const unknown of unknownMarks(parsed)) terminal.note(unknownMarkLine(file, unknown));
  const newId = numberedIds();
  const before = identified(NO_PLAN, a, newId);
  const facts = diffPlans(before, b, newId);
  if (options.json) terminal.print(jsonLine({ events: facts }));
  else if (facts.length === 0) terminal.print('The two plans are the same.');
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
  readonly mark?: readonly string[];
  readonly session?: string;
  readonly actor: string;
}

export const planSync = async (terminal: Terminal, options: PlanSyncOptions, file: string): Promise<number> => {
  // A file that cannot be read, or has no session, needs no server.
  await readPlanFile(file);
  const lastSync = await readBase(file);
  const session = options.session ?? lastSync?.sessionId ?? (terminal.env.REPRISE_SESSION || undefined);
  if (session === undefined) throw noSession(file);
  const marks = marksOf(options.mark ?? []);
  const secrets = await secretsFrom(terminal.env);
  return withLog(terminal, options, async ({ recorder }) => {
    const synced = await syncPlan(await recorder(secrets), file, { session, actor: options.actor, marks });
    const { plan: _plan, conflicts, ...rest } = synced;
    if (options.json) terminal.print(jsonLine({ file, ...rest, conflicts }));
    else printSynced(terminal, file, synced);
    for (const unknown of synced.unknownMarks) terminal.note(unknownMarkLine(file, unknown));
    for (const conflict of conflicts) terminal.note(conflictLine(conflict));
    if (conflicts.length === 0) return EXIT.ok;
    terminal.note('Neither side was changed. Make both the same, and sync again.');
    return EXIT.conflict;
  });
};

const printSynced = (terminal: Terminal, file: string, { recorded, written, conflicts, plan }: SyncedPlan): void => {
  const style = styleOn(terminal);
  const texts = textsOf(plan);
  for (const fact of recorded) for (const line of safeLines(factLine(fact, texts))) terminal.print(line);
  if (recorded.length + written + conflicts.length === 0) terminal.print('The file and the session are the same.');
  if (recorded.length > 0) terminal.print(style.good(`Recorded ${counted(recorded.length, 'change')} of ${file}.`));
  if (written > 0) terminal.print(style.good(`Wrote ${counted(written, 'change')} of the session into ${file}.`));
};
