// The contract of events that do not fit one body: their data may be stored apart, and nobody who reads sees it.
import assert from 'node:assert/strict';
import { isRepriseError } from '../../errors.ts';
import { MAX_WHOLE_COMMIT_BYTES } from '../../log/commit-limit.ts';
import type { ContractCase } from './contract-case.ts';
import { appended, codeOf, collect, commitOf, commitsIn, conflicted, followUntil, fresh, isCaughtUp } from './steps.ts';

const TAIL = `"},"hash":"${'0'.repeat(64)}"}`;
/** What events are full of: quotes, characters of several bytes, and texts that look like the members of an event. */
const WORDS = '\\",\\"data\\":{\\"ü\\": \\"日本語\\"} ';

/** The line of an event with so many bytes. */
const eventLine = (bytes: number): string => {
  const head = `{"specversion":"1.0","id":"${fresh('event')}","type":"t","data":{"text":"`;
  const room = bytes - head.length - TAIL.length;
  const words = WORDS.repeat(Math.floor(Math.min(room, 100_000) / Buffer.byteLength(WORDS)));
  return head + words + 'x'.repeat(room - Buffer.byteLength(words)) + TAIL;
};

/** More than any log takes in one body. */
const beyond = (maxCommitBytes: number): number => Math.max(maxCommitBytes, 100_000) + 1;

export const LARGE_CASES: readonly ContractCase[] = [
  {
    title: 'an event that does not fit one body is read, and followed, as it was appended',
    check: async ({ log }) => {
      const session = fresh('large');
      const line = eventLine(beyond(log.maxCommitBytes));
      const before = appended(await log.append(session, commitOf(), { expected: 0 }));
      const sequence = appended(await log.append(session, commitOf(line), { expected: before }));
      const small = commitOf();
      appended(await log.append(session, small, { expected: sequence }));
      const read = await collect(log.read(session));
      assert.ok(read[1]?.lines[0] === line, 'the line read is not the line that was appended');
      assert.deepEqual(read[2]?.lines, small.lines);
      assert.ok((await collect(log.read(session, { after: before })))[0]?.lines[0] === line);
      const followed = await followUntil(log, { sessions: [session], from: { kind: 'start' } }, isCaughtUp);
      assert.ok(commitsIn(followed)[1]?.lines[0] === line, 'the line followed is not the line that was appended');
    },
  },
  {
    title: 'a commit may have several such events among small ones',
    check: async ({ log }) => {
      const session = fresh('several');
      const bytes = beyond(log.maxCommitBytes);
      const commit = commitOf(eventLine(300), eventLine(bytes), eventLine(300), eventLine(bytes + 7), eventLine(300));
      appended(await log.append(session, commit, { expected: 0 }));
      const last = await log.last(session);
      assert.ok(last?.lines.every((line, index) => line === commit.lines[index]) && last.lines.length === 5);
    },
  },
  {
    title: 'such a commit that is sent again is appended once, and one under a stale expectation is a conflict',
    check: async ({ log }) => {
      const session = fresh('again');
      const commit = commitOf(eventLine(beyond(log.maxCommitBytes)));
      const sequence = appended(await log.append(session, commit, { expected: 0 }));
      assert.equal(appended(await log.append(session, commit, { expected: 0 })), sequence);
      assert.equal(conflicted(await log.append(session, { ...commit, id: fresh('other') }, { expected: 0 })), sequence);
      assert.equal((await collect(log.read(session))).length, 1);
    },
  },
  {
    title: 'a commit of 64 MiB is appended, and one more byte is refused with both sizes',
    check: async ({ log }) => {
      const session = fresh('largest');
      const line = eventLine(MAX_WHOLE_COMMIT_BYTES - 1);
      const larger = log.append(session, commitOf(`${line.slice(0, 200)}x${line.slice(200)}`), { expected: 0 });
      const error = await larger.catch((reason: unknown) => reason);
      assert.ok(isRepriseError(error, 'COMMIT_TOO_LARGE'), `expected COMMIT_TOO_LARGE, got ${error}`);
      assert.deepEqual(
        { bytes: error.fields.bytes, maxBytes: error.fields.maxBytes },
        { bytes: MAX_WHOLE_COMMIT_BYTES + 1, maxBytes: MAX_WHOLE_COMMIT_BYTES },
      );
      assert.equal(await log.last(session), undefined);
      appended(await log.append(session, commitOf(line), { expected: 0, deadlineMs: 60_000 }));
      assert.ok((await log.last(session))?.lines[0] === line, 'the line read is not the line that was appended');
    },
  },
  {
    title: 'a commit of many small events that do not fit one body is refused',
    check: async ({ log }) => {
      const count = Math.ceil(log.maxCommitBytes / 1_000) + 1;
      const lines = Array.from({ length: count }, () => eventLine(1_000));
      assert.equal(await codeOf(log.append(fresh('many'), commitOf(...lines), { expected: 0 })), 'COMMIT_TOO_LARGE');
    },
  },
];
