// Every code block of the documentation is run as a reader would: shell lines one after the other in a folder of the page's
// own, programs as files in it, and what is shown as output must be what they print.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cli, MAIN, start } from '../cli/run-cli.ts';
import { affordable } from '../more.ts';
import { blocksOf, isGenerated, PAGES, ROOT } from './pages.ts';

/** What a block may be: run, or shown as the output of what ran before it, or a file that later blocks use. */
const LANGUAGES = new Set(['sh', 'js', 'ts', 'text', 'yaml', 'json']);
/** Programs against a service that runs: tests/docs/clients.test.ts runs them. */
const OF_CLIENTS = ['bash', 'python', 'go', 'typescript'];
const WITH_CLIENTS = new Set(['README.md', 'docs/guides/clients.md']);
/** Changes to the code itself, which no reader runs as they stand. */
const IN_CONTRIBUTING = new Set(['text', 'diff']);

const pages = PAGES.filter((page) => !isGenerated(page) && page !== 'machines/SPEC.md');

test.each(pages)('%s has only blocks that a test runs or reads', (page) => {
  const more = WITH_CLIENTS.has(page) ? [...OF_CLIENTS] : [];
  // tests/agents/mcp/guide.test.ts starts what they configure.
  if (page === 'docs/guides/mcp.md') more.push('toml');
  const allowed = new Set([...(page === 'CONTRIBUTING.md' ? IN_CONTRIBUTING : LANGUAGES), ...more]);
  expect(blocksOf(page).filter(({ language }) => !allowed.has(language))).toEqual([]);
});

/** Lines of a shown output that the real one lacks, in order. `…` stands for lines left out, or for the rest of a line. */
const notPrinted = (shown: string, output: string): string[] => {
  let rest = output.split('\n').map((line) => line.trim());
  return shown
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && line !== '…')
    .filter((line) => {
      const place = rest.findIndex((one) => one === line || (line.endsWith('…') && one.startsWith(line.slice(0, -1))));
      if (place < 0) return true;
      rest = rest.slice(place + 1);
      return false;
    });
};

test('a line that was not printed, or not in this order, is found', () => {
  expect(notPrinted('a\n…\nc\n', 'a\nb\nc\n')).toEqual([]);
  expect(notPrinted('a\nx\n', 'a\nb\nc\n')).toEqual(['x']);
  expect(notPrinted('c\na\n', 'a\nb\nc\n')).toEqual(['a']);
});

/** The words of a line that is one command of reprise and asks nothing of a shell; undefined for any other. */
const plainCommand = (line: string): string[] | undefined => {
  const word = String.raw`[\w./:=@-]+|"[^"$\x60\\]*"`;
  // A server outlives its command: it is started and ended by commands that are processes.
  if (!new RegExp(`^npx reprise(?! up| down)(?: (?:${word}))*$`).test(line)) return undefined;
  return [...line.matchAll(new RegExp(word, 'g'))].slice(2).map(([text]) => text.replaceAll('"', ''));
};

test('a line is run without a shell only where no shell is needed', () => {
  expect(plainCommand('npx reprise send s1 session.start "A goal"')).toEqual(['send', 's1', 'session.start', 'A goal']);
  expect(plainCommand('npx reprise verify a || true')).toBeUndefined();
  expect(plainCommand('npx reprise send s1 entry.add "$HOME"')).toBeUndefined();
  expect(plainCommand('npx reprise down')).toBeUndefined();
});

/** Pages that explore much, or are like another that runs every time. */
const COSTLY = new Set([
  'docs/reference/checking.md',
  'examples/api-rate-limiting/README.md',
  'examples/custom-process/README.md',
  'examples/extract-token-service/README.md',
]);
const runnable = affordable(
  pages.filter((page) => blocksOf(page).some(({ language }) => ['sh', 'js', 'ts', 'json'].includes(language))),
  (page) => COSTLY.has(page),
);

