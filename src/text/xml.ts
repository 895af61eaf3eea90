// Texts on their way into XML: escaped, and without what no XML file may hold.

/** Signs that XML 1.0 does not allow, even escaped. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const NOT_IN_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu;
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** The text as XML has it, in an element or in an attribute. */
export const escapeXml = (text: string): string =>
  text.replaceAll(NOT_IN_XML, '\ufffd').replaceAll(/[&<>"']/g, (sign) => ESCAPES[sign] as string);
