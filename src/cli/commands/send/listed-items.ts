// Agents by place, `a1:implementor a2:tester`, with options of each: once for all of them, or once for each in their
// order.
import type { Argument, CommandForm } from '../../../../machines/commands/forms.ts';
import { RepriseError } from '../../../errors.ts';
import { argumentValue } from './values.ts';

type Item = Record<string, unknown>;

const usage = (message: string, hint: string): RepriseError => new RepriseError('USAGE', message, { hint });

const itemOf = (form: CommandForm, text: string): Item => {
  const [first, second] = (form.items?.parts ?? []).map(({ path }) => path[0] as string);
  if (second === undefined) return { [first as string]: text };
  const colon = text.indexOf(':');
  if (colon < 1 || colon === text.length - 1)
    throw usage(
      `${JSON.stringify(text)} does not name an agent to launch.`,
      'Write its id and its type, a1:implementor; an id with a colon is given with --data.',
    );
  return { [first as string]: text.slice(0, colon), [second]: text.slice(colon + 1) };
};

/** The value of one argument for each of `count` items. */
const shares = (argument: Argument, texts: readonly string[], count: number): unknown[] => {
  const each = (values: readonly unknown[]) => values;
  if (count === 1) return [argumentValue(argument, texts)];
  if (texts.length === count) return each(texts.map((text) => argumentValue(argument, [text]))) as unknown[];
  if (texts.length === 1) {
    const value = argumentValue(argument, texts);
    if (!Array.isArray(value)) return Array.from({ length: count }, () => value);
    // As many ids as agents: one each.
    if (argument.kind === 'ids' && value.length === count) return value.map((id) => [id]);
  }
  const flag = `--${argument.flags[0]}`;
  throw usage(
    `It is not clear which of ${count} agents each ${flag} belongs to.`,
    `Give ${flag} once for each agent, in their order.`,
  );
};

/** The items of a command, with their options. @throws RepriseError USAGE */
export const agentsOf = (
  form: CommandForm,
  placed: readonly string[],
  given: ReadonlyMap<Argument, string[]>,
): Item[] => {
  const items = placed.map((text) => itemOf(form, text));
  for (const argument of form.items?.options ?? []) {
    const texts = given.get(argument);
    if (texts === undefined) continue;
    for (const [index, value] of shares(argument, texts, items.length).entries())
      (items[index] as Item)[argument.path[0] as string] = value;
  }
  return items;
};
