// The end of a run: the complete record, read from its first event and checked without the model's own reading.
import type { Log } from '../../log/port.ts';
import { logSource } from '../../session/record/source.ts';
import { verify } from '../../session/record/verify.ts';
import { ModelMismatch, type SessionModel, same } from './session-model.ts';

/**
 * Requires that the log has the events of every acknowledged command once, together, and nothing else, and that the record
 * verifies.
 * @param isVerified whether the record is verified too, its views and its export included
 * @throws ModelMismatch
 */
export const checkRecord = async (log: Log, model: SessionModel, isVerified = true): Promise<void> => {
  const lines: string[] = [];
  for await (const commit of log.read(model.sessionId)) lines.push(...commit.lines);
  if (!same(lines, model.lines))
    throw new ModelMismatch('read from its start, the log has other lines than read commit by commit.');
  const held: string[] = [];
  for (const line of lines) {
    const { commandid } = JSON.parse(line) as { commandid: string };
    if (held.at(-1) !== commandid) held.push(commandid);
  }
  const acknowledged = [...model.sent].filter(([, sent]) => sent.acknowledged).map(([id]) => id);
  if (!same([...held].sort(), [...acknowledged].sort()))
    throw new ModelMismatch(`acknowledged were ${acknowledged.join(', ')}; the log has ${held.join(', ')}.`);
  if (lines.length === 0 || !isVerified) return;
  const report = await verify(logSource(log, model.sessionId));
  if (report.ok) return;
  const why = report.fault?.sentence ?? report.disagreements[0]?.sentence;
  throw new ModelMismatch(
    `the record does not verify: ${why ?? 'an event violates a rule, or its export has other views.'}`,
  );
};
