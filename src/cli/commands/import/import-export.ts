// `import FILE.ndjson`: records an exported log as it is, byte for byte, or with its secrets replaced on a new chain.
import { EXIT, RepriseError } from '../../../errors.ts';
import { importRecord, readRecord, requireChoice } from '../../../import/import-record.ts';
import { patternsFrom, type SecretOptions } from '../../../secrets/secret-options.ts';
import { headText } from '../../../session/record/head-text.ts';
import { jsonLine } from '../../json-line.ts';
import { withLog } from '../../opened-log.ts';
import { counted } from '../../render/figures.ts';
import { styleOf } from '../../render/palette.ts';
import type { Terminal } from '../../terminal.ts';
import type { ImportCommandOptions } from './options.ts';

/** Options that an export has no use for: it says itself what it is and how it was recorded. */
const OF_FOLDERS = ['enforce', 'strict', 'session', 'report'] as const;

export const importExport = async (
  terminal: Terminal,
  options: ImportCommandOptions,
  file: string,
  secrets: SecretOptions,
): Promise<number> => {
  const wrong = OF_FOLDERS.find((option) => options[option] !== undefined);
  if (wrong !== undefined)
    throw new RepriseError('USAGE', `--${wrong} is for a folder of session files, not for an export.`, {
      hint: '`reprise import --help` shows what there is.',
    });
  if (options.redact && options.keepSecrets)
    throw new RepriseError('USAGE', '--redact replaces what --keep-secrets keeps: name one of them.');
  const choice = options.redact ? 'redact' : options.keepSecrets ? 'keep' : 'refuse';
  const read = await readRecord(file, patternsFrom(secrets));
  requireChoice(read, choice);
  return withLog(terminal, options, async ({ log }) => {
    const imported = await importRecord(log, read, { choice });
    const { sessionId, recorded, head, redacted, redactedFrom, durability } = imported;
    if (options.json) {
      const told = { sessionId, wasThere: recorded === 0, added: recorded, events: head.ordinal, head: headText(head) };
      const from = redactedFrom === undefined ? undefined : headText(redactedFrom);
      terminal.print(jsonLine({ ...told, redacted, redactedFrom: from, durability }));
      return EXIT.ok;
    }
    const { good, warning } = styleOf({ colours: terminal.colour, width: terminal.columns });
    if (redactedFrom !== undefined)
      terminal.print(
        warning(
          `${counted(redacted, 'secret')} replaced: the chain is a new one. The head of the file was ${headText(redactedFrom)}.`,
        ),
      );
    terminal.print(
      recorded === 0
        ? `Session ${sessionId} is there already: nothing was added.`
        : good(`Recorded ${counted(recorded, 'event')} of session ${sessionId}. Head: ${headText(head)}`),
    );
    return EXIT.ok;
  });
};
