// The responses of HTTP: a document, a problem, lines. Their headers are plain objects, which the server writes as they are.
import type { Lines, Operation } from '../operations/operation.ts';
import type { Problem } from '../problem.ts';

/** The media type of each kind of answer. */
export const MEDIA_TYPES = {
  json: 'application/json',
  live: 'text/event-stream',
  lines: 'application/x-ndjson',
} as const;
/** The media type of the other form of an answer. */
export const mediaTypeOf = (other: NonNullable<Operation['also']>): string =>
  other.kind === 'text' ? other.mediaType : MEDIA_TYPES[other.kind];
export const PROBLEM_TYPE = 'application/problem+json';

/** The media type of each answer that goes on for a while, and is not written at once. */
const longAnswers = new WeakMap<Response, string>();

/** Marks an answer that goes on for a while: a live stream, or lines. */
export const longAnswer = (response: Response, mediaType: string): Response => {
  longAnswers.set(response, mediaType);
  return response;
};

/** The media type of an answer that goes on for a while. Asked for its headers, a response would build them anew. */
export const longTypeOf = (response: Response): string | undefined => longAnswers.get(response);

/** Seconds after which a caller should come back, where nothing else says so. */
const RETRY_AFTER = '1';

export const jsonResponse = (value: unknown, status = 200): Response =>
  new Response(JSON.stringify(value), { status, headers: { 'content-type': MEDIA_TYPES.json } });

/** A whole text in UTF-8: a picture. It may show what people wrote, and no browser takes it for a page of the service. */
export const textResponse = (text: string, mediaType: string): Response =>
  new Response(text, {
    headers: {
      'content-type': `${mediaType}; charset=utf-8`,
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      'x-content-type-options': 'nosniff',
    },
  });

/** `allow` and `retryAfter` of a problem are headers too. */
export const problemResponse = (problem: Problem): Response => {
  const { status, allow, retryAfter } = problem;
  const waits = status === 503 || status === 429;
  return new Response(JSON.stringify(problem), {
    status,
    headers: {
      'content-type': PROBLEM_TYPE,
      ...(waits && { 'retry-after': typeof retryAfter === 'number' ? String(retryAfter) : RETRY_AFTER }),
      ...(Array.isArray(allow) && { allow: allow.join(', ') }),
      // The rest of a body that is too large is not read.
      ...(status === 413 && { connection: 'close' }),
    },
  });
};

/** Lines are gathered to pieces of about this size: each piece costs a turn of the event loop. */
const PIECE = 64 * 1024;

/**
 * Read as far as its reader takes it. A failure after the first piece cuts the answer off.
 * @param outgoing the connection, where there is one
 */
export const linesResponse = async (
  { headers, lines }: Lines,
  outgoing: { destroy(): unknown } | undefined,
): Promise<Response> => {
  const encoder = new TextEncoder();
  const iterator = lines[Symbol.asyncIterator]();
  const piece = async (): Promise<string | undefined> => {
    let text = '';
    while (text.length < PIECE) {
      const { done, value } = await iterator.next();
      if (done) break;
      text += value;
    }
    return text === '' ? undefined : text;
  };
  // What fails at once is a problem, not half an answer.
  let next = await piece();
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (next === undefined) controller.close();
        else {
          controller.enqueue(encoder.encode(next));
          try {
            next = await piece();
          } catch (error) {
            if (outgoing === undefined) throw error;
            outgoing.destroy();
            next = undefined;
          }
          if (next === undefined) controller.close();
        }
      },
      async cancel() {
        await iterator.return?.();
      },
    },
    { highWaterMark: 0 },
  );
  const response = new Response(body, { headers: { 'content-type': MEDIA_TYPES.lines, ...headers } });
  return longAnswer(response, MEDIA_TYPES.lines);
};
