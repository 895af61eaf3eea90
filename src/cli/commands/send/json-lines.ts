// Commands as JSON lines: one object on each line in, one answer on each line out, in order and at once, for as long as
// lines come. A line that is refused or is not a command does not end it.

import { z } from 'zod';
import { defined } from '../../../../machines/defined.ts';
import { EventSeverity } from '../../../../machines/events/severity.ts';
import { EXIT, isRepriseError, RepriseError } from '../../../errors.ts';
import { byteLines } from '../../../session/record/byte-lines.ts';
import type { NewCommand } from '../../../session/write/new-command.ts';
import type { SendResult, Sessions } from '../../../session/write/sessions.ts';
import { madeIds } from './result-text.ts';

/** A line: what `send` takes of a command, by the names of the library. */
const Line = z
  .strictObject({
    name: z.string().optional(),
    command: z.string().optional(),
    data: z.unknown().optional(),
    id: z.string().optional(),
    actor: z.string().optional(),
    time: z.string().optional(),
    severity: EventSeverity.optional(),
    description: z.string().optional(),
    tags: z.array(z.string()).optional(),
    correlationId: z.string().optional(),
    traceparent: z.string().optional(),
    /** The ordinal that the session must be at. */
    expect: z.number().int().min(0).optional(),
    /** A session that was forgotten begins anew. */
    again: z.boolean().optional(),
  })
  .refine(({ name, command }) => (name === undefined) !== (command === undefined), 'it has a `name`');

export interface LinesOptions {
  readonly sessionId: string;
  readonly stopOnRefusal: boolean;
  /** Of lines that name none. */
  readonly actor: string | undefined;
  /** Told each answer; false ends it. */
  readonly answer: (answer: object) => Promise<boolean>;
}

interface Read {
  readonly command: NewCommand;
  readonly expect: number | undefined;
  readonly again: boolean;
}

const lineOf = (text: string, actor: string | undefined): Read | { readonly message: string } => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { message: `It is not valid JSON: ${(error as Error).message}.` };
  }
  const parsed = Line.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = issue?.path.join('.') ?? '';
    return { message: `It is not a command: ${place === '' ? '' : `${place}: `}${issue?.message}.` };
  }
  const { name, command = '', data = {}, expect, again = false, ...options } = parsed.data;
  const given = Object.fromEntries(Object.entries(options).filter(([, one]) => one !== undefined));
  return { command: { ...defined({ actor }), ...given, name: name ?? command, data }, expect, again };
};

const answerOf = (line: number, result: SendResult, command: NewCommand): object => {
  const { kind, commandId } = result;
  switch (result.kind) {
    case 'recorded':
    case 'repeated': {
      const made = madeIds(result, command.data);
      return {
        line,
        kind,
        commandId,
        ordinals: result.events.map(({ ordinal }) => ordinal),
        types: result.events.map(({ type }) => type),
        ...(made.length === 0 ? {} : { made }),
        ...defined({ ended: result.ended }),
        violations: result.violations,
        ...(result.kind === 'recorded' ? { durability: result.durability } : {}),
      };
    }
    case 'unchanged':
      return { line, kind, commandId, ...defined({ why: result.why }) };
    case 'refused':
      return { line, kind, commandId, ...result.rejection };
    case 'conflict':
      return { line, kind, commandId, expected: result.expected, actual: result.actual };
    default:
      return result satisfies never;
  }
};

/** Codes of what is wrong with a line alone: the next may be well. */
const OF_THE_LINE = ['USAGE', 'BAD_INPUT', 'COMMIT_TOO_LARGE'] as const;

/**
 * Sends what the lines say, one after the other.
 * @returns the exit code: 4 when any was refused, else 5 when any met another ordinal than it expects, else 2 when any
 *   was no command
 * @throws RepriseError when the log cannot be reached; the line at hand is answered with `failed` before
 */
export const sendLines = async (
  sessions: Sessions,
  chunks: AsyncIterable<Uint8Array>,
  { sessionId, stopOnRefusal, actor, answer }: LinesOptions,
): Promise<number> => {
  const seen = new Set<string>();
  const invalid = (line: number, { message, hint }: { message: string; hint?: string | undefined }) => ({
    line,
    kind: 'invalid',
    message,
    ...defined({ hint }),
  });
  const reportReply = async (reply: { kind: string } & object): Promise<boolean> => {
    seen.add(reply.kind);
    const bad = ['refused', 'invalid', 'conflict'].includes(reply.kind);
    return (await answer(reply)) && !(bad && stopOnRefusal);
  };
  for await (const { text, line, ended } of byteLines(chunks)) {
    if (text?.trim() === '') continue;
    const read = text === undefined ? { message: 'It is not valid UTF-8.' } : lineOf(text, actor);
    if ('message' in read) {
      const message = ended ? read.message : `The input ended in the middle of it. ${read.message}`;
      if (await reportReply(invalid(line, { message }))) continue;
      break;
    }
    let reply: { kind: string } & object;
    try {
      const options = read.expect === undefined ? {} : { expectedOrdinal: read.expect };
      const result = await sessions.send(sessionId, read.command, { ...options, again: read.again });
      reply = answerOf(line, result, read.command) as { kind: string };
    } catch (error) {
      if (!isRepriseError(error)) throw error;
      if (!(OF_THE_LINE as readonly string[]).includes(error.code)) {
        await answer({ line, kind: 'failed', code: error.code, message: error.message, fields: error.fields });
        throw new RepriseError(error.code, `Line ${line}: ${error.message}`, {
          ...defined({ hint: error.hint }),
          fields: { ...error.fields, line },
          cause: error,
        });
      }
      reply = invalid(line, error);
    }
    if (!(await reportReply(reply))) break;
  }
  if (seen.has('refused')) return EXIT.refused;
  if (seen.has('conflict')) return EXIT.conflict;
  return seen.has('invalid') ? EXIT.usage : EXIT.ok;
};
