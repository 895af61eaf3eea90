// A command before it is sent: it gets its id, and where it has none its time, when it is.
import type { Profile } from '../../../machines/profile.ts';

export interface GeneratedCommand {
  /** A command's word (`task.start`), or the type of a fact (`task_started`). */
  readonly name: string;
  /** As the schema of the command says; default `{}`. */
  readonly data?: unknown;
  /** Default `orchestrator`. */
  readonly actor?: string;
  /** When it happened; default: a second after the command before it. */
  readonly time?: string;
}

/** The first command of a session: its profile (default `normal`), and what else `session.start` takes. */
export const startCommand = (
  profile: string | Profile = 'normal',
  data: Readonly<Record<string, unknown>> = {},
): GeneratedCommand => ({
  name: 'session.start',
  data: { goal: 'Reset passwords by email', profile, ...data },
});
