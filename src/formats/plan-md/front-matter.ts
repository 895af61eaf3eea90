// Metadata at the top of a Markdown file, as site generators and editors write it: no part of the plan.

/** The first line of metadata: `key: value`, a comment, a list, a table of TOML. A rule between paragraphs has none. */
const METADATA = /^(?:[ \t]*(?:#|["']?[\w$.-]+["']?[ \t]*[:=]|-[ \t]|[{[])|(?:---|\.\.\.|\+\+\+)[ \t]*$)/;

const lineEndAfter = (text: string, from: number): number => {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
};

/** Where the Markdown of a file begins: after a byte order mark and front matter (`---` of YAML, `+++` of TOML). */
export const bodyStart = (text: string): number => {
  const start = text.startsWith('\ufeff') ? 1 : 0;
  const fence = text.slice(start, start + 3);
  if (fence !== '---' && fence !== '+++') return start;
  const firstEnd = lineEndAfter(text, start);
  if (text.slice(start + 3, firstEnd).trim() !== '') return start;
  const closing = fence === '---' ? /^(?:---|\.\.\.)[ \t]*\r?$/ : /^\+\+\+[ \t]*\r?$/;
  for (let at = firstEnd + 1, first = true; at < text.length; first = false) {
    const end = lineEndAfter(text, at);
    const line = text.slice(at, end);
    if (first && !METADATA.test(line)) return start;
    if (closing.test(line)) return Math.min(end + 1, text.length);
    at = end + 1;
  }
  return start;
};
