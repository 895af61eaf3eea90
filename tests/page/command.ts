// A command of `reprise` that has to succeed, for what a test of the page begins with.
import { cli } from '../cli/run-cli.ts';

export { EXAMPLE, EXAMPLE_ID } from '../cli/run-cli.ts';

/** What it printed. @throws Error where it failed */
export const cliHere = async (args: readonly string[]): Promise<string> => {
  const { code, stdout, stderr } = await cli(args);
  if (code !== 0) throw new Error(`reprise ${args.join(' ')} failed:\n${stderr}`);
  return stdout;
};
