// `import` of a document of cycles: its sessions recorded, and of each what was inferred and what became a note.
import { basename } from 'node:path';
import { EXIT } from '../../../errors.ts';
import { documentReportText, readCycleDocument } from '../../../formats/cycle-documents/read-document.ts';
import { type ImportedDocumentSession, importDocumentSessions } from '../../../import/import-document.ts';
import type { SecretOptions } from '../../../secrets/secret-options.ts';
import { recorderOn } from '../../../session/write/recorder.ts';
import { jsonLine } from '../../json-line.ts';
import { withLog } from '../../opened-log.ts';
import { counted } from '../../render/figures.ts';
import { type Style, styleOn } from '../../render/palette.ts';
import { safeLines } from '../../render/safe-text.ts';
import { tallyOf, tallyText } from '../../render/violation-tally.ts';
import type { Terminal } from '../../terminal.ts';
import { type ImportCommandOptions, requireNone } from './options.ts';

export const importDocumentFile = async (
  terminal: Terminal,
  options: ImportCommandOptions,
  path: string,
  secrets: SecretOptions,
): Promise<number> => {
  requireNone(options, ['redact', 'keepSecrets', 'strict', 'session', 'report'], 'a document');
  const read = await readCycleDocument(path, options.enforce ? 'enforce' : 'observe');
  return withLog(terminal, options, async ({ log }) => {
    const imported = await importDocumentSessions(recorderOn(log, secrets), read);
    const style = styleOn(terminal);
    for (const session of imported)
      if (options.json) terminal.print(jsonLine(session));
      else for (const line of sessionLines(style, session, basename(path))) terminal.print(line);
    return EXIT.ok;
  });
};

const sessionLines = (
  style: Style,
  { sessionId, wasThere, added, report, violations }: ImportedDocumentSession,
  file: string,
): string[] => {
  const tally = tallyOf();
  for (const violation of violations) tally.add(violation, [violation]);
  return [
    ...safeLines(documentReportText(report, file)),
    ...(violations.length > 0 ? tallyText(style, tally.counts()) : []),
    wasThere
      ? `Session ${sessionId} is already recorded: nothing was added.`
      : style.good(`Recorded ${counted(added, 'event')}. See them with \`reprise view cycles ${sessionId}\`.`),
  ];
};
