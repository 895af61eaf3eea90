// A separate process that runs the build: histories as JSON on standard input, hashes of their states and views out.
import { createHash } from 'node:crypto';
import { canonicalJson, decodeEvent, fold, initialState } from '../../dist/machines/index.js';
import { foldViews, showAll } from '../../dist/projections/index.js';

let input = '';
for await (const piece of process.stdin.setEncoding('utf8')) input += piece;
const hashOf = (value) => createHash('sha256').update(canonicalJson(value)).digest('hex');
const digests = JSON.parse(input).map(({ sessionId, lines }) => {
  const events = lines.map(decodeEvent);
  const views = Object.entries(showAll(foldViews(events, sessionId)));
  return {
    state: hashOf(fold(events, initialState(sessionId))),
    views: Object.fromEntries(views.map(([name, document]) => [name, hashOf(document)])),
  };
});
console.log(JSON.stringify(digests));
