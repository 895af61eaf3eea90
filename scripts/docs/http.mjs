// The reference of the HTTP API, from the table of operations.
import { join } from 'node:path';

const kindText = (one) => {
  const forms = [one.kind, ...(one.also ? [one.also.kind] : [])];
  return forms.map((kind) => ({ json: 'JSON', lines: 'NDJSON', live: 'server-sent events' })[kind]).join(' or ');
};

const bodyText = (one) => {
  if (one.bodyTypes !== undefined) return one.bodyTypes.map((type) => `\`${type}\``).join(', ');
  return one.body === undefined ? undefined : '`application/json`';
};

const parameterLine = ({ name, in: where, required, description, schema }) => {
  const type = schema.enum?.map((value) => `\`${value}\``).join(', ') ?? schema.type ?? 'text';
  const usual = schema.default === undefined ? '' : `; default \`${schema.default}\``;
  return `| \`${name}\` | ${where} | ${type}${usual}${required ? ' (required)' : ''} | ${description ?? ''} |`;
};

export const httpPage = async (root) => {
  const from = (path) => import(join(root, 'dist', 'src', 'service', path));
  const [{ OPERATIONS }, { failuresOf, openApiDocument }, { COMMON_FAILURES }, { PROBLEMS }] = await Promise.all([
    from('operations/all.js'),
    from('http/openapi.js'),
    from('operations/all.js'),
    from('problem.js'),
  ]);
  const { paths } = openApiDocument();
  const codes = (list) => list.map((code) => `\`${code}\` (${PROBLEMS[code][0]})`).join(', ');
  return [
    '# HTTP API',
    '',
    'Written by `npm run docs` from the table of operations (`src/service/operations/`). A running service gives the same as',
    '`/openapi.json`, its streams as `/asyncapi.json`, and the JSON Schemas of events and commands under `/schemas`.',
    '[Serve over HTTP](../guides/serve-over-http.md) shows how to use it.',
    '',
    `Any operation may answer with ${codes(COMMON_FAILURES)}. Every problem is a document of RFC 9457.`,
    ...OPERATIONS.flatMap((one) => {
      const { parameters } = paths[one.path][one.method];
      const own = failuresOf(one).filter((code) => !COMMON_FAILURES.includes(code));
      const body = bodyText(one);
      return [
        '',
        `## ${one.name}`,
        '',
        `\`${one.method.toUpperCase()} ${one.path}\`: ${one.summary}`,
        ...(one.description === undefined ? [] : ['', one.description]),
        '',
        `- Role: ${one.role}`,
        ...(body === undefined ? [] : [`- Body: ${body}`]),
        `- Answer: ${kindText(one)}`,
        ...(own.length === 0 ? [] : [`- Problems: ${codes(own)}`]),
        ...(parameters.length === 0
          ? []
          : [
              '',
              '| parameter | in | value | meaning |',
              '| --- | --- | --- | --- |',
              ...parameters.map(parameterLine),
            ]),
      ];
    }),
    '',
  ].join('\n');
};
