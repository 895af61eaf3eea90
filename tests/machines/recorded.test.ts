// What users may rely on, recorded in tests/machines/recorded: the shape of each event's data, what each command takes and
// how it is written, the shape of a profile, the built-in ones, and what the invariants report. After an intended,
// compatible change: npx vitest run tests/machines/recorded.test.ts --update, and review the difference.
import { expect, test } from 'vitest';
import { z } from 'zod';
import { type Argument, commandForm } from '../../machines/commands/forms.ts';
import { inputOf } from '../../machines/commands/inputs.ts';
import { COMMAND_WORDS } from '../../machines/commands/words.ts';
import { EVENT_TYPES, EVENTS } from '../../machines/events/catalog.ts';
import type { RecordedEvent } from '../../machines/events/envelope.ts';
import { INVARIANTS } from '../../machines/invariants/all.ts';
import { checkHistory } from '../../machines/invariants/check-history.ts';
import { PROFILES, Profile } from '../../machines/profile.ts';
import { casesOf } from './rule-cases/all.ts';

/** A schema on a few lines, its members in their order. */
const shapeOf = (schema: z.ZodType): string =>
  JSON.stringify(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }), (key, value) =>
    key === '$schema' ? undefined : value,
  )
    .replace(/^\{"type":"object","properties":\{/, '')
    .replaceAll(/,"(?=\w+":\{)/g, ',\n  "');

const written = ({ path, kind, required, repeats, flags, choices, unit, description, entities }: Argument): string =>
  [
    `  ${path.join('.')}: ${kind}${required ? '' : '?'}${repeats ? ', again and again' : ''}`,
    flags.map((flag) => `--${flag}`).join(' '),
    choices.length > 0 ? `one of ${choices.join(', ')}` : '',
    unit === undefined ? '' : `in ${unit}`,
    description ?? '',
    entities.length === 0 ? '' : `of a ${entities.join(' or ')}`,
  ]
    .filter((part) => part !== '')
    .join('; ');

test('the data of every event has the recorded shape', async () => {
  const text = EVENT_TYPES.map((type) => `${type}\n  ${shapeOf(EVENTS[type].data)}\n`).join('\n');
  await expect(text).toMatchFileSnapshot('recorded/events.txt');
});

test('every command takes the recorded input', async () => {
  const text = COMMAND_WORDS.map((word) => `${word}\n  ${shapeOf(inputOf(word))}\n`).join('\n');
  await expect(text).toMatchFileSnapshot('recorded/commands.txt');
});

test('every command is written in the recorded form', async () => {
  const text = COMMAND_WORDS.map((word) => {
    const { type, places, items, options, creates } = commandForm(word);
    return [
      `${word} → ${type ?? 'several'}${creates ? ' (begins one)' : ''}`,
      ...['by place', ...places.map(written)],
      ...(items === undefined ? [] : [`a list: ${items.list}`, ...items.parts.map(written)]),
      ...(items === undefined ? [] : ['of each', ...items.options.map(written)]),
      ...['options', ...options.map(written)],
      '',
    ].join('\n');
  }).join('\n');
  await expect(text).toMatchFileSnapshot('recorded/command-forms.txt');
});

test('profiles have the recorded shape, and the built-in ones the recorded phases and gates', async () => {
  const text = [shapeOf(Profile), ...Object.values(PROFILES).map((profile) => JSON.stringify(profile))].join('\n\n');
  await expect(`${text}\n`).toMatchFileSnapshot('recorded/profiles.txt');
});

test('the form of a command is computed once', () => {
  expect(commandForm('task.start')).toBe(commandForm('task.start'));
});

test('every invariant is checked on the recorded types of event, and reports the recorded details of each violation', async () => {
  const detailsOf = (events: readonly RecordedEvent[]): string =>
    checkHistory(events, { sessionId: 's1' })
      .filter(({ index }) => index === events.length - 1)
      .flatMap(({ violations }) => violations.map(({ rule, detail }) => `${rule}: ${detail}`))
      .join('; ');
  const text = INVARIANTS.map(({ id, severity, always, on, receives }) =>
    [
      `${id} ${severity}${always ? ', always' : ''}`,
      `  on ${on?.join(' ') ?? 'every event'}`,
      `  receives ${receives?.join(' ') ?? 'every event'}`,
      ...casesOf(id, 'violated').map(({ title, story }) => `  ${title}: ${detailsOf(story().events)}`),
      '',
    ].join('\n'),
  ).join('\n');
  await expect(text).toMatchFileSnapshot('recorded/invariants.txt');
});
