// Events of the session as a whole.
import { z } from 'zod';
import { Enforcement, Profile } from '../profile.ts';
import { event } from './event.ts';
import { data, Reason, References, SessionId, Text, Texts, Title, Tokens } from './fields.ts';

export const Classification = z.strictObject({
  type: z.enum(['novel', 'standard', 'analysis-heavy']).optional(),
  complexity: z.enum(['low', 'medium', 'high']).optional(),
});
export type Classification = z.infer<typeof Classification>;
export const Outcome = z.enum(['completed', 'failed', 'cancelled']);
export type Outcome = z.infer<typeof Outcome>;

export const sessionEvents = {
  session_started: event({
    description: 'A session began, with its goal and its whole profile.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: data({
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
      /** False where the log held no such session when this one started. */
      parentKnown: z.literal(false).optional(),
    }),
    command: { word: 'session.start', places: ['goal'], creates: 'session' },
    references: {},
    free: {
      profile: 'a definition of what it names',
      parentSession: 'in another record: who starts the session looks for it in the log, and parentKnown records it',
    },
    moves: [{ kind: 'session' }],
  }),
  session_classified: event({
    description: 'The session was classified by type and complexity.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: data({ classification: Classification }),
    command: { word: 'session.classify', places: [], creates: undefined },
    references: {},
    moves: [],
  }),

  session_paused: event({
    description: 'The session was paused: nothing starts until it is resumed.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: data({ reason: Text.optional() }),
    command: { word: 'session.pause', places: [], creates: undefined },
    references: {},
    moves: [{ kind: 'session' }],
  }),
  session_resumed: event({
    description: 'A paused session was resumed.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: data({ reason: Text.optional() }),
    command: { word: 'session.resume', places: [], creates: undefined },
    references: {},
    moves: [{ kind: 'session' }],
  }),
  session_ended: event({
    description: 'The session ended, with its outcome.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: data({ outcome: Outcome, summary: Text.optional(), nextSteps: Texts.optional() }),
    command: { word: 'session.end', places: ['outcome'], creates: undefined },
    references: {},
    moves: [{ kind: 'session' }],
  }),
  profile_chosen: event({
    description: 'The profile of the session was chosen.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: data({ profile: Profile, profileHash: z.string().regex(/^[0-9a-f]{64}$/) }),
    command: { word: 'profile.choose', places: ['profile'], creates: undefined },
    references: {},
    free: { profile: 'a definition of what it names' },
    moves: [],
  }),
  profile_amended: event({
    description: 'The profile of the session was changed while it ran, by someone and for a reason.',
    severity: 'info',
    version: 1,
    upcasters: {},
    data: data({
      profile: Profile,
      profileHash: z.string().regex(/^[0-9a-f]{64}$/),
      by: Title,
      reason: Reason,
    }),
    command: { word: 'profile.amend', places: ['profile'], creates: undefined },
    references: {},
    free: { profile: 'a definition of what it names' },
    moves: [],
  }),
};
