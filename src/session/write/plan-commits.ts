// Plans the commits of many commands before anything is sent: decided one after the other, and divided between commands so
// that each commit fits the log.
import { check, type Violation } from '../../../machines/check.ts';
import type { Command } from '../../../machines/commands/command.ts';
import { decide, type Rejection } from '../../../machines/decide.ts';
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { evolve } from '../../../machines/evolve.ts';
import { RepriseError } from '../../errors.ts';
import { sha256 } from '../../sha256.ts';
import { type ChainHead, decodeCommit, encodeCommit } from '../record/chain.ts';
import type { LoadedSession } from './loaded-sessions.ts';
import { invalidCommand } from './new-command.ts';

/** A rule that an event violates, and the event. */
export interface PlacedViolation extends Violation {
  readonly ordinal: number;
  readonly type: string;
}

export interface PlannedCommit {
  readonly id: string;
  readonly lines: readonly string[];
  readonly events: readonly RecordedEvent[];
  readonly violations: readonly PlacedViolation[];
  readonly head: ChainHead;
  /** How many commands of the list are done once this commit is recorded. */
  readonly commandsDone: number;
}

export interface CommitPlan {
  readonly commits: readonly PlannedCommit[];
  /** How many commands were recorded earlier. */
  readonly repeated: number;
  /** How many commands would change nothing. */
  readonly unchanged: number;
  readonly refused: { readonly place: number; readonly command: Command; readonly rejection: Rejection } | undefined;
}

export interface PlanContext {
  readonly now: () => string;
  readonly newId: () => string;
  readonly maxCommitBytes: number;
}

const bytesOf = (lines: readonly string[]): number =>
  lines.reduce((bytes, line) => bytes + Buffer.byteLength(line) + 1, 0);

/**
 * Decides `commands` from place `from` on; stops at the first that is refused.
 * @throws RepriseError USAGE (a command is not valid), COMMIT_TOO_LARGE (one command alone does not fit a commit)
 */
export const planCommits = (
  session: LoadedSession,
  commands: readonly Command[],
  from: number,
  { now, newId, maxCommitBytes }: PlanContext,
): CommitPlan => {
  const { sessionId } = session;
  const commits: PlannedCommit[] = [];
  let { state, head } = session;
  let repeated = 0;
  let unchanged = 0;
  let open: { id: string; lines: string[]; events: RecordedEvent[]; violations: PlacedViolation[]; bytes: number } = {
    id: newId(),
    lines: [],
    events: [],
    violations: [],
    bytes: 0,
  };
  const close = (commandsDone: number) => {
    const { bytes: _, ...commit } = open;
    if (commit.lines.length > 0) commits.push({ ...commit, head, commandsDone });
    open = { id: newId(), lines: [], events: [], violations: [], bytes: 0 };
  };

  // A single command needs no number in messages.
  const placeOf = (place: number) => (commands.length === 1 ? undefined : place);
  for (let place = from; place < commands.length; place += 1) {
    const command = commands[place] as Command;
    const decision = decide(state, command, { now: now(), newId, commitId: open.id, sha256 });
    if (decision.kind === 'invalid') throw invalidCommand(command, decision.sentence, placeOf(place));
    if (decision.kind === 'repeated') {
      repeated += 1;
      continue;
    }
    if (decision.kind === 'unchanged') {
      unchanged += 1;
      continue;
    }
    if (decision.kind === 'rejected') {
      close(place);
      return { commits, repeated, unchanged, refused: { place, command, rejection: decision.rejection } };
    }
    let encoded = encodeCommit(sessionId, decision.events, head);
    let bytes = bytesOf(encoded.commit.lines);
    if (open.bytes > 0 && open.bytes + bytes > maxCommitBytes) {
      close(place);
      const { id: commitid } = open;
      const moved = decision.events.map((event) => ({ ...event, commitid }));
      encoded = encodeCommit(sessionId, moved, head);
      bytes = bytesOf(encoded.commit.lines);
    }
    if (bytes > maxCommitBytes)
      throw new RepriseError(
        'COMMIT_TOO_LARGE',
        `Command ${place + 1} (${command.name}) results in ${bytes} bytes; this log takes at most ${maxCommitBytes} in one commit.`,
        {
          hint: 'Nothing was sent. Make the command smaller, or raise max_payload of the server.',
          fields: { place, command: command.name, bytes, maxBytes: maxCommitBytes },
        },
      );
    // The state is folded from the lines as they will be read back, not from the events that they were made from.
    const { events, fault } = decodeCommit({ sessionId, lines: encoded.commit.lines }, head);
    if (fault !== undefined) throw invalidCommand(command, fault.got, placeOf(place));
    for (const event of events) {
      if (event.violates !== undefined)
        for (const violation of check(state, event))
          open.violations.push({ ...violation, ordinal: event.ordinal, type: event.type });
      state = evolve(state, event);
    }
    open.lines.push(...encoded.commit.lines);
    open.events.push(...events);
    open.bytes += bytes;
    head = encoded.head;
  }
  close(commands.length);
  return { commits, repeated, unchanged, refused: undefined };
};
