// The caller's invariants are about the profile that is checked. A session may amend it, choose another, or redefine one
// of its gates: from then on it follows another process, and they are not checked.
import type { EventType } from '../../../machines/events/catalog.ts';
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import type { Invariant } from '../../../machines/invariants/invariant.ts';
import type { Profile } from '../../../machines/profile.ts';

interface Memo {
  readonly inner: unknown;
  readonly changed: boolean;
}

const CHANGES: readonly EventType[] = ['profile_chosen', 'profile_amended', 'gate_defined'];

const changes = ({ gates }: Profile, event: RecordedEvent): boolean => {
  if (event.type === 'profile_chosen' || event.type === 'profile_amended') return true;
  if (event.type !== 'gate_defined') return false;
  const { gateId, name } = event.data;
  return gates.some((gate) => [gate.id, gate.name].includes(gateId) || [gate.id, gate.name].includes(name));
};

export const untilProfileChanges = (profile: Profile, invariant: Invariant): Invariant => ({
  ...invariant,
  receives: invariant.receives === undefined ? undefined : [...new Set([...invariant.receives, ...CHANGES])],
  init: (sessionId): Memo => ({ inner: invariant.init(sessionId), changed: false }),
  step: (memo, event) => {
    const { inner, changed } = memo as Memo;
    if (changed || changes(profile, event)) return { memo: { inner, changed: true }, violations: [] };
    const stepped = invariant.step(inner, event);
    return { memo: { inner: stepped.memo, changed: false }, violations: stepped.violations };
  },
});
