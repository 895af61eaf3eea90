// A session as one file that a browser opens from disk: the page, and the record inside it. The script and the record are
// deflated. The policy of the file names the one script in it by its hash; that one inflates the page and starts it.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { RepriseError } from '../errors.ts';
import { PACKAGE_ROOT } from '../package-root.ts';
import { type Exported, exportSession } from '../session/record/export.ts';
import { headText } from '../session/record/head-text.ts';
import type { Source } from '../session/record/source.ts';
import { writeFileAtomically } from './atomic-file.ts';

const packed = (bytes: Uint8Array): string => deflateRawSync(bytes, { level: 9 }).toString('base64');

/** `'sha256-…'`, as a policy names what is inline. */
const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Inflates the page and starts it. It is the script that the policy allows; what it starts, it answers for. */
const START = `(async () => {
  const bytes = Uint8Array.from(atob(document.getElementById('page-script').textContent), (sign) => sign.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  const blob = new Blob([await new Response(stream).text()], { type: 'text/javascript' });
  const script = document.createElement('script');
  script.src = URL.createObjectURL(blob);
  document.head.append(script);
})().catch((error) => {
  document.getElementById('page').textContent = 'This browser cannot open the page: ' + error.message;
});`;

/** Within an element that is no markup: a \`<\` of JSON is its escape. */
const dataText = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');

/** @throws RepriseError FILE_NOT_FOUND where the page was not built */
const pageFile = (name: string): string => {
  const path = join(PACKAGE_ROOT, 'dist', 'page-in-a-file', name);
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new RepriseError('FILE_NOT_FOUND', `The page was not built: there is no ${path}.`, {
      hint: 'Build it: `npm run build`.',
      fields: { path },
      cause,
    });
  }
};

/**
 * The file, as text.
 * @param record the lines of the session, checked
 */
export const htmlOf = ({ sessionId, head }: Exported, record: Uint8Array): string => {
  const style = pageFile('page.css');
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(START)} 'strict-dynamic'`,
    `style-src ${hashOf(style)}`,
    ...["base-uri 'none'", "form-action 'none'"],
  ].join('; ');
  const session = dataText({ sessionId, head: headText(head), lines: packed(record) });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${sessionId} · Reprise</title>
<style>${style}</style>
</head>
<body>
<div id="page"></div>
<script type="application/json" id="session">${session}</script>
<script type="text/plain" id="page-script">${packed(Buffer.from(pageFile('page.js')))}</script>
<script>${START}</script>
</body>
</html>
`;
};

/**
 * Writes a session as one HTML file, which is there complete or not at all.
 * @throws RepriseError as `exportSession`; STORE_FULL (the disk), FILE_NOT_FOUND (the folder, or the page), BAD_INPUT
 */
export const exportToHtml = async (source: Source, path: string): Promise<Exported> => {
  const lines: Uint8Array[] = [];
  const exported = await exportSession(source, (bytes) => {
    lines.push(bytes);
  });
  const text = htmlOf(exported, Buffer.concat(lines));
  await writeFileAtomically(path, text);
  return { ...exported, bytes: Buffer.byteLength(text) };
};
