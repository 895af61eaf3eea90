// The table of a session, in sentences.
import { refused, type TruthTable, to } from './cell.ts';

export const session: TruthTable<'session'> = {
  unstarted: {
    session_started: to('running', 'a session begins with its start'),
    session_paused: refused('a session that has not started is not paused'),
    session_resumed: refused('a session that has not started is not resumed'),
    session_ended: refused('a session that has not started does not end'),
  },
  running: {
    session_started: refused('a running session is not started again'),
    session_paused: to('paused', 'a running session may be paused'),
    session_resumed: refused('only a paused session is resumed'),
    session_ended: to('ended', 'a running session may end'),
  },
  paused: {
    session_started: refused('a paused session is resumed, not started again'),
    session_paused: refused('a paused session is not paused a second time'),
    session_resumed: to('running', 'a paused session continues when it is resumed'),
    session_ended: to('ended', 'a paused session may end without being resumed'),
  },
  ended: {
    session_started: refused('a session that has ended does not start once more'),
    session_paused: refused('there is nothing to pause in a session that has ended'),
    session_resumed: refused('a session that has ended is not resumed'),
    session_ended: refused('a session ends once'),
  },
};
