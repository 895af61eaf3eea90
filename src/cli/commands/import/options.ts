// The options of `import`, and which of them a kind of import does not take.
import { RepriseError } from '../../../errors.ts';
import type { CommonOptions } from '../../options.ts';

export interface ImportCommandOptions extends CommonOptions {
  readonly enforce?: boolean;
  readonly strict?: boolean;
  readonly git?: boolean;
  readonly mark?: readonly string[];
  readonly redact?: boolean;
  readonly keepSecrets?: boolean;
  readonly dryRun?: boolean;
  /** A session that was forgotten begins anew. */
  readonly again?: boolean;
  readonly session?: string;
  /** A Markdown file for the whole report. */
  readonly report?: string;
}

const FLAGS = {
  enforce: '--enforce',
  strict: '--strict',
  redact: '--redact',
  keepSecrets: '--keep-secrets',
  session: '--session',
  report: '--report',
  mark: '--mark',
} as const;

/** @throws RepriseError USAGE where one of these options is given for an import of this kind, which has no use for it */
export const requireNone = (
  options: ImportCommandOptions,
  names: readonly (keyof typeof FLAGS)[],
  kind: string,
  hint = '`reprise import --help` lists what each option is for.',
): void => {
  const given = names.find((name) => options[name] !== undefined);
  if (given !== undefined)
    throw new RepriseError('USAGE', `${FLAGS[given]} has no meaning for the import of ${kind}.`, { hint });
};
