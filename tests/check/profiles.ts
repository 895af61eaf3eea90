// The profiles that the kit is tested with: the built-in ones, and one unlike them.
import { readFileSync } from 'node:fs';
import { PROFILES, Profile } from '../../machines/profile.ts';

export const STUDIO: Profile = Profile.parse(
  JSON.parse(readFileSync(new URL('./profiles/studio.json', import.meta.url), 'utf8')),
);
export const ALL: readonly Profile[] = [...Object.values(PROFILES), STUDIO];
