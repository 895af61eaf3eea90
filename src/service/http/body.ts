// The body of a request, never more of it than it may have: its stated size is looked at before any of it is read, and where
// none is stated reading stops at the limit.
import { RequestError } from '../problem.ts';

const MIB = 1024 * 1024;
const sizeText = (bytes: number): string => (bytes % MIB === 0 ? `${bytes / MIB} MiB` : `${bytes} bytes`);

const tooLarge = (most: number): RequestError =>
  new RequestError('TOO_LARGE', `The body has more than ${sizeText(most)}.`, {
    hint: 'Nothing was recorded. Send less at once.',
    limit: most,
  });

/** The size that the request states; undefined where it is sent in chunks. */
const statedLength = (request: Request): number | undefined => {
  const text = request.headers.get('content-length');
  return text === null ? undefined : Number(text);
};

/** @throws RequestError TOO_LARGE */
const requireStated = (request: Request, most: number): number | undefined => {
  const length = statedLength(request);
  if (length !== undefined && length > most) throw tooLarge(most);
  return length;
};

/** The body as it comes. @throws RequestError TOO_LARGE, also on the way; BAD_REQUEST where the sender breaks off */
export const bodyChunks = (request: Request, most: number): AsyncIterable<Uint8Array> => {
  requireStated(request, most);
  return (async function* () {
    let bytes = 0;
    if (request.body === null) return;
    const reader = request.body.getReader() as ReadableStreamDefaultReader<Uint8Array>;
    try {
      for (;;) {
        const { done, value } = await reader.read().catch(() => {
          throw new RequestError('BAD_REQUEST', 'The body ended before all of it was there.');
        });
        if (done) return;
        bytes += value.length;
        if (bytes > most) throw tooLarge(most);
        yield value;
      }
    } finally {
      reader.cancel().catch(() => undefined);
    }
  })();
};

/** The whole body. @throws RequestError as `bodyChunks` */
export const wholeBody = async (request: Request, most: number): Promise<Uint8Array> => {
  // Of a body whose size is stated the server never hands on more than that.
  if (requireStated(request, most) !== undefined)
    try {
      return new Uint8Array(await request.arrayBuffer());
    } catch {
      throw new RequestError('BAD_REQUEST', 'The body ended before all of it was there.');
    }
  const chunks: Uint8Array[] = [];
  for await (const chunk of bodyChunks(request, most)) chunks.push(chunk);
  return chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks);
};
