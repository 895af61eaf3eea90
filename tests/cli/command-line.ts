// The built command line as a process of its own.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** @param home a folder for settings and data of its own: nothing of the user's is read or written */
export const reprise = (home: string, args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<Ran> => {
  const { NATS_URL: _notUsed, REPRISE_SECRETS: __, REPRISE_SESSION: ___, ...env } = process.env;
  const child = spawn(process.execPath, [main, ...args], {
    env: { ...env, XDG_DATA_HOME: join(home, 'data'), XDG_CONFIG_HOME: join(home, 'config'), NO_COLOR: '1', ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, out, err }));
  });
};
