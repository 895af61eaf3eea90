// What HTTP adds to a command: the latency of one writer and the rate of 64, over HTTP with keep-alive beside the library, in
// rounds of one run, on one durable server. The service is a process of its own, as people run it.
// Usage: npm run bench:http [-- --seconds 2 --rounds 5]
import { spawn } from 'node:child_process';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { open } from '../dist/src/index.js';
import { closedLoop, median } from './lib/measure.mjs';
import { runFolder, startNats } from './lib/servers.mjs';

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '2' }, rounds: { type: 'string', default: '5' } },
});
const [seconds, rounds] = [Number(values.seconds), Number(values.rounds)];
const MAIN = fileURLToPath(new URL('../dist/src/cli/main.js', import.meta.url));

const startService = (store) =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, 'serve', '--port', '0', '--store', store], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      const [, url] = / at (http:\/\/\S+)/.exec(text) ?? [];
      if (url !== undefined) resolve({ child, url });
    });
    child.once('exit', (code) => reject(new Error(`serve ended with ${code}`)));
  });

const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const post = (url, path, body) =>
  new Promise((resolve, reject) => {
    const sent = request(
      url + path,
      { method: 'POST', agent, headers: { 'content-type': 'application/json' } },
      (got) => {
        let text = '';
        got.setEncoding('utf8');
        got.on('data', (chunk) => {
          text += chunk;
        });
        got.on('end', () => (got.statusCode < 300 ? resolve(text) : reject(new Error(`${got.statusCode}: ${text}`))));
      },
    );
    sent.on('error', reject);
    sent.end(JSON.stringify(body));
  });

const folder = runFolder();
const nats = await startNats(folder.path, 'always');
const { child, url } = await startService(nats.store);
const reprise = await open({ store: nats.store });
try {
  let n = 0;
  const start = { name: 'session.start', data: { goal: 'Measure' } };
  for (let index = 0; index < 64; index += 1) {
    await reprise.send(`library-${index}`, start);
    await post(url, `/v1/sessions/http-${index}/commands`, start);
  }
  const metric = () => {
    n += 1;
    return { name: 'metric.record', data: { name: 'coverage', value: n } };
  };
  const subjects = {
    library: (index) => () => reprise.send(`library-${index}`, metric()),
    http: (index) => () => post(url, `/v1/sessions/http-${index}/commands`, metric()),
  };
  const found = { library: { 1: [], 64: [] }, http: { 1: [], 64: [] } };
  for (let round = 0; round < rounds; round += 1)
    for (const writers of [1, 64])
      for (const [name, step] of Object.entries(subjects))
        found[name][writers].push(
          await closedLoop(
            Array.from({ length: writers }, (_, index) => step(index)),
            (seconds * 1_000) / 3,
          ),
        );
  const of = (name, writers, figure) => median(found[name][writers].map((one) => one[figure]));
  const latency = of('http', 1, 'p50') / of('library', 1, 'p50');
  const rate = of('http', 64, 'rate') / of('library', 64, 'rate');
  console.log(
    `1 writer, median: library ${of('library', 1, 'p50').toFixed(2)} ms, HTTP ${of('http', 1, 'p50').toFixed(2)} ms`,
  );
  console.log(
    `1 writer, p99: library ${of('library', 1, 'p99').toFixed(2)} ms, HTTP ${of('http', 1, 'p99').toFixed(2)} ms`,
  );
  console.log(
    `64 writers: library ${of('library', 64, 'rate').toFixed(0)}/s, HTTP ${of('http', 64, 'rate').toFixed(0)}/s`,
  );
  console.log(
    `latency of HTTP / library ${latency.toFixed(2)} (at most 2); rate of HTTP / library ${rate.toFixed(2)} (at least 0.6)`,
  );
} finally {
  await reprise.close();
  agent.destroy();
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
  await nats.stop();
  folder.remove();
}
