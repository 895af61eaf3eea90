// Ids from a unique start: `task.start impl` means task `implement_login` when no other begins so. A word that begins
// an entity takes its ids as they are written.
import type { Argument, CommandForm } from '../../../../machines/commands/forms.ts';
import { entityIds } from '../../../../machines/state/entities.ts';
import type { State } from '../../../../machines/state/state.ts';
import { RepriseError } from '../../../errors.ts';

type Kind = Argument['entities'][number];
type Data = Readonly<Record<string, unknown>>;
const MOST_NAMED = 8;

const idsOf = (state: State, entity: Kind): string[] => {
  switch (entity) {
    case 'session':
      return [];
    case 'phase':
      return [...state.session.profile.phases];
    case 'gate':
      return [...state.session.gates.keys(), ...state.session.gateNames.keys()];
    case 'baseline':
      return state.evidence.baselines.keys();
    case 'entry':
      return state.evidence.entries.keys();
    default:
      return entityIds(state, entity);
  }
};

/** `task_1` does not begin `task_10`: it is another number. */
const begins = (id: string, text: string): boolean =>
  id.startsWith(text) && !(/\d$/.test(text) && /^\d/.test(id.slice(text.length)));

/** Those that begin as `text`, else those that do in letters of another case. */
const begun = (text: string, ids: readonly string[]): string[] => {
  const found = ids.filter((id) => begins(id, text));
  return found.length > 0 ? found : ids.filter((id) => begins(id.toLowerCase(), text.toLowerCase()));
};

const severalOf = (entity: Kind): string => (entity === 'entry' ? 'entries' : `${entity}s`);

/** The id that a start of one means; as it is when none begins so. @throws RepriseError USAGE when several do */
export const completedId = (state: State, entities: readonly Kind[], text: string): string => {
  const ids = [...new Set(entities.flatMap((entity) => idsOf(state, entity)))];
  if (text === '' || ids.includes(text)) return text;
  const found = begun(text, ids);
  const meant = new Set(entities.includes('gate') ? found.map((id) => state.session.gateNames.get(id) ?? id) : found);
  if (meant.size <= 1) return meant.values().next().value ?? text;
  const named = found.slice(0, MOST_NAMED).join(', ');
  throw new RepriseError('USAGE', `${meant.size} ${entities.map(severalOf).join(' and ')} begin with ${text}.`, {
    hint: `It is one of ${named}${found.length > MOST_NAMED ? ' and others' : ''}.`,
    fields: { entity: entities.join(' or '), start: text, ids: found },
  });
};

/** A command's data with its ids completed. @throws RepriseError USAGE */
export const withCompletedIds = (form: CommandForm, data: Data, state: State): Data => {
  if (form.creates) return data;
  const completed = (argument: Argument, value: unknown): unknown => {
    const { entities } = argument;
    if (entities.length === 0) return value;
    if (typeof value === 'string') return completedId(state, entities, value);
    return Array.isArray(value)
      ? value.map((one) => (typeof one === 'string' ? completedId(state, entities, one) : one))
      : value;
  };
  const over = (of: readonly Argument[], record: Data): Data => {
    const result: Record<string, unknown> = { ...record };
    for (const argument of of) {
      const name = argument.path[0] as string;
      if (argument.path.length === 1 && result[name] !== undefined) result[name] = completed(argument, result[name]);
    }
    return result;
  };
  const result = over([...form.places, ...form.options], data);
  if (form.items === undefined) return result;
  const { list, parts, options } = form.items;
  const items = result[list];
  if (!Array.isArray(items)) return result;
  return {
    ...result,
    [list]: items.map((item) =>
      typeof item === 'object' && item !== null ? over([...parts, ...options], item as Data) : item,
    ),
  };
};
