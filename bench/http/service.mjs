// `reprise serve` as a process of its own, as people run it.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));

/** @param {string} store its folder */
export const startService = (store) =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, 'serve', '--port', '0', '--store', store], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let text = '';
    const metric = async (url, name) => {
      const metrics = await (await fetch(`${url}/metrics`)).text();
      const [, value] = new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, 'm').exec(metrics) ?? [];
      if (value === undefined) throw new Error(`the service has no metric ${name}`);
      return Number(value);
    };
    child.stdout.on('data', (chunk) => {
      text += chunk;
      const [, url] = / at (http:\/\/\S+)/.exec(text) ?? [];
      if (url === undefined) return;
      resolve({
        url,
        /** Seconds of the processor that it has used. */
        cpuSeconds: () => metric(url, 'process_cpu_seconds_total'),
        async stop() {
          const ended = new Promise((end) => child.once('exit', end));
          child.kill('SIGTERM');
          await ended;
        },
      });
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`serve ended with ${code}`)));
  });
