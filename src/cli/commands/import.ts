// `import`: records a session from its four files, or the sessions of a document of cycles, and says what was recorded,
// what the files say otherwise, and which rules it breaks.
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { EXIT } from '../../errors.ts';
import { importReportText } from '../../formats/session-files/report.ts';
import { type Imported, importSession } from '../import-session.ts';
import { jsonLine } from '../json-line.ts';
import { withLog } from '../opened-log.ts';
import type { CommonOptions } from '../program.ts';
import { styleOf } from '../render/palette.ts';
import { safeLines } from '../render/safe-text.ts';
import type { Terminal } from '../terminal.ts';
import { tallyOf, tallyText } from '../violation-tally.ts';

export interface ImportCommandOptions extends CommonOptions {
  readonly enforce?: boolean;
}

const jsonOf = ({ sessionId, report, result, wasThere, enforcement }: Imported): object => {
  const { recorded, repeated, violations, position, durability } = result;
  return { sessionId, wasThere, enforcement, added: recorded, repeated, report, violations, position, durability };
};

export const importFolder = async (
  terminal: Terminal,
  options: ImportCommandOptions,
  folder: string,
): Promise<number> => {
  // Read before a server is started for it: a folder that is none needs no log.
  if (await isFile(folder)) return importDocumentFile(terminal, options, folder);
  const { readSessionFolder } = await import('../../formats/session-files/read-session-folder.ts');
  const enforcement = options.enforce ? 'enforce' : 'observe';
  await readSessionFolder(folder, { enforcement });
  return withLog(terminal, options, async ({ log }) => {
    const imported = await importSession(log, folder, { enforcement, onProgress: terminal.note });
    const { report, result, wasThere, sessionId } = imported;
    if (options.json) {
      terminal.print(jsonLine(jsonOf(imported)));
      return EXIT.ok;
    }
    const style = styleOf({ colours: terminal.colour, width: terminal.columns });
    for (const line of safeLines(importReportText(report))) terminal.print(line);
    if (imported.enforcement !== enforcement)
      terminal.note(
        `The session began as ${imported.enforcement === 'enforce' ? 'enforced' : 'observed'}, and stays so.`,
      );
    if (wasThere) {
      terminal.print(`Session ${sessionId} is there already: nothing was added.`);
      return EXIT.ok;
    }
    const tally = tallyOf();
    for (const violation of result.violations) tally.add(violation, [violation]);
    for (const line of tallyText(style, tally.counts())) terminal.print(line);
    terminal.print(
      style.good(
        `Recorded ${result.recorded} events. See them with \`reprise view overview ${sessionId.slice(0, 8)}\`.`,
      ),
    );
    return EXIT.ok;
  });
};

const isFile = async (path: string): Promise<boolean> => {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false; // What is not there is told by whoever reads it.
  }
};

/** The sessions of a document of cycles. */
const importDocumentFile = async (terminal: Terminal, options: ImportCommandOptions, path: string): Promise<number> => {
  const { documentReportText, readCycleDocument } = await import('../../formats/cycle-documents/read-document.ts');
  const { importDocument } = await import('../import-document.ts');
  const sessions = await readCycleDocument(path, options.enforce ? 'enforce' : 'observe');
  return withLog(terminal, options, async ({ log }) => {
    const imported = await importDocument(log, sessions);
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
