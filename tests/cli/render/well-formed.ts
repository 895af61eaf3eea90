// Whether a text is XML: tags that close what they open, quoted attributes, escaped texts, no sign that XML forbids.
const TAG = /<(\/?)([A-Za-z][\w.-]*)((?:\s+[\w:.-]+="[^"<&]*(?:&(?:amp|lt|gt|quot|apos);[^"<&]*)*")*)\s*(\/?)>/y;
const TEXT = /(?:[^<&]|&(?:amp|lt|gt|quot|apos);)*/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/u;

/** The names of its elements, in order. @throws Error where it is not well formed */
export const elementsOf = (xml: string): string[] => {
  if (FORBIDDEN.test(xml)) throw new Error('a sign that XML forbids');
  const text = xml.replace(/^<\?xml [^?]*\?>\n/, '');
  const open: string[] = [];
  const names: string[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) throw new Error(`not well formed at ${text.slice(at, at + 80)}`);
    at += match[0].length;
    return match;
  };
  do {
    const [, closing, name = '', , empty] = take(TAG);
    if (closing === '/') {
      const last = open.pop();
      if (last !== name) throw new Error(`${name} closes ${last}`);
    } else {
      names.push(name);
      if (empty !== '/') open.push(name);
    }
    if (open.length > 0) take(TEXT);
  } while (open.length > 0);
  if (text.slice(at).trim() !== '') throw new Error(`text after the end: ${text.slice(at, at + 80)}`);
  return names;
};
