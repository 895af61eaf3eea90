// A criterion of a gate in the words of a verdict.
import { plainText } from './words.ts';

/**
 * The criterion of a gate that a verdict's text stands for: the same but for case and spaces, or the gate's own with what
 * was observed after it ("Coverage >= 80% (actual: 98%)"). A text that is neither stands for itself.
 */
export const criterionOf = (text: string, criteria: readonly string[]): string => {
  if (criteria.includes(text)) return text;
  const given = plainText(text);
  const isFollowed = (criterion: string): boolean =>
    criterion !== '' && given.startsWith(criterion) && /^\s*[(:,–-]/.test(given.slice(criterion.length));
  return criteria.find((one) => plainText(one) === given) ?? criteria.find((one) => isFollowed(plainText(one))) ?? text;
};
