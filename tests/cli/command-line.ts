// The command line with a home of its own.
import { join } from 'node:path';
import { cli } from './run-cli.ts';

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** @param home a folder for settings and data of its own: nothing of the user's is read or written */
export const reprise = async (
  home: string,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<Ran> => {
  const env = { XDG_DATA_HOME: join(home, 'data'), XDG_CONFIG_HOME: join(home, 'config'), NO_COLOR: '1', ...more };
  const { code, stdout, stderr } = await cli(args, { env });
  return { code, out: stdout, err: stderr };
};
