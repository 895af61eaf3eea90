// The session: messages lost while a WebSocket reconnects, diagnosed, fixed, validated and reviewed in five cycles.
import { Script } from '../script.ts';

export const websocketReconnection = new Script('websocket-reconnection', '2025-11-10T09:00:00.000Z')
  .begin(
    'Fix a race condition in WebSocket reconnection',
    'WebSocket connections sometimes drop messages during reconnection',
  )
  .cycle(1, 'Diagnosis')
  .add('plan.title', { title: 'Bug Fix: WebSocket message loss during reconnection' })
  .items([
    { id: 'diagnose', text: 'Diagnose message loss during WebSocket reconnection' },
    { id: 'fix', text: 'Fix root cause' },
    { id: 'validate', text: 'Validate fix under concurrent load' },
    { id: 'review', text: 'Review fix' },
  ])
  .send({
    agents: [
      {
        agentId: 'debug-1-1',
        agentType: 'debug',
        itemIds: ['diagnose'],
        instruction:
          'Diagnose why WebSocket messages are lost during reconnection. Focus on src/ws/client.ts and src/ws/reconnect.ts. Check for race conditions between disconnect handler and message queue. Look at git blame for recent changes to reconnection logic.',
      },
    ],
  })
  .wait(11)
  .report('debug-1-1', {
    text: 'Root cause: reconnect() clears the message queue before the new socket is ready. Messages sent between disconnect and reconnect are dropped. Line 47 of src/ws/reconnect.ts — queue.clear() is called in onDisconnect but should be deferred until onReconnect confirms the new socket is live. Confidence: High.',
    rootCause: 'reconnect() clears the message queue before the new socket is ready.',
    confidence: 'high',
  })
  .endCycle(1)

  .cycle(2, 'Read diagnosis, plan fix')
  .done('diagnose')
  .add('item.note', { itemId: 'fix', note: 'queue.clear() at L47 of reconnect.ts runs too early' })
  .send({
    agents: [
      {
        agentId: 'implement-2-1',
        agentType: 'implement',
        itemIds: ['fix'],
        instruction:
          'Fix race condition in src/ws/reconnect.ts. Root cause: queue.clear() at line 47 runs on disconnect, dropping pending messages. Fix: defer queue drain until reconnect confirms new socket. Buffer messages during reconnection window. See existing buffer pattern in src/ws/buffer.ts.',
      },
    ],
  })
  .wait(16)
  .add('file.modify', { path: 'src/ws/reconnect.ts' }, 'implement-2-1')
  .add('file.modify', { path: 'src/ws/buffer.ts' }, 'implement-2-1')
  .report(
    'implement-2-1',
    {
      text: 'Fixed. Moved queue.clear() to onReconnect callback after socket.readyState confirms OPEN. Added message buffer during reconnection window. 2 files changed.',
    },
    ['src/ws/reconnect.ts', 'src/ws/buffer.ts'],
  )
  .endCycle(2)

  .cycle(3, 'Validate')
  .add('item.done', { itemId: 'fix', note: '' })
  .send({
    agents: [
      {
        agentId: 'validate-3-1',
        agentType: 'validate',
        itemIds: ['validate'],
        instruction:
          'Verify WebSocket reconnection fix. Run existing tests in src/__tests__/ws/. Manually verify: disconnect simulation should not lose queued messages. Check that buffer drains correctly on reconnect.',
      },
    ],
  })
  .wait(8)
  .report('validate-3-1', {
    text: 'PASS. Existing tests pass, reconnection preserves messages.',
    verdict: 'pass',
  })
  .endCycle(3)

  .cycle(4, 'Review and complete')
  .done('validate')
  .send({
    agents: [
      {
        agentId: 'review-4-1',
        agentType: 'review',
        itemIds: ['review'],
        instruction:
          'Review changes in src/ws/reconnect.ts and src/ws/buffer.ts. Focus on: thread safety of the new buffer, memory leak potential if reconnect never succeeds, edge case of rapid disconnect/reconnect cycles.',
      },
    ],
  })
  .wait(9)
  .report('review-4-1', {
    text: 'Clean. One medium finding — buffer should have a max size to prevent memory issues if reconnect fails indefinitely. Not blocking.',
    verdict: 'pass',
    findings: [
      {
        findingId: 'buffer-max-size',
        text: 'buffer should have a max size to prevent memory issues if reconnect fails indefinitely',
        severity: 'medium',
        blocks: false,
        place: 'src/ws/buffer.ts',
      },
    ],
  })
  .endCycle(4)

  .cycle(5, 'Complete')
  .done('review')
  .endCycle(5)
  .complete(
    'Fixed WebSocket message loss during reconnection. Messages now buffered during reconnection window and drained on successful reconnect.',
    ['Give the reconnection buffer a max size'],
  );
