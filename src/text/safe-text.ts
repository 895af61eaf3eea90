// Texts of a session on their way to a terminal. Whoever wrote an event may have put anything into it: no escape
// sequence, control character or change of writing direction of theirs may reach the terminal of whoever reads it.

/** Complete sequences are removed with their parameters; of an incomplete one only its control characters are. */
const CSI = '(?:\\u001b\\[|\\u009b)[0-?]*[ -/]*[@-~]';
const STRING_BEGIN = '(?:\\u001b[\\]PX^_]|[\\u0090\\u0098\\u009d-\\u009f])';
const STRING_END = '(?:\\u0007|\\u001b\\\\|\\u009c)';
const SEQUENCES = new RegExp(`${CSI}|${STRING_BEGIN}[^\\u0007\\u001b\\u009c]{0,1000}${STRING_END}`, 'g');
/** Marks that change the direction of writing, invisible tags, line and paragraph separators of Unicode. */
const INVISIBLE = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;
const CONTROLS = /\p{Cc}/gu;
const LONE_SURROGATES = /\p{Cs}/gu;

const withoutSequences = (text: string): string =>
  text.replaceAll(SEQUENCES, '').replaceAll(INVISIBLE, '').replaceAll(LONE_SURROGATES, '\ufffd');

/** The text on one line: line ends, tabs and runs of space become one space, everything else a terminal obeys is removed. */
export const safeLine = (text: string): string =>
  withoutSequences(text)
    .replaceAll(/[\s\u0085\u2028\u2029]/gu, ' ')
    .replaceAll(CONTROLS, '')
    .replaceAll(/ +/g, ' ')
    .trim();

/** The lines of a text, tabs as two spaces, everything else that a terminal obeys removed, and empty lines at the end. */
export const safeLines = (text: string): string[] =>
  withoutSequences(text)
    .split(/\r\n|[\n\r\u0085\u2028\u2029]/u)
    .map((line) => line.replaceAll('\t', '  ').replaceAll(CONTROLS, '').trimEnd())
    .join('\n')
    .trimEnd()
    .split('\n');
