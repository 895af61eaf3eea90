// `import` of a document of cycles: its sessions recorded, and of each what was inferred and what was kept as a note.
import { basename } from 'node:path';
import { EXIT } from '../../../errors.ts';
import { documentReportText, readCycleDocument } from '../../../formats/cycle-documents/read-document.ts';
import { importDocument } from '../../../import/import-document.ts';
import type { SecretOptions } from '../../../secrets/secret-options.ts';
import { jsonLine } from '../../json-line.ts';
import { withLog } from '../../opened-log.ts';
import { styleOf } from '../../render/palette.ts';
import { safeLines } from '../../render/safe-text.ts';
import { tallyOf, tallyText } from '../../render/violation-tally.ts';
import type { Terminal } from '../../terminal.ts';
import type { ImportCommandOptions } from './options.ts';

/** The sessions of a document of cycles. */
export const importDocumentFile = async (
  terminal: Terminal,
  options: ImportCommandOptions,
  path: string,
  secrets: SecretOptions,
): Promise<number> => {
  const sessions = await readCycleDocument(path, options.enforce ? 'enforce' : 'observe');
  return withLog(terminal, options, async ({ log }) => {
    const imported = await importDocument(log, sessions, secrets);
    if (options.json) {
      for (const { session, result, wasThere } of imported) {
        const { recorded, repeated, violations, position, durability } = result;
        const { sessionId, report } = session;
        terminal.print(
          jsonLine({ sessionId, wasThere, added: recorded, repeated, report, violations, position, durability }),
        );
      }
      return EXIT.ok;
    }
    const style = styleOf({ colours: terminal.colour, width: terminal.columns });
    for (const { session, result, wasThere } of imported) {
      for (const line of safeLines(documentReportText(session.report, basename(path)))) terminal.print(line);
      const tally = tallyOf();
      for (const violation of result.violations) tally.add(violation, [violation]);
      if (result.violations.length > 0) for (const line of tallyText(style, tally.counts())) terminal.print(line);
      terminal.print(
        wasThere
          ? 'It is there already: nothing was added.'
          : style.good(
              `Recorded ${result.recorded} events. See them with \`reprise view cycles ${session.sessionId}\`.`,
            ),
      );
    }
    return EXIT.ok;
  });
};
