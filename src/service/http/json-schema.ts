// The schemas of the table as JSON Schema, for documents that have a place for shared ones.
import { z } from 'zod';

export type JsonObject = Readonly<Record<string, unknown>>;

/** Rewrites every reference to a shared schema, and collects the shared ones. */
const hoisted = (value: unknown, place: string, shared: Record<string, unknown>): unknown => {
  if (Array.isArray(value)) return value.map((item) => hoisted(item, place, shared));
  if (typeof value !== 'object' || value === null) return value;
  const result: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    if (name === '$schema' || (name === 'id' && typeof member === 'string')) continue;
    if (name === '$defs')
      for (const [id, schema] of Object.entries(member as object)) shared[id] ??= hoisted(schema, place, shared);
    else if (name === '$ref' && typeof member === 'string') result[name] = member.replace(/^#\/\$defs\//, place);
    else result[name] = hoisted(member, place, shared);
  }
  return result;
};

/**
 * The schema of a value. One that has an id is shared: `shared` gets it, and what is returned refers to it.
 * @param place where the document has its shared schemas: `#/components/schemas/`
 */
export const schemaIn = (
  schema: z.ZodType,
  io: 'input' | 'output',
  place: string,
  shared: Record<string, unknown>,
): JsonObject => {
  const made = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as JsonObject;
  const id = z.globalRegistry.get(schema)?.id;
  const whole = hoisted(made, place, shared) as JsonObject;
  if (id === undefined) return whole;
  shared[id] ??= whole;
  return { $ref: `${place}${id}` };
};
