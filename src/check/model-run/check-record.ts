// The end of a run: the record read from its first event on, and counted without the model's help.
import type { Log } from '../../log/port.ts';
import { logSource } from '../../session/record/source.ts';
import { verify } from '../../session/record/verify.ts';
import { ModelMismatch, type SessionModel, same } from './session-model.ts';

/**
 * That the log holds the events of every acknowledged command once, in one piece, and nothing else; and that the record
 * verifies.
 * @throws ModelMismatch
 */
export const checkWholeRecord = async (log: Log, model: SessionModel): Promise<void> => {
  const lines: string[] = [];
  for await (const commit of log.read(model.sessionId)) lines.push(...commit.lines);
  if (!same(lines, model.lines))
    throw new ModelMismatch('read as a whole, the log holds other lines than read bit by bit.');
  const held: string[] = [];
  for (const line of lines) {
    const { commandid } = JSON.parse(line) as { commandid: string };
    if (held.at(-1) !== commandid) held.push(commandid);
  }
  const acknowledged = [...model.sent].filter(([, sent]) => sent.acknowledged).map(([id]) => id);
  if (!same([...held].sort(), [...acknowledged].sort()))
    throw new ModelMismatch(`acknowledged were ${acknowledged.join(', ')}; the log holds ${held.join(', ')}.`);
  if (lines.length === 0) return;
  const report = await verify(logSource(log, model.sessionId));
  if (report.ok) return;
  const why = report.fault?.sentence ?? report.disagreements[0]?.sentence;
  throw new ModelMismatch(
    `the record does not verify: ${why ?? 'an event is unlawful, or its export has other views.'}`,
  );
};
