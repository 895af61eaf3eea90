// Writes a screenshot of each screen of the page into a folder: `npm run page:shots [FOLDER]`. The service runs on a store of its
// own with the example sessions and one that waits for a person.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchChromium } from './browser.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = resolve(process.argv[2] ?? join(root, 'reports', 'page'));
const EXAMPLE = 'a7f3c8e2-9b1d-4f6a-8e2c-1d5a9f8b3c7e';
const CYCLES = 'websocket-reconnection';

/** Starts the demo; resolves with its address. */
const startDemo = async (data) => {
  const { NATS_URL: _notUsed, ...env } = process.env;
  const child = spawn(process.execPath, [join(root, 'dist/src/cli/main.js'), 'demo', '--port', '0'], {
    env: { ...env, XDG_DATA_HOME: data, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  const url = await new Promise((done, failed) => {
    child.stdout.on('data', (chunk) => {
      text += chunk;
      const [, found] = /(http:\/\/127\.0\.0\.1:\d+)/.exec(text) ?? [];
      if (found !== undefined) done(found);
    });
    child.once('exit', () => failed(new Error(`the demo ended:\n${text}`)));
  });
  return { url, child };
};

const post = async (url, path, body) => {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(await response.text());
};

/** A session that is at work, and waits for a person. */
const recordWaiting = async (url) => {
  const agents = [
    { agentId: 'researcher-1', agentType: 'researcher', instruction: 'Find out how **prices** are rounded today.' },
    { agentId: 'builder-1', agentType: 'builder', instruction: 'Round half to even in `src/price.ts`.' },
  ];
  const commands = [
    { name: 'session.start', data: { goal: 'Round prices the same way in every shop', tokenBudget: 120_000 } },
    { name: 'phase.next', data: {} },
    { name: 'agent.launch', data: { agents, wave: 1, mode: 'parallel', title: 'Look and build' } },
    { name: 'todo.create', data: { todoId: 'd1', content: 'Read the tests of rounding', agentId: 'researcher-1' } },
    { name: 'todo.start', data: { todoId: 'd1' } },
    {
      name: 'question.ask',
      data: {
        title: 'Which way are half cents rounded?',
        content:
          'The shops differ. **Half to even** loses nothing on average; *half up* is what the receipts say today.',
        options: ['half to even', 'half up', 'as the country has it'],
      },
      actor: 'researcher-1',
    },
    { name: 'review.request', data: { reviewId: 'r1', of: 'the plan of the change', from: 'alice' } },
  ];
  await post(url, '/v1/sessions', { session: 'round-prices', name: undefined, data: commands[0].data });
  await post(url, '/v1/sessions/round-prices/batches', { commands: commands.slice(1) });
};

const SCREENS = [
  ['sessions', '/'],
  ['session', `/s/${EXAMPLE}`],
  ['moment', `/s/${EXAMPLE}?at=90&view=plan`],
  ['plan', `/s/${EXAMPLE}?view=plan`],
  ['cycles', `/s/${CYCLES}?view=cycles`],
  ['todo', `/s/${EXAMPLE}?view=todo`],
  ['workbook', `/s/${EXAMPLE}?view=workbook`],
  ['flow', `/s/${EXAMPLE}?view=flow`],
  ['usage', `/s/${EXAMPLE}?view=usage`],
  ['extract', `/s/${CYCLES}?view=extract`],
  ['events', `/s/${EXAMPLE}?view=events&event=31`],
  ['compare', `/s/${EXAMPLE}?at=100&view=plan&with=60`],
  ['waiting', '/s/round-prices'],
];

const data = mkdtempSync(join(tmpdir(), 'reprise-shots-'));
mkdirSync(folder, { recursive: true });
const { url, child } = await startDemo(data);
let browser;
try {
  await recordWaiting(url);
  browser = await launchChromium();
  const shoot = async (name, path, options, full = false) => {
    const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
    const page = await context.newPage();
    page.on('pageerror', (error) => console.error(`${name}: ${error.stack}`));
    page.on('console', (message) => {
      if (message.type() === 'error') console.error(`${name}: ${message.text()}`);
    });
    await page.goto(`${url}${path}`);
    await page
      .locator(path === '/' ? 'tbody tr a' : '.slider')
      .first()
      .waitFor();
    await page.waitForLoadState('networkidle', { timeout: 1_500 }).catch(() => undefined);
    await page.screenshot({ path: join(folder, `${name}.png`), fullPage: full });
    await context.close();
  };
  const wide = { viewport: { width: 1440, height: 900 } };
  const only = process.env.ONLY?.split(',');
  for (const [name, path] of SCREENS) {
    if (only !== undefined && !only.includes(name)) continue;
    await shoot(name, path, { ...wide, colorScheme: 'light' }, name !== 'sessions');
    await shoot(`${name}-dark`, path, { ...wide, colorScheme: 'dark' });
  }
  if (only === undefined) {
    await shoot('narrow-sessions', '/', { viewport: { width: 320, height: 640 } });
    await shoot('narrow-session', '/s/round-prices', { viewport: { width: 320, height: 640 } }, true);
    await shoot('huge-session', `/s/${EXAMPLE}`, { viewport: { width: 3840, height: 2160 } });
  }
  console.log(`screenshots in ${folder}`);
} finally {
  await browser?.close();
  child.kill('SIGTERM');
  await new Promise((done) => child.once('exit', done));
  rmSync(data, { recursive: true, force: true });
}
