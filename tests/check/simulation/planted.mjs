// Deliberate bugs in batching, settling, caching and following, each a change of one text in one compiled file. The
// simulation must find every one. A text that does not occur exactly once is an error: then the code has changed and the
// bug must be rewritten.

export const PLANTED = [
  // Batching.
  {
    name: 'each member of a batch is answered with the place of the first',
    file: 'src/log/nats/publish-together.js',
    from: 'sequence: stored.first + n',
    to: 'sequence: stored.first',
  },
  {
    name: 'a member of a batch under way is reported as not sent at its deadline',
    file: 'src/log/nats/queued-commit.js',
    from: "leave === undefined ? new NoAnswer('timeout') : new NotSent(",
    to: 'new NotSent(',
  },
  {
    name: 'after a batch its sessions are never written to again',
    file: 'src/log/nats/commit-queue.js',
    from: '        for (const entry of entries)\n            this.#next(entry);\n        this.#flushSoon();',
    to: '        this.#flushSoon();',
  },
  {
    name: 'two writes of one session are under way at the same time',
    file: 'src/session/write/turns.js',
    from: 'before.then(task, task)',
    to: 'Promise.resolve().then(task)',
  },
  // Settling.
  {
    name: 'a deadline is reported as a failure, whether the commit may have landed or not',
    file: 'src/log/nats/append.js',
    from: '    if (mayBeRecorded)\n        return',
    to: '    if (mayBeRecorded && end < 0)\n        return',
  },
  {
    name: "another writer's commit is taken for this one",
    file: 'src/log/nats/append.js',
    from: 'next !== undefined && isOurs && Buffer.compare(next.body, body) === 0',
    to: 'next !== undefined',
  },
  {
    name: 'an attempt without an answer counts as not sent',
    file: 'src/log/nats/append.js',
    from: "mayBeRecorded ||= error.reason !== 'no-responders'",
    to: "mayBeRecorded ||= error.reason === 'silent'",
  },
  {
    name: 'a caller whose deadline passes is told that nothing was sent',
    file: 'src/session/write/send-group.js',
    from: 'const late = () => member.fail(this.#unknown(member, commitId, why));',
    to: 'const late = () => member.failUnsent(this.#sessionId);',
  },
  // Caching.
  {
    name: 'the cache keeps a commit whose outcome is unknown',
    file: 'src/session/write/write-context.js',
    from: 'loaded.forget(sessionId);',
    to: 'loaded.advance({ sessionId, state: commit.state, head: commit.head, sequence: sequence + 1 });',
  },
  {
    name: 'of two states that were read the older is cached',
    file: 'src/session/write/loaded-sessions.js',
    from: 'cached.sequence > session.sequence ? cached : session',
    to: 'cached.sequence < session.sequence ? cached : session',
  },
  {
    name: 'what was cached counts as the newest',
    file: 'src/session/write/send-group.js',
    from: '#isNewest = false;',
    to: '#isNewest = true;',
  },
  {
    name: 'ids of commands are forgotten after a while',
    file: 'machines/decide.js',
    from: 'state.record.commands.get(command.id)',
    to: '[state.record.commands.get(command.id)].find((one) => one && one.firstOrdinal > state.ordinal - 3)',
  },
  // Following.
  {
    name: 'a follower skips a commit after it was disconnected',
    file: 'src/log/nats/follow.js',
    from: 'opt_start_seq: cursor + 1',
    to: 'opt_start_seq: cursor + (caughtUp ? 2 : 1)',
  },
  {
    name: 'a follower has caught up one commit early',
    file: 'src/log/nats/follow.js',
    from: 'history <= 0',
    to: 'history <= 1',
  },
  {
    name: 'a subscriber that goes on within a commit misses the rest of it',
    file: 'src/session/follow/begin.js',
    from: "sequence < last.sequence || index <= ('index' in last ? last.index : Number.POSITIVE_INFINITY)",
    to: 'sequence <= last.sequence',
  },
];
