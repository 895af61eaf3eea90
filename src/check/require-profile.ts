// A profile that a caller of the library gives, by name or as an object.
import { profileFrom } from '../../machines/commands/facts.ts';
import type { Profile } from '../../machines/profile.ts';
import { RepriseError } from '../errors.ts';

/** @returns the profile, complete. @throws RepriseError BAD_INPUT for an unknown name, or what is not a profile */
export const requireProfile = (profile: string | Profile): Profile => {
  const given = profileFrom(profile);
  if ('invalid' in given)
    throw new RepriseError('BAD_INPUT', `This is not a valid profile: ${given.invalid}.`, {
      hint: 'Profile.safeParse of reprise/machines lists every place that is wrong.',
    });
  return given.profile;
};
