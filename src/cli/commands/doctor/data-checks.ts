// The health checks of large texts, which lie beside the log.
import type { LogInspection } from '../../../log/nats/inspect.ts';
import { counted } from '../../render/figures.ts';
import { fail, pass, type Result, warn } from './health-check.ts';
import type { Inspection } from './inspection.ts';

/** The most objects that are named. */
const MOST_NAMED = 20;

export const largeTexts = ({ logs }: Inspection): Result[] => logs.flatMap(textsOf);

const textsOf = (log: LogInspection): Result[] => {
  if (log.data === undefined) return [];
  const { stream, replicas, objects, unreferenced, unread, differences } = log.data;
  const results: Result[] = differences.map(({ setting, found, wanted }) =>
    fail(
      `Stream ${stream}: ${setting} is ${JSON.stringify(found)}, expected ${JSON.stringify(wanted)}.`,
      `Set ${setting} of the stream as an administrator.`,
    ),
  );
  if (replicas < (log.stream?.replicas ?? 1))
    results.push(
      fail(
        `Stream ${stream} has ${counted(replicas, 'replica')}, the log has ${log.stream?.replicas}: large texts are refused.`,
        'Give it as many replicas, as an administrator.',
      ),
    );
  if (unreferenced.length > 0) {
    const named = unreferenced.slice(0, MOST_NAMED).join(', ');
    const more = unreferenced.length > MOST_NAMED ? `, and ${unreferenced.length - MOST_NAMED} more` : '';
    results.push(
      warn(
        `Stream ${stream}: no event refers to ${counted(unreferenced.length, 'large text')} (${named}${more}).`,
        'Its command was refused after the text was stored, or is being recorded now. It costs room only; an administrator can purge its subjects (`NAME.*`).',
      ),
    );
  }
  if (results.length > 0) return results;
  const rest = unread === 0 ? '' : ` ${counted(unread, 'session')} with large texts were not read.`;
  return [pass(`Stream ${stream} holds ${counted(objects, 'large text')}.${rest}`)];
};
