// What the page costs in a headless Chromium: its first view, a step of the slider, following a session, a session as a file. The
// service is a process of its own on a new store. Ends with an error where a figure is missed.
// Usage: npm run bench:page [-- --quick] [-- --seconds 60 --rate 200]
import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { launchChromium } from '../scripts/browser.mjs';
import { median } from './lib/measure.mjs';
import { runFolder } from './lib/servers.mjs';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '60' },
    rate: { type: 'string', default: '200' },
  },
});
const seconds = values.quick ? 10 : Number(values.seconds);
const rate = Number(values.rate);
const VIEWS = values.quick ? 3 : 9;
const STEPS = values.quick ? 60 : 200;

const root = fileURLToPath(new URL('..', import.meta.url));
const MAIN = join(root, 'dist/src/cli/main.js');
const EXAMPLE = join(root, 'examples/password-reset');

const { NATS_URL: _notUsed, ...env } = process.env;
const run = (args) =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'ignore', 'inherit'], env });
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`reprise ${args[0]} ended with ${code}`))));
  });

const startService = (store) =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, 'serve', '--port', '0', '--store', store], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env,
    });
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      const [, url] = / at (http:\/\/\S+)/.exec(text) ?? [];
      if (url !== undefined) resolve({ child, url });
    });
    child.once('exit', (code) => reject(new Error(`serve ended with ${code}`)));
  });

const post = async (url, session, commands) => {
  const response = await fetch(`${url}/v1/sessions/${session}/batches`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ commands }),
  });
  if (!response.ok) throw new Error(await response.text());
};

/** Eight events of an agent's work: launch, a todo, tokens, an entry, a report. */
const round = (index) => {
  const agentId = `agent-${index}`;
  const todoId = `todo-${index}`;
  return [
    { name: 'agent.launch', data: { agents: [{ agentId, agentType: 'builder', instruction: `Part ${index}` }] } },
    { name: 'todo.create', data: { todoId, content: `Build part ${index}`, agentId } },
    { name: 'todo.start', data: { todoId } },
    { name: 'tokens.use', data: { agentId, input: 900, output: 100 } },
    { name: 'entry.add', data: { entryType: 'note', title: `Note ${index}`, content: `What *part ${index}* showed.` } },
    { name: 'todo.complete', data: { todoId } },
    { name: 'agent.report', data: { agentId, text: `Part ${index} is built.` } },
    { name: 'agent.complete', data: { agents: [{ agentId }] } },
  ];
};

/** A session with so many events. */
const recordSession = async (url, session, count) => {
  const commands = [{ name: 'session.start', data: { goal: `A session of ${count} events` } }];
  if (count > 1) commands.push({ name: 'phase.next', data: {} });
  for (let index = 0; commands.length < count; index += 1) commands.push(...round(index));
  for (let from = 0; from < count; from += 1_000)
    await post(url, session, commands.slice(from, Math.min(count, from + 1_000)));
};

/** When the page shows the newest event of a session, in milliseconds after the navigation began. */
const firstView = async (context, url, session, count) => {
  const page = await context.newPage();
  await page.addInitScript(`
    const look = () => {
      const shown = document.querySelector('.now .ordinal')?.textContent;
      if (shown === '${count}/${count}' && document.querySelector('#view') !== null) {
        requestAnimationFrame(() => { globalThis.shownAt = performance.now(); });
        return;
      }
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  `);
  await page.goto(`${url}/s/${session}`);
  // By a promise in the page: its policy allows no text that becomes code.
  const ms = await page.evaluate(
    'new Promise((done) => { const wait = () => (globalThis.shownAt === undefined ? setTimeout(wait, 5) : done(globalThis.shownAt)); wait(); })',
  );
  await page.close();
  return ms;
};

/** Milliseconds of the main thread for each step, the layout included, in order. */
const slide = async (page, steps) =>
  page.evaluate(`(async () => {
    const turn = () => new Promise((done) => { const { port1, port2 } = new MessageChannel(); port1.onmessage = done; port2.postMessage(0); });
    const times = [];
    for (let step = 0; step < ${steps}; step += 1) {
      const key = step % 4 === 3 ? 'h' : 'l';
      const from = performance.now();
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
      await turn();
      document.body.getBoundingClientRect();
      times.push(performance.now() - from);
      await new Promise((done) => requestAnimationFrame(done));
    }
    return times;
  })()`);

const percentile = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)];

const missed = [];
const figure = (name, text, value, most) => {
  console.log(`${name.padEnd(44)} ${text}${most === undefined ? '' : `  (at most ${most})`}`);
  if (most !== undefined && value > most) missed.push(name);
};

