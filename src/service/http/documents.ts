// The documents that describe the service: OpenAPI, AsyncAPI, and the JSON Schemas of events and commands. Each is made when it
// is first asked for.
import type { Hono } from 'hono';
import { COMMAND_WORDS, type CommandWord } from '../../../machines/commands/words.ts';
import { EVENT_TYPES, isEventType } from '../../../machines/events/catalog.ts';
import { nearestWord } from '../../../machines/nearest-word.ts';
import { RequestError } from '../problem.ts';
import { asyncApiDocument } from '../schemas/asyncapi.ts';
import { commandSchema } from '../schemas/commands.ts';
import { eventSchema } from '../schemas/events.ts';
import { openApiDocument } from './openapi.ts';
import { MEDIA_TYPES } from './responses.ts';

const made = new Map<string, string>();

/** @param name of the document, by which it is kept */
const documentResponse = (name: string, make: () => unknown): Response => {
  let text = made.get(name);
  if (text === undefined) {
    text = JSON.stringify(make());
    made.set(name, text);
  }
  return new Response(text, { headers: { 'content-type': MEDIA_TYPES.json } });
};

const index = () => ({
  events: Object.fromEntries(EVENT_TYPES.map((type) => [type, `/schemas/events/${type}.json`])),
  commands: Object.fromEntries(COMMAND_WORDS.map((word) => [word, `/schemas/commands/${word}.json`])),
});

/** @throws RequestError NOT_FOUND */
const requireName = (file: string, names: readonly string[]): string => {
  const name = file.replace(/\.json$/, '');
  if (file.endsWith('.json') && names.includes(name)) return name;
  const near = nearestWord(name, names);
  throw new RequestError('NOT_FOUND', `There is no schema ${JSON.stringify(file)}.`, {
    hint: near === undefined ? '/schemas lists them.' : `Did you mean ${near}.json?`,
  });
};

export const documentRoutes = (app: Hono): void => {
  app.get('/openapi.json', () => documentResponse('openapi', openApiDocument));
  app.get('/asyncapi.json', () => documentResponse('asyncapi', asyncApiDocument));
  app.get('/schemas', () => documentResponse('schemas', index));
  app.get('/schemas/events/:name', (c) => {
    const name = requireName(c.req.param('name'), EVENT_TYPES);
    if (!isEventType(name)) throw new Error(`${name} is a type of events and is none`);
    return documentResponse(`events/${name}`, () => eventSchema(name));
  });
  app.get('/schemas/commands/:name', (c) => {
    const name = requireName(c.req.param('name'), COMMAND_WORDS) as CommandWord;
    return documentResponse(`commands/${name}`, () => commandSchema(name));
  });
};
