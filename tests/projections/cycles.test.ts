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

  it('waits while a review is awaited, until each is given or withdrawn', () => {
    const record = history().start({ profile: PROFILES.cycles! }).add('cycle_started', { cycle: 1 });
    const status = () => project(cycles, 's1', record.events).cycles[0]?.status;
    record.add('review_requested', { reviewId: 'v1', of: 'it' }).add('review_requested', { reviewId: 'v2', of: 'all' });
    expect(status()).toBe('awaiting');
    record.add('review_withdrawn', { reviewId: 'v1', reason: 'Moot' });
    expect(status()).toBe('awaiting');
    record.add('review_given', { reviewId: 'v2', verdict: 'approved' });
    expect(status()).toBe('open');
    record.add('review_requested', { reviewId: 'v3', of: 'it' });
    record.add('review_withdrawn', { reviewId: 'v3', reason: 'Moot' });
    expect(status()).toBe('open');
  });

  it('that has ended stays so, whatever reviews are requested and given', () => {
    const record = begun().add('cycle_started', { cycle: 1 }).add('cycle_ended', { cycle: 1 });
    record.add('review_requested', { reviewId: 'v1', of: 'It' });
    expect(statuses(record)).toEqual(['ended']);
    expect(statuses(record.add('review_given', { reviewId: 'v1', verdict: 'approved' }))).toEqual(['ended']);
  });
});
