// Simulates services, writers and readers over one log, and prints what it did: `npm run simulate -- --seed N --minutes M`.
// `--steps N` ends it by steps, `--log memory` or `jetstream` simulates one log only. `--planted` searches for the planted bugs
// instead, each in a minute. `--jobs N` shares the steps among N processes, with the seeds N, N + 1, ... Exit code 1 when something is wrong: then it prints the story of the failure.
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { simulate } from '../dist/src/testing/index.js';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    minutes: { type: 'string' },
    steps: { type: 'string' },
    profile: { type: 'string', default: 'normal' },
    json: { type: 'boolean', default: false },
    log: { type: 'string' },
    planted: { type: 'boolean', default: false },
    jobs: { type: 'string', default: '1' },
  },
});
if (values.planted) {
  await import('../tests/check/simulation/find-planted.mjs');
  process.exit();
}
if (values.log !== undefined && values.log !== 'memory' && values.log !== 'jetstream') {
  console.error(`--log takes memory or jetstream, not ${JSON.stringify(values.log)}.`);
  process.exit(2);
}
const number = (name) => {
  const value = values[name];
  if (value === undefined) return undefined;
  if (value.trim() !== '' && Number.isFinite(Number(value)) && Number(value) >= 0) return Number(value);
  console.error(`--${name} takes a number, not ${JSON.stringify(value)}.`);
  process.exit(2);
};
const seed = number('seed');
const minutes = number('minutes');
const steps = number('steps') ?? (minutes === undefined ? 100_000 : Number.POSITIVE_INFINITY);

const jobs = number('jobs');
if (jobs > 1) {
  const begun = performance.now();
  const first = seed ?? Date.now() % 2 ** 31;
  const rest = Object.entries(values).flatMap(([name, value]) =>
    typeof value === 'string' && !['seed', 'steps', 'jobs'].includes(name) ? [`--${name}`, value] : [],
  );
  const runs = Array.from({ length: jobs }, async (_, job) => {
    const own = [
      '--seed',
      `${first + job}`,
      '--json',
      ...(Number.isFinite(steps) ? ['--steps', `${Math.ceil(steps / jobs)}`] : []),
    ];
    const child = spawn(process.execPath, [...process.execArgv, process.argv[1], ...rest, ...own], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    for await (const part of child.stdout) text += part;
    return JSON.parse(text);
  });
  const reports = await Promise.all(runs);
  const seconds = (performance.now() - begun) / 1_000;
  const all = reports.reduce((sum, report) => sum + report.steps, 0);
  console.log(`${all} steps in ${seconds.toFixed(1)} s in ${jobs} processes, ${Math.round(all / seconds)} a second`);
  for (const report of reports)
    console.log(`seed ${report.seed}: ${report.steps} steps, ${report.courses} courses, trace ${report.hash}`);
  const failures = reports.filter(({ failure }) => failure !== undefined);
  console.log(failures.length === 0 ? 'Nothing is wrong.' : failures.map(({ failure }) => `\n${failure}`).join('\n'));
  process.exit(failures.length === 0 ? 0 : 1);
}

let shownAt = performance.now();
const cpuBefore = process.cpuUsage();
const result = await simulate({
  profile: values.profile,
  steps,
  ...(seed !== undefined && { seed }),
  ...(values.log !== undefined && { log: values.log }),
  ...(minutes !== undefined && { maxSeconds: minutes * 60 }),
  onProgress({ steps: done, courses }) {
    if (!process.stderr.isTTY || performance.now() - shownAt < 1_000) return;
    shownAt = performance.now();
    process.stderr.write(`\r${done} steps, ${courses} courses`);
  },
});
if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
const { failure, ...report } = result;
const { user, system } = process.cpuUsage(cpuBefore);
const cpuSeconds = (user + system) / 1e6;
if (values.json) {
  console.log(JSON.stringify({ ...report, cpuSeconds, ...(failure && { failure: failure.message }) }));
} else {
  const { seed: used, courses, commands, events, simulatedSeconds, seconds, stepsPerSecond, hash } = report;
  console.log(
    `${report.steps} steps in ${seconds.toFixed(1)} s, ${stepsPerSecond} a second (${Math.round(report.steps / cpuSeconds)} for each second of the processor)`,
  );
  console.log(
    `${courses} courses of ${(simulatedSeconds / 3600).toFixed(1)} simulated hours: ${commands} commands, ${events} events`,
  );
  console.log(
    `faults: ${Object.entries(report.faults)
      .map(([kind, times]) => `${kind} ${times}`)
      .join(', ')}`,
  );
  console.log(`seed ${used}, trace ${hash}`);
  console.log(failure === undefined ? 'Nothing is wrong.' : `\n${failure.message}`);
}
process.exitCode = failure === undefined ? 0 : 1;
