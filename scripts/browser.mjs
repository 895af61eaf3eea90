// The browser that tries the page: Chromium as `CHROMIUM` names it, else as it is found on PATH.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The program; undefined where there is none. */
export const findChromium = (env = process.env) => {
  if (env.CHROMIUM) return env.CHROMIUM;
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
};

/** @throws Error where there is no browser */
export const launchChromium = async () => {
  const executablePath = findChromium();
  if (executablePath === undefined)
    throw new Error('No Chromium: install it, or name it with CHROMIUM=/path/to/chromium.');
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
};