const heapOf = async (cdp) => {
  await cdp.send('HeapProfiler.collectGarbage');
  const { usedSize } = await cdp.send('Runtime.getHeapUsage');
  return usedSize;
};

const follow = async (context, url) => {
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await recordSession(url, 'followed', 1_000);
  await page.goto(`${url}/s/followed`);
  await page.locator('.now .ordinal').filter({ hasText: '1000/1000' }).waitFor();
  await page.evaluate(`
    globalThis.long = [];
    new PerformanceObserver((list) => { for (const one of list.getEntries()) globalThis.long.push(one.duration); }).observe({ type: 'longtask' });
  `);
  const heaps = [await heapOf(cdp)];
  const until = performance.now() + seconds * 1_000;
  let sent = 0;
  let index = 10_000;
  const half = seconds * 500;
  const begun = performance.now();
  while (performance.now() < until) {
    const due = Math.floor(((performance.now() - begun) / 1_000) * rate);
    while (sent < due) {
      await post(url, 'followed', [...round(index), ...round(index + 1)]);
      index += 2;
      sent += 16;
    }
    if (heaps.length === 1 && performance.now() - begun > half) heaps.push(await heapOf(cdp));
    await new Promise((done) => setTimeout(done, 40));
  }
  const all = 1_000 + sent;
  await page
    .locator('.now .ordinal')
    .filter({ hasText: `${all}/${all}` })
    .waitFor();
  heaps.push(await heapOf(cdp));
  const long = await page.evaluate('globalThis.long');
  await page.close();
  const worst = Math.max(0, ...long);
  figure(
    `follow ${rate} events/s for ${seconds} s, longest task`,
    `${worst.toFixed(0)} ms of ${long.length} over 50 ms`,
    worst,
    100,
  );
  const perEvent = (heaps.at(-1) - heaps[0]) / sent / 1_000;
  // What is kept is what was recorded: the events themselves, and what the views hold of them.
  figure(
    '  memory',
    `${heaps.map((bytes) => (bytes / 1e6).toFixed(1)).join(' → ')} MB, ${perEvent.toFixed(2)} kB an event`,
    perEvent,
    4,
  );
};

const folder = runFolder();
const store = join(folder.path, 'store');
let service;
let browser;
try {
  service = await startService(store);
  const { url } = service;
  await recordSession(url, 'empty', 1);
  await recordSession(url, 'thousand', 1_000);
  await recordSession(url, 'tenthousand', 10_000);
  browser = await launchChromium();
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
  await firstView(context, url, 'empty', 1);
  const views = { empty: [], thousand: [] };
  for (let time = 0; time < VIEWS; time += 1) {
    views.empty.push(await firstView(context, url, 'empty', 1));
    views.thousand.push(await firstView(context, url, 'thousand', 1_000));
  }
  const [empty, thousand] = [median(views.empty), median(views.thousand)];
  const ratio = thousand / empty;
  figure(
    'first view, 1,000 events against 1',
    `${thousand.toFixed(0)} ms against ${empty.toFixed(0)} ms, ${ratio.toFixed(2)}×`,
    ratio,
    1.5,
  );
  const page = await context.newPage();
  for (const view of ['overview', 'plan', 'todo', 'workbook', 'usage', 'events']) {
    await page.goto(`${url}/s/tenthousand?view=${view}&at=8000`);
    await page.locator('.now .ordinal').filter({ hasText: '8000/10000' }).waitFor();
    await slide(page, 20);
    const times = (await slide(page, STEPS)).sort((a, b) => a - b);
    const p95 = percentile(times, 0.95);
    figure(
      `slider, 10,000 events, ${view}`,
      `${p95.toFixed(1)} ms at the 95th percentile, median ${median(times).toFixed(1)} ms`,
      p95,
      16,
    );
  }
  await page.close();
  await follow(context, url);
  const file = join(folder.path, 's.html');
  await run(['export', EXAMPLE, '--format', 'html', '-o', file]);
  const { size } = statSync(file);
  figure('password-reset as one HTML file', `${(size / 1_000).toFixed(0)} kB`, size / 1_000, 400);
} finally {
  await browser?.close();
  if (service !== undefined) {
    service.child.kill('SIGTERM');
    await new Promise((done) => service.child.once('exit', done));
  }
  folder.remove();
}
if (missed.length > 0) {
  console.log(`missed: ${missed.join('; ')}`);
  process.exitCode = 1;
}
