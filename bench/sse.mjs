// What live streams over HTTP cost: the delay of a delivery beside a raw subscription to the same live subject, and a crowd
// of readers beside a writer. Processes of their own: the service, the readers, the raw subscriber; this one writes.
// Usage: npm run bench:sse [-- --quick] [-- --readers 1000 --sessions 50 --rate 500 --seconds 30 --idle 10 --events 3000]
//   [--only delay,crowd] [--profile FOLDER] [--write]
import { fork, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { open } from '../dist/src/index.js';
import { runFolder, startNats } from './lib/servers.mjs';
import { writeSsePage } from './sse/page.mjs';

const option = (text) => ({ type: 'string', default: String(text) });
const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    readers: option(1_000),
    sessions: option(50),
    rate: option(500),
    seconds: option(30),
    idle: option(10),
    events: option(3_000),
    only: option('delay,crowd'),
    profile: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});
const scale = values.quick ? 20 : 1;
const [readers, sessionCount, rate, seconds, idle] = ['readers', 'sessions', 'rate', 'seconds', 'idle'].map((name) =>
  Math.max(1, Math.round(Number(values[name]) / (name === 'rate' || name === 'idle' ? 1 : scale))),
);

/** With `--profile FOLDER` the service and the readers write what they spend their time on. */
const execArgv = values.profile === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', values.profile];

const MAIN = fileURLToPath(new URL('../dist/src/cli/main.js', import.meta.url));
const READERS = fileURLToPath(new URL('./sse/readers.mjs', import.meta.url));

/** What a process has used of the processors. */
const cpuSeconds = (pid) => {
  const [, rest] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const [user, system] = rest.split(' ').slice(11, 13).map(Number);
  return (user + system) / 100;
};

/** The service as people run it, on the store of this run. */
const startService = async (store) => {
  const child = spawn(process.execPath, [...execArgv, MAIN, 'serve', '--port', '0', '--store', store, '--json'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let printed = '';
  const url = await new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      printed += chunk;
      const [, found] = /"url":"(http[^"]+)"/.exec(printed) ?? [];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`the service ended with ${code}: ${printed}`)));
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  return {
    url,
    cpuSeconds: () => cpuSeconds(child.pid),
    /** Resident memory, in MB. */
    memory: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) / 1024,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
};

const startReaders = async (given) => {
  const child = fork(READERS, [JSON.stringify(given)], { execArgv });
  const next = () => new Promise((resolve) => child.once('message', resolve));
  await next();
  const ask = (what) => {
    const answer = next();
    child.send(what);
    return answer;
  };
  return {
    begin: () => ask('begin'),
    count: async () => (await ask('count')).delivered,
    report: () => ask('report'),
    cpuSeconds: () => cpuSeconds(child.pid),
    // Not killed: a profile of it is written when it ends.
    stop: () => child.disconnect(),
  };
};

/** Appends to the sessions in turn, at a rate, each event with the moment at which its append began. */
const write = async (reprise, sessions, perSecond, count) => {
  const begin = performance.now();
  const sent = [];
  for (let index = 0; index < count; index += 1) {
    const due = begin + (index * 1_000) / perSecond;
    const waitMs = due - performance.now();
    if (waitMs > 1) await new Promise((resolve) => setTimeout(resolve, waitMs));
    const data = { entryType: 'note', title: `at ${process.hrtime.bigint()}`, content: 'What was found in the code.' };
    sent.push(reprise.send(sessions[index % sessions.length], { name: 'entry.add', data }));
  }
  const results = await Promise.all(sent);
  const wrong = results.find(({ kind }) => kind !== 'recorded');
  if (wrong !== undefined) throw new Error(`an event was not recorded: ${JSON.stringify(wrong)}`);
  return performance.now() - begin;
};

