// A text as one word of a shell's line.

export const shellWord = (text: string): string =>
  /^[\w-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
