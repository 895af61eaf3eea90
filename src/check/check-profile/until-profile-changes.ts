// One's own invariants speak of one's own process. A session may amend its profile, choose another, or define a gate of it
// anew; what it does after that is no more the process that is checked, and they are not asked of it.
import type { EventType } from '../../../machines/events/catalog.ts';
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import type { Invariant } from '../../../machines/invariants/invariant.ts';
import type { Profile } from '../../../machines/profile.ts';

interface Memo {
  readonly inner: unknown;
  readonly left: boolean;
}

const CHANGES: readonly EventType[] = ['profile_chosen', 'profile_amended', 'gate_defined'];

const changes = ({ gates }: Profile, event: RecordedEvent): boolean => {
  if (event.type === 'profile_chosen' || event.type === 'profile_amended') return true;
  if (event.type !== 'gate_defined') return false;
  const { gateId, name } = event.data;
  return gates.some((gate) => [gate.id, gate.name].includes(gateId) || [gate.id, gate.name].includes(name));
};

/** The invariant, asked until the session leaves the profile. */
export const untilItLeaves = (profile: Profile, invariant: Invariant): Invariant => ({
  ...invariant,
  hears: invariant.hears === undefined ? undefined : [...new Set([...invariant.hears, ...CHANGES])],
  init: (sessionId): Memo => ({ inner: invariant.init(sessionId), left: false }),
  step: (memo, event) => {
    const { inner, left } = memo as Memo;
    if (left || changes(profile, event)) return { memo: { inner, left: true }, violations: [] };
    const stepped = invariant.step(inner, event);
    return { memo: { inner: stepped.memo, left: false }, violations: stepped.violations };
  },
});
