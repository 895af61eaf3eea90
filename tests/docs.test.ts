// Every code block of the documentation is run: shell blocks line by line in a folder of their own, and what is shown as
// their output must be what they print.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const PAGES = [
  'README.md',
  'CHANGELOG.md',
  'docs/decisions.md',
  'docs/guides/test-with-the-kit.md',
  'docs/guides/define-a-process.md',
  'machines/SPEC.md',
  'examples/password-reset/README.md',
  'examples/custom-process/README.md',
];

interface Block {
  readonly language: string;
  readonly text: string;
}
const blocksOf = (page: string): Block[] =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(
    ([, language = '', text = '']) => ({
      language,
      text,
    }),
  );

let work: string;
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'reprise-docs-'));
  symlinkSync(join(root, 'examples'), join(work, 'examples'));
  // Programs import the package by its name, as from an installation.
  mkdirSync(join(work, 'node_modules'));
  symlinkSync(root, join(work, 'node_modules', 'reprise'));
  for (const name of ['fast-check', 'xstate'])
    symlinkSync(join(root, 'node_modules', name), join(work, 'node_modules', name));
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** Runs a shell line as a reader would, with a store of its own; `npm ci` is what got us here. */
const run = (line: string): Promise<{ code: number | null; output: string }> => {
  const command = line
    .replace('npm ci && npm start', 'npm start -- --once')
    .replace(/^npm start/, `npm --prefix ${root} start`)
    .replace(/^npm run /, `npm --prefix ${root} run `)
    .replaceAll('npx reprise', `${process.execPath} ${root}dist/src/cli/main.js`);
  const env = { ...process.env, XDG_DATA_HOME: join(work, 'data'), NO_COLOR: '1', COLUMNS: '100' };
  const child: ChildProcess = spawn('sh', ['-c', command], { cwd: work, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
};

/** Lines of a shown output that the real one has not, in order; `…` alone stands for any lines between. */
const notPrinted = (shown: string, output: string): string[] => {
  let rest = output.split('\n').map((line) => line.trim());
  return shown
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && line !== '…')
    .filter((line) => {
      const place = rest.indexOf(line);
      if (place < 0) return true;
      rest = rest.slice(place + 1);
      return false;
    });
};

const RUN = ['sh', 'js'];

describe.each(PAGES.filter((page) => blocksOf(page).some(({ language }) => RUN.includes(language))))('%s', (page) => {
  let printed = '';
  for (const [index, { language, text }] of blocksOf(page).entries()) {
    if (language === 'sh' && text.includes('npm test')) {
      test(`block ${index + 1}: the tests are what is running now`, () => expect(text).toBe('npm ci && npm test\n'));
    } else if (language === 'sh') {
      test(`block ${index + 1}: ${text.split('\n')[0]}`, async () => {
        printed = '';
        for (const line of text.split('\n').filter((one) => one.trim() !== '')) {
          const { code, output } = await run(line);
          expect(`${line}\n${code === 0 ? '' : output}`).toBe(`${line}\n`);
          printed += output;
        }
      });
    } else if (language === 'js') {
      test(`block ${index + 1} is a program that runs`, async () => {
        // A first line that is a file's name says where it stands.
        const [, name = `block-${index + 1}.mjs`] = /^\/\/ (\w+\.mjs)\n/.exec(text) ?? [];
        const file = join(work, name);
        writeFileSync(file, text);
        const { code, output } = await run(`${process.execPath} ${file}`);
        expect(code === 0 ? '' : output).toBe('');
        printed = output;
      });
    } else if (language === 'text' && !text.includes('──►')) {
      test(`block ${index + 1} is what the commands before it print`, () => {
        expect(notPrinted(text, printed)).toEqual([]);
      });
    }
  }
});

test('the library block of the README is a program that runs and does what it says', async () => {
  const [block] = blocksOf('README.md').filter(({ language }) => language === 'ts');
  expect(readFileSync(join(root, 'examples/library.mjs'), 'utf8').split('\n').slice(1).join('\n')).toBe(block?.text);
  const { code, output } = await run(`${process.execPath} ${root}examples/library.mjs`);
  expect([code, output]).toEqual([0, expect.stringContaining("Phases run in the profile's order")]);
  expect(output).toContain('2 phase_started');
});
