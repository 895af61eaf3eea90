// The service as one caller sees it: what it may not see is not there for any operation, and what it records carries its
// name. So an operation that forgets to ask who calls still shows and records nothing that it must not.
import { defined } from '../../../machines/defined.ts';
import type { Log } from '../../log/port.ts';
import type { Hub } from '../../session/follow/hub.ts';
import type { NewCommand } from '../../session/write/new-command.ts';
import type { Recorder } from '../../session/write/recorder.ts';
import type { Sessions } from '../../session/write/sessions.ts';
import { RequestError } from '../problem.ts';
import { type Caller, mayAct, maySee, maySpeakAs, type Service } from '../service.ts';

/** @throws RequestError FORBIDDEN */
const requireSight = (caller: Caller, sessionId: string): void => {
  if (!maySee(caller, sessionId))
    throw new RequestError('FORBIDDEN', `This caller may not see session ${sessionId}.`, { sessionId });
};

/** @throws RequestError FORBIDDEN */
const requireActor = (caller: Caller, actor: string): void => {
  if (maySpeakAs(caller, actor)) return;
  const { actors } = caller;
  throw new RequestError(
    'FORBIDDEN',
    actors === undefined
      ? `This caller may not act as a person: ${JSON.stringify(actor)}.`
      : `This caller may act as ${actors.join(', ')} only, not as ${JSON.stringify(actor)}.`,
    { hint: 'A token acts as whom `reprise token create --actor` names.', actor },
  );
};

/** The command as its caller may send it. @throws RequestError FORBIDDEN */
const commandOf = (caller: Caller, command: NewCommand): NewCommand => {
  const { name } = caller;
  const { actor = name, data } = command;
  if (actor !== undefined) requireActor(caller, actor);
  const parent = (data as { readonly parentSession?: unknown } | null | undefined)?.parentSession;
  if (typeof parent === 'string') requireSight(caller, parent);
  return actor === command.actor ? command : { ...command, ...defined({ actor }) };
};

const sessionsOf = (sessions: Sessions, caller: Caller): Sessions => {
  const { auth } = caller;
  const seen = (sessionId: string): void => requireSight(caller, sessionId);
  return {
    async send(sessionId, command, options = {}) {
      seen(sessionId);
      return sessions.send(sessionId, commandOf(caller, command), { ...options, ...defined({ auth }) });
    },
    async record(sessionId, commands, options = {}) {
      seen(sessionId);
      const all = [...commands].map((command) => commandOf(caller, command));
      return sessions.record(sessionId, all, { ...options, ...defined({ auth }) });
    },
    async load(sessionId) {
      seen(sessionId);
      return sessions.load(sessionId);
    },
    read(sessionId, options) {
      seen(sessionId);
      return sessions.read(sessionId, options);
    },
    sightOf(sessionId) {
      seen(sessionId);
      return sessions.sightOf(sessionId);
    },
  };
};

const logOf = (log: Log, caller: Caller): Log => {
  const { sessions: only } = caller;
  const seen = (sessionId: string): void => requireSight(caller, sessionId);
  return {
    stream: log.stream,
    maxCommitBytes: log.maxCommitBytes,
    durability: log.durability,
    ...defined({ deadlineMs: log.deadlineMs }),
    async append(sessionId, commit, options) {
      seen(sessionId);
      // Only an import of an export appends lines: they name actors, and who was authenticated, by their own word.
      if (!mayAct(caller, 'admin') || caller.actors !== undefined)
        throw new RequestError('FORBIDDEN', 'An exported session is recorded as it is, whoever acted in it.', {
          hint: 'That needs a token of the role admin that is not limited to actors.',
        });
      return log.append(sessionId, commit, options);
    },
    read(sessionId, options) {
      seen(sessionId);
      return log.read(sessionId, options);
    },
    async last(sessionId) {
      seen(sessionId);
      return log.last(sessionId);
    },
    async sessions() {
      return (await log.sessions()).filter(({ sessionId }) => maySee(caller, sessionId));
    },
    follow(options) {
      if (only === undefined) return log.follow(options);
      for (const sessionId of options.sessions ?? []) seen(sessionId);
      const sessions = options.sessions === undefined || options.sessions.length === 0 ? only : options.sessions;
      return log.follow({ ...options, sessions });
    },
    // The log is the service's: a caller closes nothing.
    close: () => Promise.resolve(),
  };
};

const hubOf = (hub: Hub, caller: Caller): Hub => ({
  subscribe(options = {}) {
    const { sessions = [] } = options;
    const named = typeof sessions === 'string' ? [sessions] : sessions;
    for (const sessionId of named) requireSight(caller, sessionId);
    return hub.subscribe({ ...options, ...defined({ sessions: named.length > 0 ? named : caller.sessions }) });
  },
  subscribeView(sessionId, view, options) {
    requireSight(caller, sessionId);
    return hub.subscribeView(sessionId, view, options);
  },
  get load() {
    return hub.load;
  },
  // The hub is the service's: a caller closes nothing.
  close: () => Promise.resolve(),
});

const recorderOf = (recorder: Recorder, log: Log, caller: Caller): Recorder => ({
  ...recorder,
  log,
  sessions: sessionsOf(recorder.sessions, caller),
  hasSession: async (sessionId) => maySee(caller, sessionId) && recorder.hasSession(sessionId),
});

/** The service as this caller may use it; itself for a caller that nobody had to name. */
export const scopedService = <S extends Service>(service: S, caller: Caller): S => {
  const { name, sessions, actors, auth } = caller;
  if (name === undefined && sessions === undefined && actors === undefined && auth === undefined) return service;
  const log = logOf(service.log, caller);
  return {
    ...service,
    log,
    recorder: recorderOf(service.recorder, log, caller),
    hub: hubOf(service.hub, caller),
  };
};
