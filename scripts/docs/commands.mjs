// The reference of the command line, from the pages of help that the build writes down.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const commandsPage = (root) => {
  const pages = JSON.parse(readFileSync(join(root, 'dist', 'src', 'cli', 'help.json'), 'utf8'));
  const fenced = (text) => ['```', text.trimEnd(), '```'];
  return [
    '# Commands',
    '',
    'Written by `npm run docs` from the help of each command. [Command line](../reference/command-line.md) says what they',
    'have in common: how a session is named, exit codes, JSON, colours.',
    '',
    ...fenced(pages['']),
    ...Object.entries(pages)
      .filter(([name]) => name !== '')
      .flatMap(([name, text]) => ['', `## reprise ${name}`, '', ...fenced(text)]),
    '',
  ].join('\n');
};
