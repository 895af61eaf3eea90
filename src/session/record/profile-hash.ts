// A profile is recorded with its hash. One that differs shows a profile that was written by hand or changed before it was
// recorded; the hash chain cannot, as it covers whatever was recorded.
import { canonicalJson } from '../../../machines/canonical-json.ts';
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { sha256 } from '../../sha256.ts';

/** An event whose `profileHash` is not the hash of its profile. */
export interface ProfileHashDifference {
  readonly ordinal: number;
  /** SHA-256, hex, of the canonical JSON of the recorded profile. */
  readonly expected: string;
  /** The recorded hash. */
  readonly got: string;
}

/** Undefined for an event without a profile, and for one whose hash is that of its profile. */
export const profileHashDifference = (event: RecordedEvent): ProfileHashDifference | undefined => {
  switch (event.type) {
    case 'session_started':
    case 'profile_chosen':
    case 'profile_amended': {
      const { profile, profileHash: got } = event.data;
      const expected = sha256(canonicalJson(profile));
      return got === expected ? undefined : { ordinal: event.ordinal, expected, got };
    }
    default:
      return undefined;
  }
};
