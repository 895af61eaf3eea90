// `import`: records a session from its four files, and says what was recorded, what the files say otherwise, and which
// rules it breaks; an exported log, as it is; or the sessions of a document of cycles.
import { stat } from 'node:fs/promises';
import { EXIT, RepriseError } from '../../errors.ts';
import { importReportText } from '../../formats/session-files/report.ts';
import { patternsFrom, type SecretOptions } from '../../secrets/secret-options.ts';
import { secretsFrom } from '../../secrets/secrets-file.ts';
import { importRecord, readRecord, requireChoice } from '../../session/import-record.ts';
import { headText } from '../../session/verify.ts';
import { type Imported, importSession } from '../import-session.ts';
import { jsonLine } from '../json-line.ts';
import { withLog } from '../opened-log.ts';
import type { CommonOptions } from '../program.ts';
import { counted } from '../render/figures.ts';
import { styleOf } from '../render/palette.ts';
import { safeLines } from '../render/safe-text.ts';
import type { Terminal } from '../terminal.ts';
import { tallyOf, tallyText } from '../violation-tally.ts';

export interface ImportCommandOptions extends CommonOptions {
  readonly enforce?: boolean;
  readonly redact?: boolean;
  readonly keepSecrets?: boolean;
}

const jsonOf = ({ sessionId, report, result, wasThere, enforcement }: Imported): object => {
  const { recorded, repeated, redacted, violations, position, durability } = result;
  const added = { added: recorded, repeated, redacted };
  return { sessionId, wasThere, enforcement, ...added, report, violations, position, durability };
};

const wrongOption = (option: string, of: string): RepriseError =>
  new RepriseError('USAGE', `${option} is for ${of}.`, { hint: '`reprise import --help` shows what there is.' });

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => path.endsWith('.ndjson'),
  );

export const importPath = async (terminal: Terminal, options: ImportCommandOptions, path: string): Promise<number> => {
  const secrets = await secretsFrom(terminal.env);
  if (/\.(?:md|markdown|txt)$/i.test(path)) {
    if (options.redact || options.keepSecrets)
      throw wrongOption('--redact or --keep-secrets', 'an NDJSON file; those of a document are replaced');
    const { importDocumentFile } = await import('./import-document.ts');
    return importDocumentFile(terminal, options, path, secrets);
  }
  if (await isFile(path)) {
    if (options.enforce)
      throw wrongOption('--enforce', 'a folder of session files; an export says itself how it was recorded');
    if (options.redact && options.keepSecrets) throw wrongOption('--redact', 'replacing what --keep-secrets keeps');
    return importExport(terminal, options, path, secrets);
  }
  if (options.keepSecrets) throw wrongOption('--keep-secrets', 'an NDJSON file; those of session files are replaced');
  return importFolder(terminal, options, path, secrets);
};

const importExport = async (
  terminal: Terminal,
  options: ImportCommandOptions,
  file: string,
  secrets: SecretOptions,
): Promise<number> => {
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

const importFolder = async (
  terminal: Terminal,
  options: ImportCommandOptions,
  folder: string,
  secrets: SecretOptions,
): Promise<number> => {
  // Read before a server is started for it: a folder that is none needs no log.
  const { readSessionFolder } = await import('../../formats/session-files/read-session-folder.ts');
  const enforcement = options.enforce ? 'enforce' : 'observe';
  await readSessionFolder(folder, { enforcement });
  return withLog(terminal, options, async ({ log }) => {
    const imported = await importSession(log, folder, { enforcement, secrets, onProgress: terminal.note });
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
    if (result.redacted > 0) terminal.print(style.warning(`${counted(result.redacted, 'secret')} replaced.`));
    terminal.print(
      style.good(
        `Recorded ${result.recorded} events. See them with \`reprise view overview ${sessionId.slice(0, 8)}\`.`,
      ),
    );
    return EXIT.ok;
  });
};
