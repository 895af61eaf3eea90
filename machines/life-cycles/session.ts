// The life cycle of a session: it starts once, may pause, and ends once.
import { lifeCycle } from './life-cycle.ts';

export const session = lifeCycle(
  'session',
  'unstarted',
  ['session_started', 'session_paused', 'session_resumed', 'session_ended'],
  {
    unstarted: { session_started: 'running' },
    running: { session_paused: 'paused', session_ended: 'ended' },
    paused: { session_resumed: 'running', session_ended: 'ended' },
    ended: {},
  },
);
