// The built-in patterns of keys and tokens. Specific ones come first: what they replaced is not a value any more for the
// general ones at the end.
import { FORM_PATTERNS } from './form-patterns.ts';
import { NAMED_PATTERNS } from './named-patterns.ts';
import type { SecretPattern } from './secret-pattern.ts';
import { PRIVATE_KEY, SHAPED_PATTERNS } from './shaped-patterns.ts';

export const DEFAULT_PATTERNS: readonly SecretPattern[] = [
  PRIVATE_KEY,
  ...FORM_PATTERNS,
  ...SHAPED_PATTERNS,
  ...NAMED_PATTERNS,
];
