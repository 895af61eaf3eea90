// Checks an answer against the OpenAPI document of the service that gave it: its status, its media type and its body are as
// the document says, and every item of a stream and every line of NDJSON too.
import { Ajv2020, type AnySchema, type ValidateFunction } from 'ajv/dist/2020.js';

interface Media {
  readonly schema: AnySchema;
  readonly 'x-line-schema'?: AnySchema;
  readonly 'x-data-schema'?: AnySchema;
}
interface Answer {
  readonly content?: Readonly<Record<string, Media>>;
}
interface Described {
  readonly responses: Readonly<Record<string, Answer>>;
}
export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, AnySchema>> };
}

export interface AnswerCheck {
  /** @throws Error that says what the document does not have */
  check(method: string, path: string, status: number, contentType: string | null, body: string): void;
  /** The data of one item of a stream. @throws Error */
  checkItem(path: string, data: unknown): void;
}

/** Of a document, by which every answer is checked. */
export const answerCheck = (document: Document): AnswerCheck => {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
  ajv.addSchema({ $id: 'openapi', components: document.components });
  const compiled = new Map<AnySchema, ValidateFunction>();
  const requireValid = (schema: AnySchema, value: unknown, what: string): void => {
    let validate = compiled.get(schema);
    if (validate === undefined) {
      // References within the document are written from its root.
      validate = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"openapi#/components/')));
      compiled.set(schema, validate);
    }
    if (!validate(value))
      throw new Error(
        `${what} is not as the document says: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(value)}`,
      );
  };
  const patterns = Object.keys(document.paths)
    .sort((a, b) => Number(a.includes('{')) - Number(b.includes('{')))
    .map((path) => ({ path, pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`) }));
  const pathOf = (path: string): string | undefined =>
    patterns.find(({ pattern }) => pattern.test(path.replace(/[?#].*$/, '')))?.path;

  return {
    check(method, path, status, contentType, body) {
      const what = `The answer ${status} of ${method} ${path}`;
      const at = pathOf(path);
      const described =
        at === undefined ? undefined : document.paths[at]?.[method.toLowerCase().replace('head', 'get')];
      const media = contentType?.split(';')[0] ?? '';
      if (described === undefined) {
        // An address or a method that the document does not have is refused.
        if (![404, 405].includes(status) || media !== 'application/problem+json')
          throw new Error(`${what} is not there`);
        requireValid({ $ref: '#/components/schemas/Problem' }, JSON.parse(body), what);
        return;
      }
      const answer = described.responses[status] ?? described.responses.default;
      if (answer === undefined) throw new Error(`${what} has a status that the document does not have: ${body}`);
      const content = answer.content?.[media];
      if (content === undefined) throw new Error(`${what} is ${media}, which the document does not have`);
      if (method.toLowerCase() === 'head') return;
      const lines = content['x-line-schema'];
      if (lines !== undefined) {
        for (const line of body.split('\n').slice(0, -1)) requireValid(lines, JSON.parse(line), `A line of ${what}`);
      } else if (media.endsWith('json')) requireValid(content.schema, JSON.parse(body), what);
    },
    checkItem(path, data) {
      const at = pathOf(path);
      const content = at === undefined ? undefined : document.paths[at]?.get?.responses['200']?.content;
      const schema = content?.['text/event-stream']?.['x-data-schema'];
      if (schema === undefined) throw new Error(`${path} is no stream of the document`);
      requireValid(schema, data, `An item of ${path}`);
    },
  };
};

const checks = new Map<string, Promise<AnswerCheck>>();

/** `fetch` whose answers are checked against the document of the service at `url`; a stream's items are not. */
export const checkedFetch = async (url: string, path: string, init?: RequestInit): Promise<Response> => {
  let check = checks.get(url);
  if (check === undefined) {
    check = fetch(`${url}/openapi.json`).then(async (response) => answerCheck((await response.json()) as Document));
    checks.set(url, check);
  }
  const made = await check;
  const response = await fetch(url + path, init);
  const type = response.headers.get('content-type');
  if (type?.startsWith('text/event-stream')) return response;
  const bytes = await response.arrayBuffer();
  made.check(init?.method ?? 'GET', path, response.status, type, new TextDecoder().decode(bytes));
  return new Response(bytes.byteLength === 0 ? null : bytes, response);
};

/** The check of the items of a stream. */
export const itemCheck = async (url: string, path: string): Promise<(data: unknown) => void> => {
  const check = await checks.get(url);
  return (data) => check?.checkItem(path, data);
};
