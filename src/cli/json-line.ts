// JSON on one line, as `--json` prints it. What JSON leaves as it is and a terminal may obey (C1 controls, changes of
// writing direction) is written as an escape: the same value to a program, and harmless on a terminal.
const OBEYED = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]/g;

export const jsonLine = (value: unknown): string =>
  JSON.stringify(value).replace(OBEYED, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
