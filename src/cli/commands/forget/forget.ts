// `forget`: erases a session in every place, and says what was erased where.
import { defined } from '../../../../machines/defined.ts';
import type { EmptiedPlace, Forgotten } from '../../../admin/forget.ts';
import { EXIT } from '../../../errors.ts';
import { forgottenSentence } from '../../../log/forgotten.ts';
import { secretsFrom } from '../../../secrets/secrets-file.ts';
import { safeLine } from '../../../text/safe-text.ts';
import { jsonLine } from '../../json-line.ts';
import { actorOf, withAdmin } from '../../opened-admin.ts';
import type { CommonOptions } from '../../options.ts';
import { paragraph } from '../../render/columns.ts';
import { counted } from '../../render/figures.ts';
import { type Style, styleOn } from '../../render/palette.ts';
import type { Terminal } from '../../terminal.ts';

export interface ForgetCommandOptions extends CommonOptions {
  readonly reason: string;
  readonly by?: string;
  readonly dryRun?: boolean;
}

const placeLine = ({ place, stream, erased }: EmptiedPlace, verb: string): string =>
  `  ${place} (${stream}): ${erased === 0 ? 'nothing' : counted(erased, 'message')} ${verb}`;

const linesOf = (style: Style, { kind, sessionId, tombstone, places }: Forgotten): string[] => {
  const { events } = tombstone;
  switch (kind) {
    case 'would-forget':
      return [
        `Dry run: nothing was changed. Session ${sessionId} has ${counted(events, 'event')}:`,
        ...places.map((place) => placeLine(place, 'to erase')),
      ];
    case 'already':
      return [
        ...paragraph(style, forgottenSentence(tombstone), 0),
        `It had ${counted(events, 'event')}. Nothing of it was left.`,
      ];
    case 'finished':
    case 'forgotten':
      return [
        style.good(
          kind === 'forgotten'
            ? `Session ${sessionId} is forgotten: ${counted(events, 'event')}.`
            : `Session ${sessionId} is forgotten: what an earlier call had left was erased.`,
        ),
        ...places.map((place) => placeLine(place, 'erased')),
        ...paragraph(style, `Kept: ${forgottenSentence(tombstone)}`, 0),
      ];
    default:
      return kind satisfies never;
  }
};

export const forget = async (terminal: Terminal, options: ForgetCommandOptions, sessionId: string): Promise<number> => {
  const secrets = await secretsFrom(terminal.env);
  const { reason, dryRun } = options;
  const by = actorOf(terminal, options.by);
  return withAdmin(terminal, options, async (admin) => {
    const result = await admin.forget(sessionId, { reason, by, secrets, ...defined({ dryRun }) });
    if (options.json) terminal.print(jsonLine(result));
    else
      for (const line of linesOf(styleOn(terminal), result))
        terminal.print(safeLine(line) === '' ? '' : safeIndent(line));
    return EXIT.ok;
  });
};

/** A line made safe that keeps its indentation. */
const safeIndent = (line: string): string => `${/^ */.exec(line)?.[0] ?? ''}${safeLine(line)}`;
