// The streams as an AsyncAPI 3 document: the subjects of the log that a NATS client may follow, and the server-sent events.
import { EVENT_TYPES } from '../../../machines/events/catalog.ts';
import { packageVersion } from '../../package-root.ts';
import { eventSchemas } from './events.ts';

type Json = Readonly<Record<string, unknown>>;

const ref = (path: string): Json => ({ $ref: `#/components/${path}` });

const idParameter = { id: { description: 'The id of the session: 1 to 64 of A-Z a-z 0-9 _ -.' } };

const commit = {
  name: 'commit',
  title: 'The events of one append',
  summary: 'One or more lines, each an event as JSON and a line feed: CloudEvents 1.0, byte for byte as recorded.',
  contentType: 'application/x-ndjson',
  headers: {
    type: 'object',
    properties: {
      'Nats-Msg-Id': { type: 'string', description: 'the id of the commit' },
      'Nats-Stream': { type: 'string', description: 'on live subjects: the stream' },
      'Nats-Sequence': { type: 'string', description: 'on live subjects: the sequence in the stream' },
      'Nats-Last-Sequence': { type: 'string', description: 'on live subjects: that of the commit before it, or 0' },
    },
  },
};

const sse = (name: string, summary: string, payload: Json): Json => ({
  name,
  summary,
  contentType: 'application/json',
  payload,
});

/** The document. Schemas of events are in `components.schemas`, by their types. */
export const asyncApiDocument = (): Json => {
  const schemas = Object.fromEntries(
    Object.entries(eventSchemas()).map(([type, { $schema: _dialect, $id: _id, ...schema }]) => [type, schema]),
  );
  const anyEvent = { oneOf: EVENT_TYPES.map((type) => ref(`schemas/${type}`)) };
  const position = {
    type: 'object',
    properties: { stream: { type: 'string' }, sequence: { type: 'integer' }, index: { type: 'integer' } },
    required: ['stream', 'sequence'],
  };
  const text = { type: 'string' };
  const closing = {
    type: 'object',
    properties: {
      reason: { enum: ['draining', 'slow'] },
      after: { type: ['string', 'null'] },
    },
    required: ['reason', 'after'],
  };
  const fault = {
    type: 'object',
    properties: { sessionId: text, position, problem: { type: 'object' } },
    required: ['sessionId', 'position', 'problem'],
  };
  const failed = { type: 'object', properties: { problem: { type: 'object' } }, required: ['problem'] };
  const placed = {
    type: 'object',
    properties: { event: ref('schemas/AnyEvent'), position },
    required: ['event', 'position'],
  };
  const view = {
    type: 'object',
    properties: {
      ordinal: { type: 'integer' },
      position,
      document: { type: 'object' },
      patch: { type: 'array', items: { type: 'object' }, description: 'JSON Patch (RFC 6902), with `changes=patch`' },
    },
    required: ['ordinal', 'position', 'document'],
  };
  const reached = {
    type: 'object',
    properties: { positions: { type: 'array', items: position } },
    required: ['positions'],
  };
  const nothing = { type: 'object', additionalProperties: false };
  const named = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, ref(`messages/${name}`)]));
  const everyStream = ['caughtUp', 'fault', 'disconnected', 'reconnected', 'failed', 'closing'];
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Reprise',
      version: packageVersion(),
      description: 'The events of sessions of work, as they are recorded.',
      license: { name: 'MIT' },
    },
    defaultContentType: 'application/json',
    channels: {
      session: {
        address: 'session.{id}',
        title: 'The record of a session',
        description: 'The subject in the stream: one message for each append. Only the service publishes on it.',
        parameters: idParameter,
        messages: named(['commit']),
      },
      live: {
        address: 'live.session.{id}',
        title: 'A session as it is recorded',
        description: 'The same messages, republished when they are stored.',
        parameters: idParameter,
        messages: named(['commit']),
      },
      events: {
        address: '/v1/events',
        title: 'Events as server-sent events',
        description: 'The name of an item is the type of its event, or one of the names of the other messages.',
        messages: named(['event', ...everyStream]),
      },
      view: {
        address: '/v1/sessions/{id}/views/{view}/live',
        title: 'A view as server-sent events',
        parameters: { ...idParameter, view: { description: 'The name of the view.' } },
        messages: named(['view', ...everyStream]),
      },
    },
    operations: Object.fromEntries(
      ['session', 'live', 'events', 'view'].map((channel) => [
        `receive${channel[0]?.toUpperCase()}${channel.slice(1)}`,
        { action: 'receive', channel: { $ref: `#/channels/${channel}` } },
      ]),
    ),
    components: {
      schemas: { ...schemas, AnyEvent: anyEvent },
      messages: {
        commit: { ...commit, payload: ref('schemas/AnyEvent') },
        event: sse('event', 'An event and its position.', placed),
        view: sse('view', 'The view after the event of this ordinal.', view),
        caughtUp: sse('caught-up', 'Everything that was recorded before was sent.', reached),
        fault: sse('fault', 'A session whose record has a fault: nothing more of it follows.', fault),
        disconnected: sse('disconnected', 'The log does not answer; the stream goes on when it does.', nothing),
        reconnected: sse('reconnected', 'The log answers again.', nothing),
        failed: sse('failed', 'What ends the stream for good, as a problem document.', failed),
        closing: sse('closing', 'The service ends the stream; a new one goes on after this position.', closing),
      },
    },
  };
};
