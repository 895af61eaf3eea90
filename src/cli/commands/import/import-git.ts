// `import plan.md --git`: the history of a plan.md in its repository, as a session.
import { EXIT, RepriseError } from '../../../errors.ts';
import { commandsFromGit, sessionIdOf } from '../../../formats/plan-md/from-git.ts';
import { fileHistory } from '../../../formats/plan-md/git-log.ts';
import { refusalError } from '../../../import/import-session.ts';
import { requireSessionId } from '../../../log/session-id.ts';
import type { SecretOptions } from '../../../secrets/secret-options.ts';
import { createSessions } from '../../../session/write/create-sessions.ts';
import { jsonLine } from '../../json-line.ts';
import { withLog } from '../../opened-log.ts';
import { counted, number } from '../../render/figures.ts';
import { styleOf } from '../../render/palette.ts';
import type { Terminal } from '../../terminal.ts';
import type { ImportCommandOptions } from './options.ts';
import { noteProgress } from './progress.ts';

export const importGit = async (
  terminal: Terminal,
  options: ImportCommandOptions,
  file: string,
  secrets: SecretOptions,
): Promise<number> => {
  const history = await fileHistory(file);
  const sessionId = options.session ?? sessionIdOf(history);
  requireSessionId(sessionId);
  const { commands, changed, unchanged } = commandsFromGit(history, sessionId);
  if (history.shallow) terminal.note('The clone is shallow: what it lacks of the history is not told.');
  return withLog(terminal, options, async ({ log }) => {
    const result = await createSessions(log, { secrets }).record(sessionId, commands, {
      onProgress: noteProgress(terminal),
    });
    if (result.refused?.rejection.rule === 'E.command')
      throw new RepriseError('CONFLICT', `Session ${sessionId} is recorded already, from another history.`, {
        hint: 'Nothing was recorded. Name another session: `--session ID`.',
        fields: { sessionId },
      });
    if (result.refused !== undefined) throw refusalError(result.refused.command.name, result.refused.rejection);
    const { recorded, repeated, violations, redacted } = result;
    if (options.json) {
      const { repository, path, commits } = history;
      terminal.print(
        jsonLine({
          sessionId,
          repository,
          path,
          commits: commits.length,
          changed,
          unchanged,
          added: recorded,
          repeated,
          redacted,
          violations,
        }),
      );
      return EXIT.ok;
    }
    const style = styleOf({ colours: terminal.colour, width: terminal.columns });
    const other = unchanged === 0 ? '' : `, and ${number(unchanged)} more that changed no item`;
    terminal.print(`${counted(changed, 'commit')} of ${history.path} changed the plan${other}.`);
    terminal.print(
      recorded === 0
        ? `Session ${sessionId} is there already: nothing was added.`
        : style.good(`Recorded ${counted(recorded, 'event')}. See the plan with \`reprise view plan ${sessionId}\`.`),
    );
    return EXIT.ok;
  });
};
