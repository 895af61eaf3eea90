// The reference of events, from the table of events: what each means, its command, its fields, what it moves.
import { join } from 'node:path';

/** A JSON schema's kind in a word or two. */
const kindOf = (schema = {}) => {
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${value}\``).join(', ');
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(kindOf))].join(' or ');
  if (schema.type === 'array') return schema.items?.type === 'object' ? 'list' : `list of ${kindOf(schema.items)}`;
  if (schema.type === 'string')
    return schema.maxLength === undefined ? 'text' : `text, at most ${schema.maxLength.toLocaleString('en-GB')}`;
  if (schema.type === 'integer') return 'whole number';
  if (schema.type === 'boolean') return 'true or false';
  return Array.isArray(schema.type) ? schema.type.join(' or ') : (schema.type ?? 'any JSON');
};

/** The fields of a schema, those of a list's items or an object's members below it; `extra` is said once for all. */
const fieldsOf = (schema, references, prefix = '') =>
  Object.entries(schema.properties ?? {})
    .filter(([name]) => name !== 'extra')
    .flatMap(([name, field]) => {
      const inner = field.type === 'array' ? field.items : field;
      const path = `${prefix}${name}${field.type === 'array' && inner?.properties !== undefined ? '[]' : ''}`;
      const of =
        references[name] === undefined
          ? ''
          : ` (of ${/^[aeiou]/.test(references[name]) ? 'an' : 'a'} ${references[name]})`;
      const unit = field.unit === undefined ? '' : `, ${field.unit}`;
      return [
        `| \`${path}\` | ${kindOf(field)}${unit}${of} | ${schema.required?.includes(name) ? 'yes' : ''} |`,
        ...(inner?.properties === undefined ? [] : fieldsOf(inner, references, `${path}.`)),
      ];
    });

const moveText = (move) => {
  if (move.cascade !== undefined) return move.cascade.replaceAll('_', ' ');
  const when = Object.entries(move.when ?? {}).map(([field, value]) => `\`${field}\` is \`${value}\``);
  return `${move.kind}${move.id === undefined ? '' : ` \`${move.id}\``}${when.length > 0 ? `, where ${when.join(' and ')}` : ''}`;
};

export const eventsPage = async (root) => {
  const { EVENTS } = await import(join(root, 'dist', 'machines', 'events', 'catalog.js'));
  const { z } = await import('zod');
  return [
    '# Events',
    '',
    'Written by `npm run docs` from the table of events (`machines/events/`). Each type has one entry there: its description,',
    'its command, the schema of its `data`, and which life cycles it moves. An unknown field is an error; `extra` (an object)',
    'holds what a source states beyond the schema, in every event. [Events and commands](../reference/events-and-commands.md)',
    'explains the envelope.',
    '',
    `${Object.keys(EVENTS).length} types.`,
    ...Object.entries(EVENTS).flatMap(([type, entry]) => {
      const schema = z.toJSONSchema(entry.data, { io: 'input', unrepresentable: 'any' });
      const fields = fieldsOf(schema, entry.references);
      return [
        '',
        `## ${type}`,
        '',
        entry.description,
        '',
        `- Command: \`${entry.command.word}\``,
        `- Severity: ${entry.severity}. Version of its data: ${entry.version}.`,
        ...(entry.moves.length > 0 ? [`- Moves: ${entry.moves.map(moveText).join('; ')}`] : []),
        ...(fields.length > 0 ? ['', '| field | value | required |', '| --- | --- | --- |', ...fields] : []),
      ];
    }),
    '',
  ].join('\n');
};
