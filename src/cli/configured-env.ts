// The configuration file for commands that are no service: what it sets of the settings that every command goes by is as
// good as in the environment.
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** Whether there is a file to read: nothing of it is loaded where there is none. */
const hasFile = (env: NodeJS.ProcessEnv): boolean => {
  const { REPRISE_CONFIG, XDG_CONFIG_HOME: folder } = env;
  if (REPRISE_CONFIG) return true;
  const config = folder && isAbsolute(folder) ? folder : join(env.HOME || homedir(), '.config');
  return existsSync(join(config, 'reprise', 'config.yaml'));
};

/** @throws RepriseError BAD_INPUT (the file, with its lines), FILE_NOT_FOUND (`REPRISE_CONFIG`), USAGE (a variable) */
export const configuredEnv = async (env: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> =>
  hasFile(env) ? (await (await import('../service/config/read-settings.ts')).readSettings({ env })).env : env;
