// Recording a session from its four files: all of it or, where it is refused, nothing.
import type { Rejection } from '../../machines/decide.ts';
import type { Enforcement } from '../../machines/profile.ts';
import { RepriseError } from '../errors.ts';
import { type ImportedSession, readSessionFolder } from '../formats/session-files/read-session-folder.ts';
import type { Log } from '../log/port.ts';
import { redact } from '../secrets/redact.ts';
import { patternsFrom, type SecretOptions } from '../secrets/secret-options.ts';
import { createSessions, type RecordResult } from '../session/service.ts';
import { number } from './render/figures.ts';

export interface Imported extends Pick<ImportedSession, 'sessionId' | 'report'> {
  readonly result: RecordResult;
  /** True where the log held all of it before. */
  readonly wasThere: boolean;
  readonly enforcement: Enforcement;
}

export interface ImportSessionOptions {
  /** Default `observe`. */
  readonly enforcement?: Enforcement;
  /** What is replaced as a secret. */
  readonly secrets?: SecretOptions | false;
  /** Told, in a sentence, how far it is, when it takes several commits. */
  readonly onProgress?: (sentence: string) => void;
}

/** A refusal as a failure of the command that asked: the rule, the state, what is legal now. */
export const refusalError = (what: string, rejection: Rejection): RepriseError => {
  const { rule, sentence, detail, state, legal } = rejection;
  const at = [
    `session ${state.session}`,
    `event ${state.ordinal}`,
    ...state.phases.map((phase) => `phase ${phase}`),
  ].join(', ');
  return new RepriseError('REFUSED', `${what} is refused by ${rule}: ${sentence} Here: ${detail} (${at}).`, {
    hint: `Nothing was recorded. Legal here: ${legal.length === 0 ? 'nothing' : legal.slice(0, 8).join(', ')}.`,
    fields: { ...rejection },
  });
};

/**
 * A session that the log holds already keeps the way in which the law is applied to it.
 * @throws RepriseError as `readSessionFolder` and `Sessions.record`; REFUSED
 */
export const importSession = async (
  log: Log,
  folder: string,
  { enforcement: wanted = 'observe', secrets = {}, onProgress }: ImportSessionOptions,
): Promise<Imported> => {
  const sessions = createSessions(log, { secrets });
  const first = await readSessionFolder(folder, { enforcement: wanted });
  const { state } = await sessions.load(first.sessionId);
  const enforcement = state.begun ? state.enforcement : wanted;
  const { sessionId, commands, report } =
    enforcement === wanted ? first : await readSessionFolder(folder, { enforcement });
  const result = await sessions.record(sessionId, commands, {
    onProgress: ({ recorded, total }) => {
      if (recorded < total) onProgress?.(`Recorded ${number(recorded)} of ${number(total)} events ...`);
    },
  });
  if (result.refused !== undefined) {
    const { command, rejection } = result.refused;
    throw refusalError(`${command.name} (${command.derivedFrom ?? command.id})`, rejection);
  }
  // It quotes the files; what it says must not tell either.
  const harmless = redact(report, patternsFrom(secrets)).value;
  return { sessionId, report: harmless, result, enforcement, wasThere: result.recorded === 0 };
};
