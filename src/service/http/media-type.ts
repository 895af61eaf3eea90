// The media type that a request gives its body, and the one charset that is taken.
import { RequestError } from '../problem.ts';

const PARAMETER = /;\s*([^\s=;"]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]*))/g;
const UTF8 = ['utf-8', 'utf8'];

/** The first charset that is not UTF-8; undefined where there is none. */
const otherCharset = (contentType: string): string | undefined => {
  for (const [, name = '', quoted, plain = ''] of contentType.matchAll(PARAMETER)) {
    const value = quoted ?? plain;
    if (name.toLowerCase() === 'charset' && !UTF8.includes(value.toLowerCase())) return value;
  }
  return undefined;
};

/**
 * @param accepted media types in lower case; the first is what the problem names
 * @throws RequestError UNSUPPORTED_MEDIA_TYPE, also for a charset other than UTF-8
 */
export const requireMediaType = (request: Request, accepted: readonly string[]): void => {
  const contentType = request.headers.get('content-type');
  if (contentType !== null && accepted.includes(contentType)) return;
  const given = contentType?.split(';', 1)[0]?.trim().toLowerCase();
  const isAccepted = given !== undefined && accepted.includes(given);
  const charset = isAccepted ? otherCharset(contentType ?? '') : undefined;
  if (isAccepted && charset === undefined) return;
  const fields = { hint: `Send it as ${accepted[0]}, in UTF-8.`, expected: accepted };
  if (charset !== undefined)
    throw new RequestError(
      'UNSUPPORTED_MEDIA_TYPE',
      `The body is in ${JSON.stringify(charset)}, not in UTF-8.`,
      fields,
    );
  throw new RequestError(
    'UNSUPPORTED_MEDIA_TYPE',
    given === undefined ? 'The body has no media type.' : `The body is ${given}.`,
    fields,
  );
};
