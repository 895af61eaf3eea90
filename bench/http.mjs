// What HTTP adds to a command: the latency of one writer and the rate of 64, over HTTP with keep-alive beside the library, in
// rounds of one run, on one durable server. The service is a process of its own, as people run it.
//   npm run bench:http [-- --seconds 6 --rounds 7 --warm-up 10000 --write]
// `--write` writes docs/generated/service-speed.md.
import { parseArgs } from 'node:util';
import { open } from '../dist/src/index.js';
import { openConnection } from './http/connection.mjs';
import { GOALS, writeSpeedPage } from './http/page.mjs';
import { startService } from './http/service.mjs';
import { closedLoop, median } from './lib/measure.mjs';
import { runFolder, startNats } from './lib/servers.mjs';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '6' },
    rounds: { type: 'string', default: '7' },
    'warm-up': { type: 'string', default: '10000' },
    write: { type: 'boolean', default: false },
  },
});
const sizeOf = (name) => {
  const value = Number(values[name]);
  if (value > 0 && Number.isFinite(value)) return value;
  console.error(`--${name} ${values[name]}: expected a number above 0`);
  process.exit(1);
};
const [seconds, rounds] = [sizeOf('seconds'), Math.ceil(sizeOf('rounds'))];
const MOST = 64;
/** Commands of each side before anything counts. */
const WARM_UP = Math.ceil(sizeOf('warm-up'));

const pathOf = (index) => `/v1/sessions/http-${index}/commands`;
const start = { name: 'session.start', data: { goal: 'Measure' } };
let n = 0;
const metric = () => {
  n += 1;
  return { name: 'metric.record', data: { name: 'coverage', value: n } };
};

/** @throws Error where it was not recorded as the session's next event */
const requireRecorded = (kind, events, value) => {
  if (kind === 'recorded' && events.length === 1 && events[0].data.value === value) return;
  throw new Error(`the command with ${value} was not recorded: ${kind} ${JSON.stringify(events)}`);
};

const folder = runFolder();
const nats = await startNats(folder.path, 'always');
const service = await startService(nats.store);
const reprise = await open({ store: nats.store });
/** Of the measurement that runs: each has its own, as a service ends those that nobody uses. */
let connections = [];
const requireOk = ({ status, body }) => {
  if (status !== 200) throw new Error(`${status}: ${body}`);
  return JSON.parse(body);
};
try {
  connections = [await openConnection(service.url)];
  for (let index = 0; index < MOST; index += 1) {
    requireOk(await connections[0].post(pathOf(index), start));
    await reprise.send(`library-${index}`, start);
  }
  connections[0].close();
  const subjects = {
    library: {
      step: (index) => async () => {
        const command = metric();
        const { kind, events } = await reprise.send(`library-${index}`, command);
        requireRecorded(kind, events, command.data.value);
      },
      cpuSeconds: async () => 0,
    },
    http: {
      step: (index) => async () => {
        const command = metric();
        const { kind, events } = requireOk(await connections[index].post(pathOf(index), command));
        requireRecorded(kind, events, command.data.value);
      },
      cpuSeconds: () => service.cpuSeconds(),
    },
  };
  const stepsOf = (name, writers) => Array.from({ length: writers }, (_, index) => subjects[name].step(index));
  const connect = async (writers) => {
    connections = await Promise.all(Array.from({ length: writers }, () => openConnection(service.url)));
  };
  const disconnect = () => {
    for (const connection of connections) connection.close();
  };
  // A process that has just started takes several times as long for its first few thousand commands, until V8 has compiled
  // the path: both sides record as many before anything counts.
  for (const name of Object.keys(subjects)) {
    await connect(MOST);
    const until = n + WARM_UP;
    await Promise.all(
      stepsOf(name, MOST).map(async (step) => {
        while (n < until) await step();
      }),
    );
    disconnect();
  }
  const found = { library: { 1: [], [MOST]: [] }, http: { 1: [], [MOST]: [] } };
  for (let round = 0; round < rounds; round += 1)
    for (const writers of [1, MOST])
      for (const [name, { cpuSeconds }] of Object.entries(subjects)) {
        await connect(writers);
        const before = { commands: n, own: process.cpuUsage(), service: await cpuSeconds() };
        const figures = await closedLoop(stepsOf(name, writers), (seconds * 1_000) / 3);
        const own = process.cpuUsage(before.own);
        const each = (us) => us / (n - before.commands);
        found[name][writers].push({
          ...figures,
          ownUs: each(own.user + own.system),
          serviceUs: each(((await cpuSeconds()) - before.service) * 1e6),
        });
        disconnect();
      }
  const of = (name, writers, figure) => median(found[name][writers].map((one) => one[figure]));
  const ms = (name, figure) => `${of(name, 1, figure).toFixed(2)} ms`;
  const latency = of('http', 1, 'p50') / of('library', 1, 'p50');
  const rate = of('http', MOST, 'rate') / of('library', MOST, 'rate');
  console.log(`1 writer, median: library ${ms('library', 'p50')}, HTTP ${ms('http', 'p50')}`);
  console.log(`1 writer, p99: library ${ms('library', 'p99')}, HTTP ${ms('http', 'p99')}`);
  console.log(
    `${MOST} writers: library ${of('library', MOST, 'rate').toFixed(0)}/s, HTTP ${of('http', MOST, 'rate').toFixed(0)}/s`,
  );
  for (const writers of [1, MOST])
    console.log(
      `processor time of a command, ${writers} ${writers === 1 ? 'writer' : 'writers'}: library ${of('library', writers, 'ownUs').toFixed(0)} µs; service ${of('http', writers, 'serviceUs').toFixed(0)} µs, its caller ${of('http', writers, 'ownUs').toFixed(0)} µs`,
    );
  console.log(
    `latency of HTTP / library ${latency.toFixed(2)} (at most ${GOALS.latency}); rate of HTTP / library ${rate.toFixed(2)} (at least ${GOALS.rate})`,
  );
  if (values.write)
    writeSpeedPage({ of, latency, rate, most: MOST, seconds, rounds, warmUp: WARM_UP, server: nats.server });
} finally {
  for (const connection of connections) connection.close();
  await reprise.close();
  await service.stop();
  await nats.stop();
  folder.remove();
}
