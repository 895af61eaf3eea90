// The options of `import`.
import type { CommonOptions } from '../../options.ts';

export interface ImportCommandOptions extends CommonOptions {
  readonly enforce?: boolean;
  readonly strict?: boolean;
  readonly git?: boolean;
  readonly redact?: boolean;
  readonly keepSecrets?: boolean;
  readonly session?: string;
  /** A Markdown file for the whole report. */
  readonly report?: string;
}
