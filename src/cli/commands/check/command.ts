// The command line of `check`.
import type { Declare } from '../../declare.ts';
import { CHECK_EXAMPLES, CHECK_SUMMARY, withCheckOptions } from './options.ts';

export const checkCommand = ({ command }: Declare): void => {
  withCheckOptions(
    command(
      'check',
      { summary: CHECK_SUMMARY, examples: CHECK_EXAMPLES, takesUrl: true },
      async () => (await import('./check.ts')).check,
    ),
  );
};
