// `reprise/testing`: the means by which Reprise proves its own transitions, for a process of one's own. Works with any
// test runner; nothing here knows one.
export { type Broken, checkHistory, type Found, type Invariant } from '../../machines/index.ts';