/** Waits until a reader has had so many deliveries, or nothing more comes for ten seconds. */
const complete = async (reader, wanted) => {
  let last = -1;
  for (let still = 0; still < 50; still += 1) {
    const delivered = await reader.count();
    if (delivered >= wanted) break;
    if (delivered !== last) still = 0;
    last = delivered;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return reader.report();
};

const ms = (value) => `${value.toFixed(2)} ms`;
const folder = runFolder();
const { server, store, stop } = await startNats(folder.path, 'always');
const reprise = await open({ store });
const service = await startService(store);
const found = { delay: undefined, crowds: [] };
let exitCode = 0;
try {
  const sessions = Array.from({ length: sessionCount }, (_, index) => `s${index}`);
  for (const id of sessions)
    await reprise.send(id, { name: 'session.start', data: { goal: 'Follow live', profile: 'cycles' } });
  const raw = await startReaders({ ...server, kind: 'raw' });

  if (values.only.includes('delay')) {
    console.log(
      `Delay of a delivery, from the start of an append; one session, ${Math.max(20, rate / 10)} events a second.`,
    );
    const one = await startReaders({ kind: 'sse', url: service.url, sessions: ['s0'], readers: 1 });
    const events = Math.max(1, Math.round(Number(values.events) / scale));
    const perSecond = Math.max(20, rate / 10);
    // What has never run is slower.
    await write(reprise, ['s0'], perSecond, 100);
    await complete(one, 100);
    await Promise.all([raw, one].map((reader) => reader.begin()));
    await write(reprise, ['s0'], perSecond, events);
    const [plain, sse] = [await complete(raw, events), await complete(one, events)];
    one.stop();
    found.delay = { events, perSecond, raw: plain, sse };
    console.log(`  raw subscription   p50 ${ms(plain.p50)}  p99 ${ms(plain.p99)}  ${plain.delivered} of ${events}`);
    console.log(`  SSE                p50 ${ms(sse.p50)}  p99 ${ms(sse.p99)}  ${sse.delivered} of ${events}`);
    console.log(`  p99 of SSE, of the raw subscription: ${(sse.p99 / plain.p99).toFixed(2)} (goal: at most 3)`);
  }
  if (values.only.includes('crowd'))
    for (const silent of [0, idle]) {
      const crowd = await startReaders({ kind: 'sse', url: service.url, sessions, readers, idle: silent });
      await Promise.all([raw, crowd].map((reader) => reader.begin()));
      const before = service.memory();
      const cpu = [service.cpuSeconds(), crowd.cpuSeconds()];
      const count = rate * seconds;
      const took = await write(reprise, sessions, rate, count);
      const share = (all, place) => Math.ceil((all - place) / sessions.length);
      const wanted = sessions.reduce((sum, _, place) => sum + share(count, place) * share(readers, place), 0);
      const report = await complete(crowd, wanted);
      const beside = await raw.report();
      crowd.stop();
      const lost = wanted - report.delivered;
      console.log(
        `${readers} readers of ${sessions.length} sessions, ${silent} that never read, ${rate} events a second:`,
      );
      console.log(
        `  ${count} events in ${(took / 1_000).toFixed(1)} s, ${report.delivered} of ${wanted} deliveries, ${report.disordered} out of order, ${report.failed} streams failed${report.failed > 0 ? ` (${report.failures.join('; ')})` : ''}`,
      );
      console.log(
        `  SSE p50 ${ms(report.p50)}  p99 ${ms(report.p99)}; raw p50 ${ms(beside.p50)}  p99 ${ms(beside.p99)}`,
      );
      const used = [service.cpuSeconds() - cpu[0], crowd.cpuSeconds() - cpu[1]];
      console.log(
        `  processor, microseconds a delivery: the service ${((used[0] * 1e6) / report.delivered).toFixed(0)}, its readers ${((used[1] * 1e6) / report.delivered).toFixed(0)}`,
      );
      console.log(`  memory of the service: ${before.toFixed(0)} MB before, ${service.memory().toFixed(0)} MB after`);
      found.crowds.push({
        ...{ ...report, silent, lost, raw: beside, serviceUs: (used[0] * 1e6) / report.delivered },
        megabytes: [before, service.memory()],
      });
      if (lost > 0 || report.disordered > 0) exitCode = 1;
    }
  raw.stop();
  const { delay, crowds } = found;
  console.log('Goals:');
  if (delay !== undefined) {
    const ratio = delay.sse.p99 / delay.raw.p99;
    console.log(
      `  p99 over SSE at most 3 times the raw one: ${ratio.toFixed(2)}, ${ratio <= 3 ? 'reached' : 'missed'}`,
    );
  }
  for (const { silent, lost, disordered, delivered, p99, raw: beside } of crowds)
    console.log(
      `  a crowd with ${silent} that never read loses nothing and keeps order: ${delivered} deliveries, ${lost} lost, ${disordered} out of order, ${lost === 0 && disordered === 0 ? 'reached' : 'missed'}; p99 ${(p99 / beside.p99).toFixed(2)} times the raw one`,
    );
  if (values.write) writeSsePage(found, { readers, sessions: sessions.length, rate, seconds, version: server.version });
} finally {
  await service.stop();
  await reprise.close();
  await stop();
  folder.remove();
}
process.exitCode = exitCode;
