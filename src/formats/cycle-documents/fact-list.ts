// The commands of one session of a document, in the order of recording, with what its report says of them.
import type { Command } from '../../../machines/commands/command.ts';
import { UNKNOWN_TIME } from '../../../machines/events/fields.ts';
import type { Line } from './outline.ts';

/** A text about a line of the document; line 0 is the document as a whole. */
export interface LineNote {
  readonly line: number;
  readonly text: string;
}

export class FactList {
  readonly commands: Command[] = [];
  /** Lines of no known form, recorded as notes. */
  readonly notes: LineNote[] = [];
  /** What was inferred, or is missing. */
  readonly warnings: LineNote[] = [];
  readonly #sessionId: string;
  readonly #file: string;

  /** @param file the document's name, as `derivedfrom` has it */
  constructor(sessionId: string, file: string) {
    this.#sessionId = sessionId;
    this.#file = file;
  }

  /** Adds a fact that the lines `from` to `to` contain. */
  add(name: string, data: object, from: number, to = from, actor = 'orchestrator'): void {
    const id = `document:${this.#sessionId}:${this.commands.length + 1}`;
    const place = to > from ? `L${from}-L${to}` : `L${from}`;
    this.commands.push({
      ...{ id, name, data, time: UNKNOWN_TIME, actor },
      derivedFrom: `document/${this.#file}#${place}`,
    });
  }

  /** Records lines of no known form completely, as a note. */
  note(lines: readonly Line[], name = 'document_text'): void {
    const first = lines[0];
    if (first === undefined || lines.every(({ text }) => text === '')) return;
    const text = lines.map((line) => line.text).join('\n');
    this.add('fact_noted', { name, text: text.trim() }, first.number, lines.at(-1)?.number);
    for (const line of lines) this.notes.push({ line: line.number, text: line.text.trim() });
  }

  warn(line: number, text: string): void {
    this.warnings.push({ line, text });
  }
}