describe.each(runnable)('%s', (page) => {
  let work: string;
  let printed = '';

  /** Runs a shell line; `npm ci` is what got the reader, and this test, here. */
  const run = async (line: string): Promise<{ code: number | null; output: string }> => {
    const env = { XDG_DATA_HOME: join(work, 'data'), NO_COLOR: '1', COLUMNS: '100' };
    const words = plainCommand(line);
    if (words !== undefined) {
      const { code, stdout, stderr } = await cli(words, { cwd: work, env });
      return { code, output: stdout + stderr };
    }
    const command = line
      .replace('npm ci && npm start', 'npm start -- --once')
      .replace(/^npm (start|run)/, `npm --prefix ${ROOT} $1`)
      .replaceAll('npx reprise', `${process.execPath} ${MAIN}`);
    const { code, stdout } = await start('sh', ['-c', `exec 2>&1; ${command}`], { cwd: work, env }).ended;
    return { code, output: stdout };
  };
  // One server for all commands of a page, where it starts none itself: each command would start and end its own.
  const shell = blocksOf(page).filter(({ language }) => language === 'sh');
  const shares =
    shell.some(({ text }) => text.includes('npx reprise')) && !shell.some(({ text }) => text.includes('reprise up'));

  beforeAll(async () => {
    work = mkdtempSync(join(tmpdir(), 'reprise-docs-'));
    symlinkSync(join(ROOT, 'examples'), join(work, 'examples'));
    // Programs import the package by its name, as from an installation.
    mkdirSync(join(work, 'node_modules'));
    symlinkSync(ROOT, join(work, 'node_modules', 'reprise'));
    for (const name of ['fast-check', 'nats', 'xstate'])
      symlinkSync(join(ROOT, 'node_modules', name), join(work, 'node_modules', name));
    if (shares) expect(await run('npx reprise up --detach')).toMatchObject({ code: 0 });
  });
  afterAll(async () => {
    if (shares) await run('npx reprise down');
    rmSync(work, { recursive: true, force: true });
  });

  for (const [index, { language, text }] of blocksOf(page).entries()) {
    if (OF_CLIENTS.includes(language)) continue;
    const title = `block ${index + 1}: ${text.split('\n')[0]}`;
    // A first line that is a comment with a file's name says where the block belongs.
    const [, file] = /^(?:\/\/|#) ([\w.-]+\.\w+)\n/.exec(text) ?? [];
    if (language === 'sh' && text.includes('npm test')) {
      test(`${title} is what is running now`, () => expect(text).toBe('npm ci && npm test\n'));
    } else if (language === 'sh') {
      test(title, async () => {
        printed = '';
        for (const line of text.split('\n').filter((one) => one.trim() !== '')) {
          const { code, output } = await run(line);
          expect(`${line}\n${code === 0 ? '' : output}`).toBe(`${line}\n`);
          printed += output;
        }
      });
    } else if (language === 'js' || language === 'ts') {
      test(`${title} runs as a program`, async () => {
        const name = file ?? `block-${index + 1}.mjs`;
        writeFileSync(join(work, name), text);
        const { code, output } = await run(`${process.execPath} ${name}`);
        expect(code === 0 ? '' : output).toBe('');
        printed = output;
      });
    } else if (language === 'text') {
      test(`${title} is what the block before it prints`, () => {
        expect(notPrinted(text, printed)).toEqual([]);
        expect(text.trim()).not.toBe('');
      });
    } else if (file !== undefined) {
      test(`${title} is a file for the blocks after it`, () => writeFileSync(join(work, file), text));
    } else if (language === 'json') {
      test(`${title} is JSON`, () => expect(() => JSON.parse(text)).not.toThrow());
    }
  }
});

test('examples/library.mjs is the program of the README', () => {
  const program = readFileSync(join(ROOT, 'examples', 'library.mjs'), 'utf8')
    .split('\n')
    .slice(1)
    .join('\n');
  expect(blocksOf('README.md').map(({ text }) => text)).toContain(program);
});
