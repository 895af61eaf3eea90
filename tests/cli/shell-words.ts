// The words of a line, as a shell reads it.

export const shellWords = (line: string): string[] =>
  [...line.matchAll(/'((?:[^']|'\\'')*)'|"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(([, single, double, bare]) =>
    single !== undefined
      ? single.replaceAll("'\\''", "'")
      : double !== undefined
        ? (JSON.parse(`"${double}"`) as string)
        : (bare as string),
  );
