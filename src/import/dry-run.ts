// An import that records nothing: it runs into a log in memory, which is empty, so its result is that of a first import.
import { type Recorder, trialRecorder } from '../session/write/recorder.ts';
import { type ReplacedText, replacedTexts } from './replaced-texts.ts';

export interface DryRunOption {
  /** Records nothing: the result is that of a first import, with what it would replace. Default false. */
  readonly dryRun?: boolean | undefined;
  /** Begins a session anew whose id is that of one that was forgotten. Default: that is refused (SESSION_FORGOTTEN). */
  readonly again?: boolean | undefined;
}

/** What the result of a dry run has besides; both are undefined in other results. */
export interface DryRunResult {
  readonly dryRun?: true;
  /** The texts that the import would replace as secrets. */
  readonly replaced?: readonly ReplacedText[];
}

/**
 * The results of an import into an empty log, each with what it replaces in its session.
 * @param run the import; it is called a second time without replacing secrets
 */
export const dryRun = async <T extends { readonly sessionId: string }>(
  secrets: Recorder['secrets'],
  run: (recorder: Recorder) => Promise<readonly T[]>,
): Promise<(T & DryRunResult)[]> => {
  const recorder = trialRecorder(secrets);
  const whole = trialRecorder(false);
  const results = await run(recorder);
  await run(whole);
  return Promise.all(
    results.map(async (result) => ({
      ...result,
      dryRun: true as const,
      replaced: await replacedTexts(whole.sessions, recorder.sessions, result.sessionId),
    })),
  );
};

/** As `dryRun`, of an import of one session. */
export const dryRunOfOne = async <T extends { readonly sessionId: string }>(
  secrets: Recorder['secrets'],
  run: (recorder: Recorder) => Promise<T>,
): Promise<T & DryRunResult> => {
  const [result] = await dryRun(secrets, async (recorder) => [await run(recorder)]);
  return result as T & DryRunResult;
};
