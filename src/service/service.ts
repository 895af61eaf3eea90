// What the service's operations work on, and who asks for them. HTTP and NATS are two ways to the same operations.
import type { Principal } from '../../machines/commands/command.ts';
import type { Admin } from '../admin/admin.ts';
import type { Log } from '../log/port.ts';
import type { SecretOptions } from '../secrets/secret-options.ts';
import { createHub, type Hub } from '../session/follow/hub.ts';
import { type Recorder, recorderOn } from '../session/write/recorder.ts';
import { type Catalogue, createCatalogue } from './catalogue/catalogue.ts';

/** Each role may do what those before it may. */
export const ROLES = ['reader', 'writer', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Who asks. */
export interface Caller {
  /** Recorded as the actor of a command that names none. Undefined for a caller that is not known by name. */
  readonly name?: string;
  readonly role: Role;
  /** The only sessions that it may see or write. Default: all. */
  readonly sessions?: readonly string[];
  /** The only actors that it may name, each with those of `NAME:…`. Default: by `maySpeakAs`. */
  readonly actors?: readonly string[];
  /** As whom it was authenticated: recorded with each event. Undefined where nobody has to be. */
  readonly auth?: Principal;
  /** Aborts when it may do nothing any more: its streams end. Default: never. */
  readonly ends?: AbortSignal;
}

/** Gives tickets: see src/service/auth/tickets.ts. */
export interface TicketOffice {
  issue(caller: Caller, path: string): { readonly ticket: string; readonly expiresAt: string };
}

export interface Service {
  readonly log: Log;
  readonly recorder: Recorder;
  /** All live streams of the process: the log is followed once for them. */
  readonly hub: Hub;
  /** The sessions of the log, the newest first, with their overviews. */
  readonly catalogue: Catalogue;
  /** Aborts when the service drains: streams end with their position, no new one begins. */
  readonly draining: AbortSignal;
  /** Only where operations are reached by addresses: over HTTP. */
  readonly tickets?: TicketOffice;
  /** Opens the admin's side of the log. Undefined: the service neither repairs nor erases. */
  readonly openAdmin?: OpenAdmin;
}

/** @throws RepriseError USAGE where no login of an admin is known, LOG_UNREACHABLE */
export type OpenAdmin = () => Promise<Admin & { close(): Promise<void> }>;

export interface ServiceOptions {
  readonly secrets?: SecretOptions | false | undefined;
  readonly draining: AbortSignal;
}

/** The service on a log. Nothing is read before it is asked for. */
export const serviceOn = (log: Log, { secrets, draining }: ServiceOptions): Service => ({
  log,
  recorder: recorderOn(log, secrets),
  hub: createHub(log),
  catalogue: createCatalogue(log, draining),
  draining,
});

/** Whether a caller may use what needs a role. */
export const mayAct = (caller: Caller, role: Role): boolean => ROLES.indexOf(caller.role) >= ROLES.indexOf(role);

/** Whether a caller may see a session. */
export const maySee = ({ sessions }: Caller, sessionId: string): boolean =>
  sessions === undefined || sessions.includes(sessionId);

/** The actor that people are, each by a name of their own behind it: `person:alice`. */
export const PERSON = 'person';

const isMeant = (actor: string, named: string): boolean => actor === named || actor.startsWith(`${named}:`);

/**
 * Whether a caller may send a command as this actor. One that is limited to actors: as these. Of the others, whoever was
 * authenticated and is no admin may be anybody but a person (`person`, `person:alice`), so that no agent answers for one.
 */
export const maySpeakAs = ({ actors, auth, role }: Caller, actor: string): boolean => {
  if (actors !== undefined) return actors.some((named) => isMeant(actor, named));
  return auth === undefined || role === 'admin' || !isMeant(actor, PERSON);
};
