// `repair`: what stands under a session and is no sound record, shown; or moved aside; and what was moved aside before.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defined } from '../../../../machines/defined.ts';
import type { Admin } from '../../../admin/admin.ts';
import type { UnsoundMessage } from '../../../admin/judge.ts';
import type { Repaired, RepairLook } from '../../../admin/repair.ts';
import { EXIT, RepriseError } from '../../../errors.ts';
import type { QuarantineEntry } from '../../../log/admin-port.ts';
import { makeFolder } from '../../../make-folder.ts';
import { headText } from '../../../session/record/head-text.ts';
import { safeLine } from '../../../text/safe-text.ts';
import { jsonLine } from '../../json-line.ts';
import { actorOf, withAdmin } from '../../opened-admin.ts';
import type { CommonOptions } from '../../options.ts';
import { paragraph } from '../../render/columns.ts';
import { counted, dateAndClock } from '../../render/figures.ts';
import { type Style, styleOn } from '../../render/palette.ts';
import { shellWord } from '../../render/shell-word.ts';
import type { Terminal } from '../../terminal.ts';

export interface RepairOptions extends CommonOptions {
  readonly quarantine?: boolean;
  readonly note?: string;
  readonly by?: string;
  readonly list?: boolean;
  /** A folder. */
  readonly save?: string;
}

const usage = (message: string, hint: string): RepriseError => new RepriseError('USAGE', message, { hint });

/** @throws RepriseError USAGE for options that contradict each other */
const requireOneWay = ({ quarantine, list, save, note }: RepairOptions, session: string | undefined): void => {
  const ways = [quarantine && '--quarantine', list && '--list', save !== undefined && '--save'].filter(Boolean);
  if (ways.length > 1) throw usage(`${ways.join(' and ')} contradict each other.`, 'Give one of them.');
  if (note !== undefined && !quarantine)
    throw usage('--note is kept with what is moved, and nothing is moved without --quarantine.', 'Add --quarantine.');
  if (session === undefined && !list)
    throw usage(
      'No session is named.',
      '`reprise doctor` names those with a fault; `reprise repair --list` lists what was moved.',
    );
};

const unsoundLines = (style: Style, { sequence, stream, bytes, kind, why, begins }: UnsoundMessage): string[] => [
  style.bad(safeLine(`✗ ${stream} ${sequence}: ${kind}, ${counted(bytes, 'byte')}`)),
  ...paragraph(style, safeLine(why), 2),
  // The sentence about a message that is no commit has its first bytes.
  ...(why.includes(': "') ? [] : [style.faint(`  ${begins}${bytes > begins.length ? '…' : ''}`)]),
];

const lookLines = (style: Style, { sessionId, head, unsound }: RepairLook): string[] => [
  style.header(safeLine(`Session ${sessionId}: ${counted(head.ordinal, 'sound event')}`)),
  ...(head.ordinal === 0 ? [] : [style.faint(`  head ${headText(head)}`)]),
  ...(unsound.length === 0
    ? [style.good('✓ Nothing stands there but its record.')]
    : unsound.flatMap((one) => unsoundLines(style, one))),
];

const show = (terminal: Terminal, options: RepairOptions, look: RepairLook): number => {
  if (options.json) terminal.print(jsonLine(look));
  else {
    const style = styleOn(terminal);
    for (const line of lookLines(style, look)) terminal.print(line);
    if (!look.ok)
      terminal.note(
        safeLine(
          `Nothing was changed. To move ${look.unsound.length === 1 ? 'it' : 'them'} aside: reprise repair ${shellWord(look.sessionId)} --quarantine`,
        ),
      );
  }
  return look.ok ? EXIT.ok : EXIT.unverified;
};

const movedText = ({ moved, rewritten, head, sessionId }: Repaired): string[] => [
  moved.length === 0
    ? 'What an interrupted repair had left was removed.'
    : `${counted(moved.length, 'message')} moved aside into the quarantine.`,
  head.ordinal === 0
    ? `Nothing of session ${sessionId} was sound: nothing of it is left in the log.`
    : 'The record stays as it is, with the same head.',
  ...(rewritten === 0
    ? []
    : [
        `${counted(rewritten, 'message')} stand at new sequences, byte for byte: whoever follows the session begins again.`,
      ]),
];

const repairOne = async (
  terminal: Terminal,
  options: RepairOptions,
  admin: Admin,
  sessionId: string,
): Promise<number> => {
  const by = actorOf(terminal, options.by);
  const repaired = await admin.repair(sessionId, { by, ...defined({ note: options.note }) });
  if (options.json) {
    terminal.print(jsonLine(repaired));
    return EXIT.ok;
  }
  const style = styleOn(terminal);
  for (const line of lookLines(style, repaired)) terminal.print(line);
  if (repaired.unsound.length > 0)
    for (const line of movedText(repaired))
      for (const each of paragraph(style, safeLine(line), 0)) terminal.print(each);
  return EXIT.ok;
};

const entryLines = (style: Style, entry: QuarantineEntry): string[] => {
  const { sessionId, stream, sequence, movedAt, movedBy, note, fault, why, bodyBytes } = entry;
  return [
    style.strong(safeLine(`${sessionId}  ${stream} ${sequence}: ${fault}, ${counted(bodyBytes, 'byte')}`)),
    ...paragraph(style, safeLine(why), 2),
    ...paragraph(
      style,
      safeLine(`Moved ${dateAndClock(movedAt)} by ${movedBy}${note === undefined ? '' : `: ${note}`}`),
      2,
    ),
  ];
};

const listAll = async (
  terminal: Terminal,
  options: RepairOptions,
  admin: Admin,
  sessionId: string | undefined,
): Promise<number> => {
  const style = styleOn(terminal);
  const entries: QuarantineEntry[] = [];
  for await (const entry of admin.quarantined(sessionId)) entries.push(entry);
  if (options.json) terminal.print(jsonLine(entries));
  else if (entries.length === 0) terminal.print('Nothing was moved aside.');
  else for (const entry of entries) for (const line of entryLines(style, entry)) terminal.print(line);
  return EXIT.ok;
};

const saveAll = async (
  terminal: Terminal,
  { json }: RepairOptions,
  admin: Admin,
  sessionId: string,
  folder: string,
): Promise<number> => {
  const files: string[] = [];
  await makeFolder(folder);
  for await (const entry of admin.quarantined(sessionId)) {
    const message = await admin.quarantinedMessage(entry);
    if (message === undefined) continue;
    const file = join(folder, `${entry.stream}-${entry.sequence}.message`);
    await writeFile(file, message.body, { mode: 0o600 });
    files.push(file);
  }
  if (json) terminal.print(jsonLine({ sessionId, files }));
  else if (files.length === 0) terminal.print('Nothing was moved aside.');
  else for (const file of files) terminal.print(safeLine(file));
  return EXIT.ok;
};

export const repair = async (
  terminal: Terminal,
  options: RepairOptions,
  session: string | undefined,
): Promise<number> => {
  requireOneWay(options, session);
  return withAdmin(terminal, options, async (admin) => {
    if (options.list) return listAll(terminal, options, admin, session);
    const sessionId = session as string;
    if (options.save !== undefined) return saveAll(terminal, options, admin, sessionId, options.save);
    if (options.quarantine) return repairOne(terminal, options, admin, sessionId);
    return show(terminal, options, await admin.look(sessionId));
  });
};
