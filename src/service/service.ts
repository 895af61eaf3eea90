// What the service's operations work on, and who asks for them. HTTP and NATS are two ways to the same operations.
import type { Log } from '../log/port.ts';
import type { SecretOptions } from '../secrets/secret-options.ts';
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
}

export interface Service {
  readonly log: Log;
  readonly recorder: Recorder;
  /** The sessions of the log, the newest first, with their overviews. */
  readonly catalogue: Catalogue;
  /** Aborts when the service drains: streams end with their position, no new one begins. */
  readonly draining: AbortSignal;
}

export interface ServiceOptions {
  readonly secrets?: SecretOptions | false | undefined;
  readonly draining: AbortSignal;
}

/** The service on a log. Nothing is read before it is asked for. */
export const serviceOn = (log: Log, { secrets, draining }: ServiceOptions): Service => ({
  log,
  recorder: recorderOn(log, secrets),
  catalogue: createCatalogue(log, draining),
  draining,
});

/** Whether a caller may use what needs a role. */
export const mayAct = (caller: Caller, role: Role): boolean => ROLES.indexOf(caller.role) >= ROLES.indexOf(role);

/** Whether a caller may see a session. */
export const maySee = ({ sessions }: Caller, sessionId: string): boolean =>
  sessions === undefined || sessions.includes(sessionId);
