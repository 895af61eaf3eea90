// The names of the streams of a log, as the environment has them. Apart from what opens them: who only asks for the names
// loads no client of NATS.
import { RepriseError } from '../../errors.ts';

export const STREAM_NAME = 'REPRISE';

const NAME = /^[A-Za-z0-9_-]+$/;

/**
 * The names in `REPRISE_STREAMS`, with commas between, the current stream last. Default: `REPRISE` alone.
 * @throws RepriseError USAGE for a name that no stream may have
 */
export const streamNames = (
  env: Readonly<Record<string, string | undefined>>,
  given?: readonly string[],
): readonly string[] => {
  const names = given ?? env.REPRISE_STREAMS?.split(',').map((name) => name.trim()) ?? [STREAM_NAME];
  const wrong = names.find((name, place) => !NAME.test(name) || names.indexOf(name) !== place);
  if (names.length > 0 && wrong === undefined) return names;
  throw new RepriseError('USAGE', `${JSON.stringify(names.join(','))} is not a list of streams.`, {
    hint: 'Name each stream once, the current one last, for example REPRISE,REPRISE-2026-12 (REPRISE_STREAMS).',
    fields: { streams: names },
  });
};
