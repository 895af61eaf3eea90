// Which lines of a server's log mean that it may have stopped to store: lines as nats-server 2.15 writes them.
import { describe, expect, it } from 'vitest';
import { hasServerError } from '../../src/server/watch-writes.ts';

describe('an error in the log of a server', () => {
  it.each([
    '[7] 2026/11/27 07:41:00.000000 [ERR] JetStream failed to store a msg on stream "$G > REPRISE": no space left on device',
    '[7] 2026/11/27 07:41:00.000000 [FTL] Error starting',
    '[7] 2026/11/27 07:41:00.000000 [INF] one\n[7] 2026/11/27 07:41:00.000000 [ERR] two\n',
  ])('is %s', (text) => expect(hasServerError(text)).toBe(true));

  it.each([
    '',
    '[7] 2026/11/27 07:41:00.000000 [INF] Server is ready',
    '[7] 2026/11/27 07:41:00.000000 [ERR] 127.0.0.1:40000 - cid:7 - "v3.4.0:nodejs:ann" - Publish Violation - Username "ann", Subject "session.s1"',
    '[7] 2026/11/27 07:41:00.000000 [ERR] 127.0.0.1:40000 - cid:7 - Subscription Violation - Username "ann", Subject ">", SID 1',
    '[7] 2026/11/27 07:41:00.000000 [ERR] 127.0.0.1:40000 - cid:7 - authentication error - User "ann"',
  ])('is not what a client is refused: %s', (text) => expect(hasServerError(text)).toBe(false));
});
