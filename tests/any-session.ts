// Random sessions under a built-in profile, as what is wished of them: for tests to which it is all one which profile.
import fc from 'fast-check';
import type { GeneratedCommand } from '../src/check/run/generated-command.ts';
import { commandSequences } from '../src/check/sequences/command-sequences.ts';

export interface AnySession {
  readonly profile: string;
  readonly list: readonly GeneratedCommand[];
}

/** Nearly legal sequences of up to `maxLength` commands, each for its profile. */
export const anySession = (maxLength: number): fc.Arbitrary<AnySession> =>
  fc.oneof(
    ...['normal', 'cycles', 'meta'].map((profile) =>
      commandSequences(profile, { maxLength }).map((list) => ({ profile, list })),
    ),
  );
