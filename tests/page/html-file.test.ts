// A session handed on as one HTML file: opened from disk, without a service, verified by its own hash chain.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { browserOfFile, hasChromium, NEEDS, violationsOn } from './browser.ts';
import { cliHere, EXAMPLE, EXAMPLE_ID } from './command.ts';

const open = browserOfFile();

const exported = async (): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'reprise-html-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 's.html');
  await cliHere(['export', EXAMPLE, '--format', 'html', '-o', path]);
  return path;
};

/** The same file with another record in it. */
const withRecord = (path: string, change: (lines: string) => string): string => {
  const text = readFileSync(path, 'utf8');
  const [whole = '', data = ''] = /<script type="application\/json" id="session">(.*?)<\/script>/.exec(text) ?? [];
  const session = JSON.parse(data) as { lines: string };
  const lines = inflateRawSync(Buffer.from(session.lines, 'base64')).toString();
  session.lines = deflateRawSync(Buffer.from(change(lines))).toString('base64');
  const other = path.replace(/\.html$/, '-changed.html');
  writeFileSync(other, text.replace(whole, whole.replace(data, JSON.stringify(session))));
  return other;
};

test('is one file of at most 400 kB, whose policy allows its own script only', async () => {
  const path = await exported();
  expect(statSync(path).size).toBeLessThanOrEqual(400_000);
  const [, policy = ''] = /Content-Security-Policy" content="([^"]+)"/.exec(readFileSync(path, 'utf8')) ?? [];
  expect(policy).toMatch(/^default-src 'none'; script-src 'sha256-[\w+/=]+' 'strict-dynamic'; style-src 'sha256-/);
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
});

describe.skipIf(!hasChromium)(`in a browser (${NEEDS})`, () => {
  test('opens from disk at any moment, verified, without a request', async () => {
    const page = await open(`${pathToFileURL(await exported())}#?at=31&view=events&event=31`);
    await page.getByText(/verified: 166 events/).waitFor();
    expect(await page.locator('.now .ordinal').innerText()).toBe('31/166');
    await page.keyboard.press('l');
    await expect.poll(() => page.url()).toContain('at=32');
    await page.getByRole('tab', { name: 'Workbook' }).click();
    await page.getByRole('heading', { name: 'Checked for the usual holes, none found' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: /^Live/ }).click();
    await page.getByRole('heading', { name: /Checked for the usual holes/ }).waitFor();
    await page.getByRole('tab', { name: 'Events' }).click();
    expect(JSON.parse(await page.locator('pre.json').innerText())).toMatchObject({
      sessionid: EXAMPLE_ID,
      ordinal: 31,
    });
    expect(await page.getByRole('button', { name: 'Verify' }).count()).toBe(0);
    expect(await violationsOn(page)).toEqual([]);
  });

  test.each([
    [
      'an event that was changed',
      (lines: string) => lines.replace('"ordinal":40,', '"ordinal":40, '),
      'event 40 does not verify',
    ],
    [
      'events that are lost',
      (lines: string) => lines.split('\n').slice(0, 100).join('\n'),
      'event 100 does not verify',
    ],
  ])('says so of %s', async (_, change, says) => {
    const page = await open(pathToFileURL(withRecord(await exported(), change)).href);
    await page.getByText(says).waitFor();
  });
});
