// `verify --forgotten`: whether a session that was forgotten is gone from every place that can be reached.
import type { ForgottenReport } from '../../../admin/verify-forgotten.ts';
import { EXIT } from '../../../errors.ts';
import { forgottenSentence } from '../../../log/forgotten.ts';
import { safeLine } from '../../../text/safe-text.ts';
import { jsonLine } from '../../json-line.ts';
import { withAdmin } from '../../opened-admin.ts';
import type { CommonOptions } from '../../options.ts';
import { paragraph } from '../../render/columns.ts';
import { counted } from '../../render/figures.ts';
import { type Style, styleOn } from '../../render/palette.ts';
import type { Terminal } from '../../terminal.ts';

const linesOf = (style: Style, report: ForgottenReport): string[] => {
  const { sessionId, ok, tombstone, fenced, begunAgain, places } = report;
  const mark = (isGood: boolean, text: string): string =>
    (isGood ? style.good : style.bad)(`${isGood ? '✓' : '✗'} ${safeLine(text)}`);
  return [
    ...(tombstone === undefined
      ? [mark(false, `Session ${sessionId} has no tombstone: it was not forgotten.`)]
      : paragraph(style, safeLine(forgottenSentence(tombstone)), 0)),
    ...(tombstone === undefined
      ? []
      : [
          mark(
            fenced,
            fenced
              ? 'Its fence stands: no writer brings it back.'
              : 'Its fence does not stand: a writer may bring it back.',
          ),
        ]),
    ...places.map(({ place, stream, found }) =>
      mark(found === 0, `${place} (${stream}): ${found === 0 ? 'nothing' : counted(found, 'message')}`),
    ),
    ...(begunAgain ? [style.warning('Another session began under this id since: what it has is its own.')] : []),
    ok ? style.good('Nothing of it is left in these places.') : style.bad('Not all of it is gone: forget it again.'),
  ];
};

/** @throws RepriseError SESSION_NOT_FOUND, BAD_SESSION_ID, and what opening the log as its admin throws */
export const verifyForgotten = (terminal: Terminal, options: CommonOptions, sessionId: string): Promise<number> =>
  withAdmin(terminal, options, async (admin) => {
    const report = await admin.verifyForgotten(sessionId);
    if (options.json) terminal.print(jsonLine(report));
    else for (const line of linesOf(styleOn(terminal), report)) terminal.print(line);
    return report.ok ? EXIT.ok : EXIT.unverified;
  });
