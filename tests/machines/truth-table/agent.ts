// The table of an agent, in sentences.
import { refused, type TruthTable, to } from './cell.ts';

export const agent: TruthTable<'agent'> = {
  none: {
    agent_launched: to('running', 'an agent that is launched runs'),
    agent_reported: refused('an agent that was never launched does not report'),
    agent_completed: refused('an agent that was never launched does not complete'),
    agent_failed: refused('an agent that was never launched does not fail'),
    agent_killed: refused('an agent that was never launched is not killed'),
    agent_lost: refused('an agent that was never launched is not lost'),
  },
  running: {
    agent_launched: refused('a running agent is not launched again'),
    agent_reported: to('running', 'a running agent may report, and runs on'),
    agent_completed: to('completed', 'a running agent may complete'),
    agent_failed: to('failed', 'a running agent may fail'),
    agent_killed: to('killed', 'a running agent may be killed'),
    agent_lost: to('lost', 'a running agent may be lost'),
  },
  completed: {
    agent_launched: refused('an agent that completed is not launched again'),
    agent_reported: to('completed', 'an agent that completed may report afterwards'),
    agent_completed: refused('an agent completes once'),
    agent_failed: refused('an agent that completed does not fail as well'),
    agent_killed: refused('an agent that completed is not killed'),
    agent_lost: refused('an agent that completed is not lost'),
  },
  failed: {
    agent_launched: refused('an agent that failed is not launched again under its id'),
    agent_reported: to('failed', 'an agent that failed may report afterwards'),
    agent_completed: refused('an agent that failed does not complete after all'),
    agent_failed: refused('an agent fails once'),
    agent_killed: refused('an agent that failed is not killed'),
    agent_lost: refused('an agent that failed is not lost'),
  },
  killed: {
    agent_launched: refused('an agent that was killed is not launched again under its id'),
    agent_reported: to('killed', 'the report of an agent that was killed may come afterwards'),
    agent_completed: refused('an agent that was killed does not complete'),
    agent_failed: refused('an agent that was killed does not fail'),
    agent_killed: refused('an agent is killed once'),
    agent_lost: refused('an agent that was killed is not lost'),
  },
  lost: {
    agent_launched: refused('an agent that was lost is not launched again under its id'),
    agent_reported: to('lost', 'the report of an agent that was lost may come afterwards'),
    agent_completed: refused('an agent that was lost does not complete'),
    agent_failed: refused('an agent that was lost does not fail'),
    agent_killed: refused('an agent that was lost is not killed'),
    agent_lost: refused('an agent is lost once'),
  },
  unmatched: {
    agent_launched: refused('a launch that comes after the end is out of order'),
    agent_reported: to('unmatched', 'an unmatched agent may report, and stays unmatched'),
    agent_completed: refused('an unmatched agent, having ended, does not complete'),
    agent_failed: refused('an unmatched agent, having ended, does not fail'),
    agent_killed: refused('an unmatched agent, having ended, is not killed'),
    agent_lost: refused('an unmatched agent, having ended, is not lost'),
  },
};
