// `import FILE.ndjson`: records an exported file as it is, byte for byte, or with its secrets replaced on a new chain.
import { EXIT, RepriseError } from '../../../errors.ts';
import { readExportedFile, requireSecretsHandled } from '../../../import/exported-file.ts';
import { type ImportedFile, recordExportedFile } from '../../../import/import-file.ts';
import { patternsFrom, type SecretOptions } from '../../../secrets/secret-options.ts';
import { headText } from '../../../session/record/head-text.ts';
import { jsonLine } from '../../json-line.ts';
import { counted } from '../../render/figures.ts';
import { styleOn } from '../../render/palette.ts';
import { perhapsRefusedLines, profileHashText, refusedText } from '../../render/refused.ts';
import { uninterpretedLines } from '../../render/uninterpreted.ts';
import type { Terminal } from '../../terminal.ts';
import { recordedLine, replacedLines, withRecorder } from './dry-run.ts';
import { type ImportCommandOptions, requireNone } from './options.ts';

export const importExport = async (
  terminal: Terminal,
  options: ImportCommandOptions,
  file: string,
  patterns: SecretOptions,
): Promise<number> => {
  requireNone(options, ['enforce', 'strict', 'session', 'report'], 'an exported file');
  if (options.redact && options.keepSecrets)
    throw new RepriseError('USAGE', '--redact and --keep-secrets contradict each other.', { hint: 'Leave one out.' });
  const secrets = options.redact ? 'redact' : options.keepSecrets ? 'keep' : 'refuse';
  // Read before a server is started for it: what is refused needs no log.
  const exported = await readExportedFile(file, patternsFrom(patterns));
  if (!options.dryRun) requireSecretsHandled(exported, secrets);
  return withRecorder(terminal, options, patterns, async (recorder) => {
    const imported = await recordExportedFile(recorder, exported, {
      secrets,
      dryRun: options.dryRun,
      again: options.again,
    });
    if (options.json) terminal.print(jsonLine(jsonOf(imported)));
    else printImported(terminal, imported, file);
    // A dry run shows the secrets for which the import is refused, and is refused like it.
    if (options.dryRun) requireSecretsHandled(exported, secrets);
    return imported.refused.length === 0 && imported.profileHashes.length === 0 ? EXIT.ok : EXIT.unverified;
  });
};

const jsonOf = ({ head, redactedFrom, durability, redacted, ...imported }: ImportedFile): object => ({
  ...imported,
  ...{ events: head.ordinal, head: headText(head), redacted },
  redactedFrom: redactedFrom === undefined ? undefined : headText(redactedFrom),
  durability,
});

const printImported = (terminal: Terminal, imported: ImportedFile, file: string): void => {
  const { sessionId, wasThere, added, head, uninterpreted, profileHashes, redacted, redactedFrom } = imported;
  const style = styleOn(terminal);
  const { bad, warning } = style;
  if (imported.dryRun) for (const line of replacedLines(style, redacted, imported.replaced)) terminal.print(line);
  else if (redactedFrom !== undefined)
    terminal.print(
      warning(
        `${counted(redacted, 'secret')} replaced, on a new hash chain. The head of the file was ${headText(redactedFrom)}.`,
      ),
    );
  terminal.print(
    wasThere
      ? `Session ${sessionId} is already recorded: nothing was added.`
      : recordedLine(
          terminal,
          imported,
          `Recorded ${counted(added, 'event')} of session ${sessionId}. Head: ${headText(head)}`,
        ),
  );
  for (const line of uninterpretedLines(style, uninterpreted)) terminal.print(line);
  for (const difference of profileHashes) terminal.print(bad(profileHashText(difference)));
  for (const line of perhapsRefusedLines(style, imported, uninterpreted)) terminal.print(line);
  if (imported.refused.length > 0) terminal.print(bad(`${refusedText(imported)} ${allTheSame(imported)}`));
  if (imported.refused.length > 0 || profileHashes.length > 0)
    terminal.note(`The record does not verify: reprise verify ${imported.dryRun ? file : sessionId} shows why.`);
};

const allTheSame = ({ dryRun, refused }: ImportedFile): string => {
  if (dryRun) return 'An import records them all the same.';
  return `${refused.length === 1 ? 'It was' : 'They were'} recorded all the same.`;
};
