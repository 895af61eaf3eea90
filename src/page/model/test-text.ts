// An event as a test: what had happened is read from the exported record, and the command that the event came from must become
// it again. Runs as it is, beside the export.
import { eventTypeOf, wordFor } from '../../../machines/commands/words.ts';
import type { RecordedEvent } from '../../../machines/events/envelope.ts';

/** In single quotes, as the code of this project has its texts. */
const quoted = (text: string): string =>
  `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;

const indented = (value: unknown): string => JSON.stringify(value, undefined, 2).replaceAll('\n', '\n    ');

/** Undefined for an event that comes from no single command of its own word. */
export const testText = (event: RecordedEvent): string | undefined => {
  const type = eventTypeOf(event.type);
  if (type === undefined) return undefined;
  const { sessionid, ordinal, actor, time, data } = event;
  return `// Event ${ordinal} of session ${sessionid}. First: reprise export ${sessionid} -o ${sessionid}.ndjson
import { readFileSync } from 'node:fs';
import { decodeEvent } from 'reprise/machines';
import { given } from 'reprise/testing';

const history = readFileSync(${quoted(`${sessionid}.ndjson`)}, 'utf8').split('\\n').slice(0, ${ordinal - 1}).map(decodeEvent);
given(history)
  .when({
    name: ${quoted(wordFor(type))},
    actor: ${quoted(actor)},
    time: ${quoted(time)},
    data: ${indented(data)},
  })
  .then([{ type: ${quoted(event.type)} }]);
`;
};
