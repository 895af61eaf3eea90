// `npm run messages [WORD]`: every text of the product that a person can be shown, one a line: file and line, kind, text.
// With a word, only the lines that hold it. docs/generated/messages.md is the same list as a page (`npm run docs`).
import { fileURLToPath } from 'node:url';
import { messagesList } from './docs/messages.mjs';

const [word = ''] = process.argv.slice(2);
const lines = messagesList(fileURLToPath(new URL('..', import.meta.url))).split('\n');
process.stdout.write(`${lines.filter((line) => line.includes(word)).join('\n')}\n`);
