// The life cycle of an agent: launched once, ended once; it may report while it runs and after it ended. One that is paused
// is still at work for every rule; it completes or fails once it is resumed. One that was lost may be found again, and may
// complete or fail after all. `unmatched` is where an end without a launch
// leaves it; no event leads there, the fold does.
import { lifeCycle } from './life-cycle.ts';

export const agent = lifeCycle(
  'agent',
  'none',
  [
    'agent_launched',
    'agent_reported',
    'agent_paused',
    'agent_resumed',
    'agent_completed',
    'agent_failed',
    'agent_killed',
    'agent_lost',
    'agent_found',
  ],
  {
    none: { agent_launched: 'running' },
    running: {
      agent_reported: 'running',
      agent_paused: 'paused',
      agent_completed: 'completed',
      agent_failed: 'failed',
      agent_killed: 'killed',
      agent_lost: 'lost',
    },
    paused: {
      agent_reported: 'paused',
      agent_resumed: 'running',
      agent_killed: 'killed',
      agent_lost: 'lost',
    },
    completed: { agent_reported: 'completed' },
    failed: { agent_reported: 'failed' },
    killed: { agent_reported: 'killed' },
    lost: {
      agent_reported: 'lost',
      agent_found: 'running',
      agent_completed: 'completed',
      agent_failed: 'failed',
    },
    unmatched: { agent_reported: 'unmatched' },
  },
  { active: ['running', 'paused'], ended: ['completed', 'failed', 'killed', 'lost'] },
);
