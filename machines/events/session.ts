// Events of the session as a whole.
import { z } from 'zod';
import { Enforcement, Profile } from '../profile.ts';
import { data, Reason, References, SessionId, Text, Texts, Title, Tokens } from './fields.ts';

export const Classification = z.strictObject({
  type: z.enum(['novel', 'standard', 'analysis-heavy']).optional(),
  complexity: z.enum(['low', 'medium', 'high']).optional(),
});
export type Classification = z.infer<typeof Classification>;
export const Outcome = z.enum(['completed', 'failed', 'cancelled']);
export type Outcome = z.infer<typeof Outcome>;

export const sessionEvents = {
  session_started: data({
    goal: Reason,
    request: Text.describe('what the user asked, word for word').optional(),
    references: References.optional(),
    profile: Profile,
    /** SHA-256, hex, of the profile's canonical JSON. */
    profileHash: z.string().regex(/^[0-9a-f]{64}$/),
    /** The version of the law that the session began under. */
    law: z.string().max(64),
    enforcement: Enforcement,
    classification: Classification.optional(),
    tokenBudget: Tokens.describe('for the whole session').optional(),
    parentSession: SessionId.optional(),
  }),
  session_classified: data({ classification: Classification }),
  profile_chosen: data({ profile: Profile, profileHash: z.string().regex(/^[0-9a-f]{64}$/) }),
  profile_amended: data({
    profile: Profile,
    profileHash: z.string().regex(/^[0-9a-f]{64}$/),
    by: Title,
    reason: Reason,
  }),
  session_paused: data({ reason: Text.optional() }),
  session_resumed: data({ reason: Text.optional() }),
  session_ended: data({ outcome: Outcome, summary: Text.optional(), nextSteps: Texts.optional() }),
};
