// What the kinds of import share where they are tried only: no log is opened, and what would be replaced is listed.
import { RepriseError } from '../../../errors.ts';
import type { ReplacedText } from '../../../import/replaced-texts.ts';
import type { SecretOptions } from '../../../secrets/secret-options.ts';
import { type Recorder, trialRecorder } from '../../../session/write/recorder.ts';
import { safeLine } from '../../../text/safe-text.ts';
import { withLog } from '../../opened-log.ts';
import { counted, number } from '../../render/figures.ts';
import { type Style, styleOn } from '../../render/palette.ts';
import type { Terminal } from '../../terminal.ts';
import type { ImportCommandOptions } from './options.ts';

/** What was forgotten begins anew only in the log itself. @throws RepriseError USAGE for a service that is named */
const withoutService = (options: ImportCommandOptions): ImportCommandOptions => {
  if (!options.again) return options;
  if (options.url === undefined) return { ...options, service: false };
  throw new RepriseError('USAGE', 'An import begins no forgotten session anew through a service.', {
    hint: 'Import it where the log is, without --url.',
  });
};

/** Where an import records: into the log; in a dry run into memory, without any server. */
export const withRecorder = async <T>(
  terminal: Terminal,
  options: ImportCommandOptions,
  secrets: SecretOptions,
  use: (recorder: Recorder) => Promise<T>,
): Promise<T> => {
  if (!options.dryRun)
    return withLog(terminal, withoutService(options), async ({ recorder }) =>
      use(await recorder(secrets, options.again)),
    );
  return use(trialRecorder(secrets));
};

/** How many replaced texts of a session are listed; `--json` has all. */
const MOST_LISTED = 100;

const replacedLine = ({ ordinal, type, place, member, pattern, ...text }: ReplacedText): string => {
  const { begins, length, before, after } = text;
  const shown = `${before}${begins}\u2026 (${counted(length, 'character')})${after}`;
  const source = place === null ? '' : ` (${place})`;
  return safeLine(`- event ${ordinal}, ${type}${source}, ${member}: ${pattern} in ${JSON.stringify(shown)}`);
};

/** How many secrets were replaced or, in a dry run, would be, and where. */
export const replacedLines = (
  style: Style,
  redacted: number,
  replaced: readonly ReplacedText[] | undefined,
): string[] => {
  if (redacted === 0) return replaced === undefined ? [] : ['No text would be replaced as a secret.'];
  if (replaced === undefined) return [style.warning(`${counted(redacted, 'secret')} replaced.`)];
  const listed = replaced.slice(0, MOST_LISTED);
  const more = replaced.length - listed.length;
  return [
    style.warning(`${counted(redacted, 'secret')} would be replaced:`),
    ...listed.map(replacedLine),
    ...(more > 0 ? [`and ${number(more)} more (\`--json\` lists them)`] : []),
  ];
};

/** The last line: what was recorded and how to see it; in a dry run, what would be. */
export const recordedLine = (
  terminal: Terminal,
  { dryRun, added, sessionId }: { readonly dryRun?: true; readonly added: number; readonly sessionId: string },
  recorded: string,
): string =>
  dryRun
    ? `Dry run: nothing was recorded. A first import records ${counted(added, 'event')} of session ${sessionId}.`
    : styleOn(terminal).good(recorded);
