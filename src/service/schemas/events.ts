// The JSON Schema of each event as it is recorded and sent: the CloudEvents envelope with the data of its type.
import { z } from 'zod';
import { EVENT_TYPES, type EventType, entryOf } from '../../../machines/events/catalog.ts';
import { CHAIN_START } from '../../../machines/events/envelope.ts';
import { TIMESTAMP } from '../../../machines/events/fields.ts';
import { EventSeverity } from '../../../machines/events/severity.ts';

type Schema = Readonly<Record<string, unknown>>;

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

const text = (minLength: number, maxLength: number, more: Schema = {}): Schema => ({
  type: 'string',
  ...{ minLength, maxLength },
  ...more,
});
const time = { type: 'string', pattern: TIMESTAMP.source };
const ordinal = { type: 'integer', minimum: 1, maximum: 2_147_483_647 };
const hash = text(CHAIN_START.length, CHAIN_START.length, { pattern: '^[0-9a-f]+$' });

/** The attributes beside type, version and data, in the order of the line. */
const ATTRIBUTES: Readonly<Record<string, Schema>> = {
  specversion: { const: '1.0' },
  id: text(1, 256),
  source: text(1, 1_000),
  time,
  sessionid: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' },
  ordinal,
  actor: text(1, 1_000),
  commandid: text(1, 256),
  commandhash: text(64, 64),
  commitid: text(1, 256),
  correlationid: text(1, 256),
  recordedtime: time,
  severity: { enum: EventSeverity.options },
  description: text(0, 1_000_000),
  tags: text(0, 1_000_000, { description: 'with commas between them; `,` and `%` within one are percent-encoded' }),
  derivedfrom: text(1, 10_000, { description: 'in an import: the file and entry that it came from' }),
  violates: text(1, 10_000, { description: 'ids of the rules that it violated when it was recorded' }),
  redacted: ordinal,
  traceparent: text(0, 256),
};

const REQUIRED = [
  ...['specversion', 'id', 'source', 'type', 'time', 'sessionid', 'ordinal', 'schemaversion', 'actor', 'commandid'],
  ...['commitid', 'recordedtime', 'data', 'hash'],
];

/** The schema of an event, by its type. */
export const eventSchema = (type: EventType): Schema => {
  const { description, version, data } = entryOf(type);
  const { $schema: _dialect, ...shape } = z.toJSONSchema(data, { io: 'input', unrepresentable: 'any' });
  return {
    $schema: DIALECT,
    $id: `urn:reprise:schemas:events:${type}:${version}`,
    title: type,
    description,
    type: 'object',
    properties: {
      ...ATTRIBUTES,
      type: { const: type },
      schemaversion: { const: version },
      data: shape,
      hash: { ...hash, description: 'SHA-256 of the hash before it and the bytes of the line before this member' },
    },
    required: REQUIRED,
    additionalProperties: false,
  };
};

/** The schemas of all events, by type. */
export const eventSchemas = (): Record<string, Schema> =>
  Object.fromEntries(EVENT_TYPES.map((type) => [type, eventSchema(type)]));
