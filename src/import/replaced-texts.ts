// Which texts an import replaces as secrets, and where: the import runs twice into memory, with and without replacing, and
// the events are compared. A text is shown by its beginning, with what stands around it, so that a person can judge it.
import type { RecordedEvent } from '../../machines/events/envelope.ts';
import type { Sessions } from '../session/write/sessions.ts';

export interface ReplacedText {
  readonly ordinal: number;
  readonly type: string;
  /** The file and entry that the event came from. */
  readonly place: string | null;
  /** Where in the event: `data.content`, `data.agents[0].instruction`; of a replaced name, the object that has it. */
  readonly member: string;
  /** Name of the pattern. */
  readonly pattern: string;
  /** The text's beginning, a quarter of it and at most 4 characters. */
  readonly begins: string;
  /** Characters of the text. */
  readonly length: number;
  /** At most 24 characters before and after it, secrets in them replaced. */
  readonly before: string;
  readonly after: string;
}

type Found = Pick<ReplacedText, 'member' | 'pattern' | 'begins' | 'length' | 'before' | 'after'>;

const MARKER = /\[redacted:([a-z0-9-]{1,64})\]/;
const MAX_SHOWN = 4;
const MAX_AROUND = 24;
/** Members that hold what a person or a program wrote; the others have fixed forms, or differ in each recording. */
const TEXTS = ['actor', 'commandid', 'correlationid', 'description', 'derivedfrom', 'tags', 'data'] as const;

const shortened = (text: string): string =>
  [...text].slice(0, Math.min(MAX_SHOWN, Math.floor([...text].length / 4))).join('');

/** The texts of which only markers are left, in order. */
const foundIn = (given: string, redacted: string, member: string): Found[] => {
  const parts = redacted.split(MARKER); // Literal, pattern, literal, ...
  const found: Found[] = [];
  let from = (parts[0] as string).length;
  for (let at = 1; at < parts.length; at += 2) {
    const [before, pattern, after] = parts.slice(at - 1, at + 2) as [string, string, string];
    const isLast = at + 2 >= parts.length;
    const to = isLast ? given.length - after.length : after === '' ? from : given.indexOf(after, from);
    const text = given.slice(from, Math.max(from, to));
    from += text.length + after.length;
    // A marker that was there before.
    if (text === `[redacted:${pattern}]`) continue;
    found.push({
      ...{ member, pattern, begins: shortened(text), length: [...text].length },
      ...{ before: before.slice(-MAX_AROUND), after: after.slice(0, MAX_AROUND) },
    });
  }
  return found;
};

/** The texts that differ, of a value and of what is left of it. An explicit stack: data may be nested deeply. */
const differing = (given: unknown, redacted: unknown, member: string): Found[] => {
  const found: Found[] = [];
  const open: [unknown, unknown, string][] = [[given, redacted, member]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [before, after, path] = next;
    if (typeof before === 'string' && typeof after === 'string') {
      if (before !== after && MARKER.test(after)) found.push(...foundIn(before, after, path));
    } else if (typeof before === 'object' && typeof after === 'object' && before !== null && after !== null) {
      const isList = Array.isArray(before);
      const members = Object.entries(after);
      const inside: [unknown, unknown, string][] = [];
      for (const [place, [name, value]] of Object.entries(before).entries()) {
        const [newName = '', newValue] = members[place] ?? [];
        if (name !== newName) found.push(...foundIn(name, newName, path));
        inside.push([value, newValue, isList ? `${path}[${name}]` : `${path}.${newName}`]);
      }
      open.push(...inside.reverse());
    }
  }
  return found;
};

/** What was replaced in one event. */
const replacedIn = (given: RecordedEvent, redacted: RecordedEvent): ReplacedText[] =>
  TEXTS.flatMap((member) => differing(given[member], redacted[member], member)).map((found) => ({
    ...{ ordinal: redacted.ordinal, type: redacted.type, place: redacted.derivedfrom ?? null },
    ...found,
  }));

/** What was replaced in a session, of two recordings of it. */
export const replacedTexts = async (
  given: Pick<Sessions, 'read'>,
  redacted: Pick<Sessions, 'read'>,
  sessionId: string,
): Promise<ReplacedText[]> => {
  const texts: ReplacedText[] = [];
  const whole = given.read(sessionId)[Symbol.asyncIterator]();
  for await (const { event } of redacted.read(sessionId)) {
    const original = await whole.next();
    if (original.done) break;
    texts.push(...replacedIn(original.value.event, event));
  }
  await whole.return?.();
  return texts;
};
