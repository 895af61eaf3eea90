// Cycles as they are shown: whether each is open, waits for a person, or has ended.
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../machines/profile.ts';
import { cycles, project } from '../../projections/index.ts';
import { type History, history } from '../history.ts';

const begun = (): History => history().start({ profile: PROFILES.cycles! });
const shown = ({ events }: History) => project(cycles, 's1', events).cycles;
const statuses = (record: History): string[] => shown(record).map(({ status }) => status);

describe('a cycle', () => {
  it('waits as long as any review is awaited, and is open again when the last is given', () => {
    const record = begun().add('cycle_started', { cycle: 1 });
    expect(statuses(record)).toEqual(['open']);
    record
      .add('review_requested', { reviewId: 'v1', of: 'It' })
      .add('review_requested', { reviewId: 'v2', of: 'That' });
    expect(statuses(record)).toEqual(['awaiting']);
    record.add('review_given', { reviewId: 'v1', verdict: 'approved' });
    expect(statuses(record)).toEqual(['awaiting']);
    record.add('review_given', { reviewId: 'v1', verdict: 'approved' });
    expect(statuses(record)).toEqual(['awaiting']);
    record.add('review_given', { reviewId: 'v2', verdict: 'changes_requested' });
    expect(statuses(record)).toEqual(['open']);
  });

  it('that has ended stays so, whatever reviews are requested and given', () => {
    const record = begun().add('cycle_started', { cycle: 1 }).add('cycle_ended', { cycle: 1 });
    record.add('review_requested', { reviewId: 'v1', of: 'It' });
    expect(statuses(record)).toEqual(['ended']);
    expect(statuses(record.add('review_given', { reviewId: 'v1', verdict: 'approved' }))).toEqual(['ended']);
  });
});
