// `import` of a document of cycles: its sessions recorded, and of each what was inferred and what became a note.
import { basename } from 'node:path';
import { EXIT } from '../../../errors.ts';
import { documentReportText, readCycleDocument } from '../../../formats/cycle-documents/read-document.ts';
import { type ImportedDocumentSession, importDocumentSessions } from '../../../import/import-document.ts';
import type { SecretOptions } from '../../../secrets/secret-options.ts';
import { safeLines } from '../../../text/safe-text.ts';
import { jsonLine } from '../../json-line.ts';
import { counted } from '../../render/figures.ts';
import { styleOn } from '../../render/palette.ts';
import { tallyOf, tallyText } from '../../render/violation-tally.ts';
import type { Terminal } from '../../terminal.ts';
import { recordedLine, replacedLines, withRecorder } from './dry-run.ts';
import { type ImportCommandOptions, requireNone } from './options.ts';

export const importDocumentFile = async (
  terminal: Terminal,
  options: ImportCommandOptions,
  path: string,
  secrets: SecretOptions,
): Promise<number> => {
  requireNone(options, ['redact', 'keepSecrets', 'strict', 'session', 'report'], 'a document');
  const read = await readCycleDocument(path, options.enforce ? 'enforce' : 'observe');
  return withRecorder(terminal, options, secrets, async (recorder) => {
    const imported = await importDocumentSessions(recorder, read, { dryRun: options.dryRun });
    for (const session of imported)
      if (options.json) terminal.print(jsonLine(session));
      else for (const line of sessionLines(terminal, session, basename(path))) terminal.print(line);
    return EXIT.ok;
  });
};

const sessionLines = (terminal: Terminal, imported: ImportedDocumentSession, file: string): string[] => {
  const { sessionId, wasThere, added, redacted, replaced, report, violations } = imported;
  const style = styleOn(terminal);
  const tally = tallyOf();
  for (const violation of violations) tally.add(violation, [violation]);
  return [
    ...safeLines(documentReportText(report, file)),
    ...(violations.length > 0 ? tallyText(style, tally.counts()) : []),
    ...replacedLines(style, redacted, replaced),
    wasThere
      ? `Session ${sessionId} is already recorded: nothing was added.`
      : recordedLine(
          terminal,
          imported,
          `Recorded ${counted(added, 'event')}. See them with \`reprise view cycles ${sessionId}\`.`,
        ),
  ];
};
