// A real browser on the page of a real service. Where there is no Chromium the tests that need one are skipped, and say so.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const found =
  process.env.CHROMIUM ??
  NAMES.flatMap((name) => (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name))).find((path) =>
    existsSync(path),
  );

export const hasChromium = found !== undefined && existsSync(found);
/** What the title of a test says where it may be skipped. */
export const NEEDS = 'skipped where there is no Chromium on PATH or in CHROMIUM';

/** One browser for the tests of a file. */
export const browserOfFile = () => {
  let browser: Browser | undefined;
  beforeAll(async () => {
    if (hasChromium)
      browser = await chromium.launch({
        executablePath: found as string,
        args: ['--no-sandbox', '--disable-dev-shm-usage'],
      });
  });
  afterAll(() => browser?.close());

  /** A page of its own; it fails the test for an error in the page, a message of the console, or a request elsewhere. */
  return async (url: string, options: BrowserContextOptions = {}): Promise<Page> => {
    const context = await (browser as Browser).newContext({ reducedMotion: 'reduce', ...options });
    const faults: string[] = [];
    const page = await context.newPage();
    page.on('pageerror', (error) => faults.push(String(error.stack)));
    page.on('dialog', (dialog) => faults.push(`dialog ${dialog.message()}`));
    page.on('console', (message) => {
      // A service that is away, or that refuses, is said by the page; the browser says it too.
      if (message.type() === 'error' && !/Failed to load resource|net::ERR/.test(message.text()))
        faults.push(message.text());
    });
    page.on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      if (origin !== new URL(url).origin && protocol.startsWith('http')) faults.push(`request to ${request.url()}`);
    });
    onTestFinished(async () => {
      await context.close();
      expect(faults).toEqual([]);
    });
    await page.goto(url);
    return page;
  };
};

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface AxeNode {
  readonly html: string;
  readonly failureSummary?: string;
}
interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly AxeNode[] }[];
}

/** What axe-core finds wrong, each with the first elements that it is about. */
export const violationsOn = async (page: Page): Promise<string[]> => {
  await page.evaluate(axeSource);
  const { violations } = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as AxeResult;
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .slice(0, 3)
        .map(({ html, failureSummary }) => `${html.slice(0, 200)} ${failureSummary ?? ''}`)
        .join('\n')}`,
  );
};
