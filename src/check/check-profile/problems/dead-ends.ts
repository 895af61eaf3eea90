// Places from which a session can no longer end as completed.

import type { Law } from '../../run/law.ts';
import { sentBy } from '../../run/sender.ts';
import type { Place } from '../exploration/explore.ts';
import { wayTo } from '../exploration/explore.ts';
import type { Explored } from '../exploration/explored.ts';
import { canComplete, decideAt, reasonsOf } from '../exploration/reach.ts';
import { COMPLETE } from '../moves/moves.ts';
import type { ProblemList } from './problem-list.ts';

/** Dead ends reported of one aspect: where there is one, there are often many. */
const MOST_DEAD_ENDS = 5;

/** Adds each command that leads into dead ends, of an aspect within which the session can end. */
export const addDeadEnds = (list: ProblemList, { exploration }: Explored, law: Law): void => {
  const able = canComplete(exploration);
  if (!able.has(exploration.start)) return;
  const dead = exploration.places.filter((place) => !able.has(place) && place.state.session.state !== 'ended');
  const entries = new Map<string, Place>();
  for (const place of dead)
    if (place.before !== undefined && able.has(place.before) && place.by !== undefined && !entries.has(place.by.label))
      entries.set(place.by.label, place);
  for (const [label, place] of [...entries].slice(0, MOST_DEAD_ENDS)) {
    const decision = decideAt(place, COMPLETE, law);
    const why =
      decision.kind === 'rejected' ? ` It would be refused by ${reasonsOf(decision.rejection.violations)}.` : '';
    const all = dead.length === 1 ? '' : ` There are ${dead.length} such states.`;
    list.add(
      'dead-end',
      place.id,
      `After ${label} the session is open and can no longer end as completed.${why}${all}`,
      [...wayTo(place), sentBy(place.state.session.profile, COMPLETE)],
    );
  }
};
