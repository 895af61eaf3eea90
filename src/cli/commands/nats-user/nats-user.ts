// `nats-user`: users of the managed nats-server that have a name. A password is printed where it is made, and nowhere else.
import { EXIT } from '../../../errors.ts';
import { requireSessionId } from '../../../log/session-id.ts';
import { addUser, listUsers, removeUser, type UserChange } from '../../../server/change-users.ts';
import type { NatsUser } from '../../../server/nats-users.ts';
import { storeFolder } from '../../../server/places.ts';
import { jsonLine } from '../../json-line.ts';
import type { CommonOptions } from '../../options.ts';
import { table } from '../../render/columns.ts';
import { dateAndClock } from '../../render/figures.ts';
import { styleOn } from '../../render/palette.ts';
import type { Terminal } from '../../terminal.ts';

export interface AddOptions extends CommonOptions {
  readonly role: NatsUser['role'];
  readonly session?: readonly string[];
}

const effectText = ({ takesEffect, url }: UserChange): string =>
  ({
    now: url === undefined ? 'Nothing else was to be done.' : `The server at ${url} knows it now.`,
    'at-start': 'No server runs: the next one that is started knows it.',
    'after-restart':
      'The server that runs was started by an earlier version, or with other settings: it knows it after `reprise down` and `reprise up`.',
  })[takesEffect];

const mayDo = ({ role, sessions }: Pick<NatsUser, 'role' | 'sessions'>): string =>
  sessions === undefined
    ? `${role} of all sessions`
    : `${role} of ${sessions.length === 1 ? 'session' : 'the sessions'} ${sessions.join(', ')}`;

export const add = async (
  terminal: Terminal,
  { store, json, role, session }: AddOptions,
  name: string,
): Promise<number> => {
  const sessions = session && [...new Set(session)];
  for (const id of sessions ?? []) requireSessionId(id);
  const added = await addUser(
    { store, env: terminal.env },
    { user: name, role, ...(sessions !== undefined && { sessions }) },
  );
  const { user, file } = added;
  if (json) {
    terminal.print(jsonLine({ ...user, file, url: added.url, takesEffect: added.takesEffect }));
    return EXIT.ok;
  }
  const follows = sessions === undefined ? ['live.session.*'] : sessions.map((id) => `live.session.${id}`);
  terminal.print(`NATS user ${name} was added: ${mayDo(user)}.`);
  for (const [label, text] of [
    ['Password', `${user.password} (shown this once)`],
    ['Inbox prefix', user.inboxPrefix],
    ['Follows', follows.join(', ')],
    ...(role === 'writer' ? ([['Writes on', `reprise.as.${name}.write.…`]] as const) : []),
    ['File', `${file}, to give to its program`],
  ] as const)
    terminal.print(`${label.padEnd(14)}${text}`);
  terminal.print(effectText(added));
  return EXIT.ok;
};

export const list = async (terminal: Terminal, { store, json }: CommonOptions): Promise<number> => {
  const options = { store, env: terminal.env };
  const { users, unreadable } = await listUsers(options);
  for (const file of unreadable)
    terminal.note(`${storeFolder(options)}/nats-users/${file} is no valid user: the server does not know it.`);
  const shown = users.map(({ user, role, sessions, inboxPrefix, createdAt }) => ({
    ...{ user, role, sessions, inboxPrefix, createdAt },
  }));
  if (json) terminal.print(jsonLine(shown));
  else if (users.length === 0)
    terminal.print('No NATS user has a name; the logins of the roles are in the folder credentials of the store.');
  else {
    const style = styleOn(terminal);
    const header = ['USER', 'ROLE', 'CREATED', 'SESSIONS'].map((text) => ({ text, paint: style.header, whole: true }));
    const rows = users.map(({ user, role, sessions, createdAt }) => [
      ...[user, role, dateAndClock(createdAt)].map((text) => ({ text, whole: true })),
      sessions === undefined ? 'all' : sessions.join(', '),
    ]);
    for (const line of table(style, [header, ...rows], 0, 'wrap')) terminal.print(line);
  }
  return EXIT.ok;
};

export const remove = async (terminal: Terminal, { store, json }: CommonOptions, name: string): Promise<number> => {
  const { takesEffect, url } = await removeUser({ store, env: terminal.env }, name);
  if (json) {
    terminal.print(jsonLine({ user: name, removed: true, url, takesEffect }));
    return EXIT.ok;
  }
  terminal.print(`NATS user ${name} was removed.`);
  if (takesEffect === 'now' && url !== undefined) terminal.print('Its connections are ended.');
  if (takesEffect === 'after-restart')
    terminal.print('The server that runs was started by an earlier version: it lets it in until `reprise down`.');
  return EXIT.ok;
};
