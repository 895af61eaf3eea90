// `reprise/testing`: the means by which Reprise proves its own transitions, for a process of one's own. Works with any
// test runner; nothing here knows one.
export { type Broken, checkHistory, type Found, type Invariant } from '../../machines/index.ts';
export { checkProfile } from './check-profile/check-profile.ts';
export type { Law } from './check-profile/law.ts';
export type {
  CheckProfileOptions,
  CoveredMachine,
  ExploredAspect,
  ExploredState,
  Finding,
  FindingKind,
  ProfileCheck,
  StoryCommand,
} from './check-profile/result.ts';
