// A legal move as one would write it after `reprise send SESSION`, `…` for each value that is still needed.
import type { LegalMove } from '../legal.ts';
import { type Argument, commandForm, type ItemForm } from './forms.ts';

/** Stands for what the caller must still give. */
const OPEN = '…';

/** `task.drop t1 --reason …`: ids and numbers by place, everything else by its flag, true and false by that alone. */
export const writtenMove = ({ word, data, needs, actor }: LegalMove): string => {
  const { places, items, options } = commandForm(word);
  const open = new Set(needs.map(({ path }) => path.join('.')));
  const valueFor = (argument: Argument): unknown => argument.path.reduce<unknown>(memberOf, data);
  const byPlace = places.filter((argument) => isByPlace(argument) && valueFor(argument) !== undefined);
  const others = [...places, ...options].filter((argument) => !byPlace.includes(argument));
  const listed = items === undefined ? [] : writtenItems(items.list, items.parts, data, open);
  return [
    word,
    ...byPlace.map((argument) => quoted(valueFor(argument))),
    ...listed,
    ...(items === undefined ? [] : writtenOptions(items, data)),
    ...others
      .filter((argument) => valueFor(argument) !== undefined)
      .flatMap((argument) =>
        argument.kind === 'boolean'
          ? [`--${valueFor(argument) === true ? '' : 'no-'}${argument.flags[0]}`]
          : writtenValues(argument, valueFor(argument)).map((value) => `--${argument.flags[0]} ${quoted(value)}`),
      ),
    ...others.filter(({ path }) => open.has(path.join('.'))).map(({ flags }) => `--${flags[0]} ${OPEN}`),
    ...(actor === undefined ? [] : [`--actor ${quoted(actor)}`]),
  ].join(' ');
};

/** What the items of a list have besides what comes by place. */
const writtenOptions = ({ list, options }: ItemForm, data: LegalMove['data']): string[] =>
  options.flatMap((argument) =>
    ((data[list] ?? []) as readonly unknown[])
      .map((item) => argument.path.reduce(memberOf, item))
      .filter((value) => value !== undefined)
      .flatMap((value) => writtenValues(argument, value).map((one) => `--${argument.flags[0]} ${quoted(one)}`)),
  );

/** Each text of a list by its own flag; what has no form of its own as JSON. */
const writtenValues = ({ kind }: Argument, value: unknown): readonly unknown[] => {
  if (kind === 'texts' && Array.isArray(value)) return value;
  return [kind === 'json' ? JSON.stringify(value) : value];
};

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;

const isByPlace = ({ entities, kind }: Argument): boolean => entities.length > 0 || kind === 'integer';

/** `a1:implementor`, each item in one word. */
const writtenItems = (
  list: string,
  parts: readonly Argument[],
  data: LegalMove['data'],
  open: ReadonlySet<string>,
): string[] => {
  const known = (data[list] ?? []) as readonly unknown[];
  const count = Math.max(known.length, open.size > 0 ? 1 : 0);
  return Array.from({ length: count }, (_, index) =>
    parts
      .map(({ path }) =>
        open.has([list, index, ...path].join('.')) ? OPEN : quoted(path.reduce(memberOf, known[index])),
      )
      .join(':'),
  );
};

/** As a shell takes it for one word. */
const quoted = (value: unknown): string => {
  const text = String(value);
  if (typeof value === 'number') return text;
  if (/^[\w./:,~-]+$/.test(text) && !text.startsWith('-')) return text;
  return /[$`\\!\p{Cc}]/u.test(text) ? `'${text.replaceAll("'", "'\\''")}'` : JSON.stringify(text);
};
