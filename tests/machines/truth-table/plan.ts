// The tables of what a plan holds, in sentences: requirements, deliverables, and the sections of plan.md.
import { refused, type TruthTable, to } from './cell.ts';

export const requirement: TruthTable<'requirement'> = {
  none: {
    requirement_added: to('open', 'a requirement that is added is open'),
    requirement_met: refused('a requirement that nobody added is not met'),
    requirement_dropped: refused('a requirement that nobody added is not dropped'),
    requirement_reopened: refused('a requirement that nobody added has nothing to reopen'),
  },
  open: {
    requirement_added: refused('an open requirement is not added again'),
    requirement_met: to('met', 'an open requirement may be met'),
    requirement_dropped: to('dropped', 'an open requirement may be dropped'),
    requirement_reopened: refused('an open requirement has nothing to reopen'),
  },
  met: {
    requirement_added: refused('a requirement that is met is not added again'),
    requirement_met: refused('a requirement is met once'),
    requirement_dropped: refused('a requirement that is met is not dropped'),
    requirement_reopened: to('open', 'a requirement that turns out not to be met may be reopened'),
  },
  dropped: {
    requirement_added: refused('a dropped requirement is not added again under its id'),
    requirement_met: refused('a dropped requirement is not met'),
    requirement_dropped: refused('a requirement is dropped once'),
    requirement_reopened: to('open', 'a dropped requirement may be reopened'),
  },
};

export const deliverable: TruthTable<'deliverable'> = {
  none: {
    deliverable_added: to('pending', 'a deliverable that is added waits for its delivery'),
    deliverable_delivered: refused('a deliverable that nobody added is not delivered'),
    deliverable_dropped: refused('a deliverable that nobody added is not dropped'),
    deliverable_reopened: refused('a deliverable that nobody added has nothing to reopen'),
  },
  pending: {
    deliverable_added: refused('a pending deliverable is not added again'),
    deliverable_delivered: to('delivered', 'a pending deliverable may be delivered'),
    deliverable_dropped: to('dropped', 'a pending deliverable may be dropped'),
    deliverable_reopened: refused('a pending deliverable has nothing to reopen'),
  },
  delivered: {
    deliverable_added: refused('a delivered deliverable is not added again'),
    deliverable_delivered: refused('a deliverable is delivered once'),
    deliverable_dropped: refused('a delivered deliverable is not dropped'),
    deliverable_reopened: to('pending', 'a delivered deliverable that is not good enough may be reopened'),
  },
  dropped: {
    deliverable_added: refused('a dropped deliverable is not added again under its id'),
    deliverable_delivered: refused('a dropped deliverable is not delivered'),
    deliverable_dropped: refused('a deliverable is dropped once'),
    deliverable_reopened: to('pending', 'a dropped deliverable may be reopened'),
  },
};

export const section: TruthTable<'section'> = {
  none: {
    plan_section_added: to('present', 'a section that is added is present'),
    plan_section_renamed: refused('a section that nobody added is not renamed'),
    plan_section_removed: refused('a section that nobody added is not removed'),
  },
  present: {
    plan_section_added: refused('a section that is present is not added again'),
    plan_section_renamed: to('present', 'a section that is present may be renamed'),
    plan_section_removed: to('removed', 'a section that is present may be removed'),
  },
  removed: {
    plan_section_added: refused('a removed section is not added again under its id'),
    plan_section_renamed: refused('a removed section is not renamed'),
    plan_section_removed: refused('a section is removed once'),
  },
};
