// The words of commands: imperative, `entity.verb`. Each event has one (the table of events names it); a few more are
// several events, or a shorter form of another word.
import { EVENT_TYPES, EVENTS, type EventType, entryOf, isEventType } from '../events/catalog.ts';
import type { EventEntry } from '../events/event.ts';

type Table = typeof EVENTS;
/** The event that a command becomes when it is accepted, by the command's word. */
export const COMMANDS = Object.fromEntries(EVENT_TYPES.map((type) => [EVENTS[type].command.word, type])) as {
  [T in EventType as Table[T]['command']['word']]: T;
};

/** Words that are several events, or a shorter form of another word. */
export const SHORT_COMMANDS = {
  /** Completes the active phase and starts the next that is pending. */
  'phase.next': { type: undefined, places: [], creates: undefined, references: { from: 'phase' } },
  /** A question in the workbook, open until it is resolved. */
  'question.ask': {
    type: 'workbook_entry_added',
    places: ['title'],
    creates: 'question',
    fieldPrefix: 'entry',
    references: EVENTS.workbook_entry_added.references,
  },
  /** The whole list of an agent's todos; what differs from the session becomes events. */
  'todos.sync': { type: undefined, places: [], creates: 'todo', references: { agentId: 'agent' } },
} as const satisfies Record<string, ShortCommand>;

interface ShortCommand extends Omit<EventEntry['command'], 'word'>, Pick<EventEntry, 'references'> {
  /** The one event that it becomes, if it is one. */
  readonly type: EventType | undefined;
}

export type ShortWord = keyof typeof SHORT_COMMANDS;
export type CommandWord = keyof typeof COMMANDS | ShortWord;
export const COMMAND_WORDS = [...Object.keys(COMMANDS), ...Object.keys(SHORT_COMMANDS)] as CommandWord[];

export const isShortWord = (word: string): word is ShortWord => Object.hasOwn(SHORT_COMMANDS, word);

/** The table's entry of the command with this word. */
export const commandOf = (word: CommandWord): ShortCommand => {
  if (isShortWord(word)) return SHORT_COMMANDS[word];
  const type = COMMANDS[word];
  const { command, references } = entryOf(type);
  return { ...command, references, type };
};

/** The word of the command that becomes an event of this type. */
export const wordFor = (type: EventType): keyof typeof COMMANDS => EVENTS[type].command.word;

/** The event type that a name means: a command's word, or a fact's own type. Undefined where it is neither. */
export const eventTypeOf = (name: string): EventType | undefined => {
  if (Object.hasOwn(COMMANDS, name)) return COMMANDS[name as keyof typeof COMMANDS];
  return isEventType(name) ? name : undefined;
};
