// The contract of what a log refuses: ids, sizes and lines that are not valid, and every call once it is closed.
import assert from 'node:assert/strict';
import { isRepriseError } from '../../errors.ts';
import type { ContractCase } from './contract-case.ts';
import { appended, codeOf, collect, commitOf, fresh } from './steps.ts';

const BAD_IDS = ['', 'a.b', 'a b', '*', '>', 'ä', 'x'.repeat(65), 'a\n'];
/** The last one is stored as it is only where its data are stored apart. */
const BAD_LINES = [
  [],
  [''],
  ['a\nb'],
  ['\uD800'],
  [`{"id":"e","datasize":1,"dataref":"sha256:${'0'.repeat(64)}","hash":"${'0'.repeat(64)}"}`],
];

export const REFUSAL_CASES: readonly ContractCase[] = [
  ...BAD_IDS.map(
    (id): ContractCase => ({
      title: `the session id ${JSON.stringify(id)} is refused`,
      check: async ({ log }) => {
        assert.equal(await codeOf(log.append(id, commitOf(), { expected: 0 })), 'BAD_SESSION_ID');
        assert.equal(await codeOf(log.last(id)), 'BAD_SESSION_ID');
        assert.equal(await codeOf(collect(log.read(id))), 'BAD_SESSION_ID');
        const following = log.follow({ sessions: [id], from: { kind: 'start' } });
        assert.equal(await codeOf(collect(following)), 'BAD_SESSION_ID');
      },
    }),
  ),
  {
    title: 'a commit of the largest size is appended, and one more byte is refused with both sizes',
    check: async ({ log }) => {
      const session = fresh('size');
      const line = 'x'.repeat(log.maxCommitBytes - 1);
      const error = await log.append(session, commitOf(`${line}x`), { expected: 0 }).catch((reason: unknown) => reason);
      assert.ok(isRepriseError(error, 'COMMIT_TOO_LARGE'), `expected COMMIT_TOO_LARGE, got ${error}`);
      assert.deepEqual(
        { bytes: error.fields.bytes, maxBytes: error.fields.maxBytes },
        { bytes: log.maxCommitBytes + 1, maxBytes: log.maxCommitBytes },
      );
      assert.equal(await log.last(session), undefined);
      appended(await log.append(session, commitOf(line), { expected: 0 }));
      assert.equal((await log.last(session))?.lines[0]?.length, line.length);
      assert.equal((await collect(log.read(session)))[0]?.lines[0]?.length, line.length);
    },
  },
  ...BAD_LINES.map(
    (lines): ContractCase => ({
      title: `a commit with the lines ${JSON.stringify(lines)} is a bug of the caller`,
      check: ({ log }) =>
        assert.rejects(log.append(fresh('bug'), { id: fresh('commit'), lines }, { expected: 0 }), Error),
    }),
  ),
  {
    title: 'a closed log cannot be reached',
    check: async ({ start }) => {
      const store = await start();
      const log = await store.open();
      await log.close();
      await store.stop();
      assert.equal(await codeOf(log.append(fresh('closed'), commitOf(), { expected: 0 })), 'LOG_UNREACHABLE');
      assert.equal(await codeOf(log.last(fresh('closed'))), 'LOG_UNREACHABLE');
      assert.equal(await codeOf(collect(log.read(fresh('closed')))), 'LOG_UNREACHABLE');
      assert.equal(await codeOf(collect(log.follow({ from: { kind: 'start' } }))), 'LOG_UNREACHABLE');
    },
  },
];
