// How many realistic secrets are found, and how many texts without one are kept. The rates are printed.
import { describe, expect, it } from 'vitest';
import { DEFAULT_PATTERNS } from '../../src/secrets/patterns.ts';
import { redact } from '../../src/secrets/redact.ts';
import { NEGATIVES, POSITIVES } from './table.ts';

describe('the table of texts', () => {
  it('every secret of it is replaced', () => {
    const through = POSITIVES.filter(({ given, secret }) => {
      const stored = JSON.stringify(redact(given, DEFAULT_PATTERNS).value);
      return stored.includes(JSON.stringify(secret).slice(1, -1));
    });
    console.log(`${POSITIVES.length - through.length} of ${POSITIVES.length} secrets are replaced.`);
    expect(through).toEqual([]);
  });

  it('every text without a secret is kept as it is', () => {
    const replaced = NEGATIVES.map((text) => redact(text, DEFAULT_PATTERNS).value).filter(
      (value, place) => value !== NEGATIVES[place],
    );
    console.log(`${NEGATIVES.length - replaced.length} of ${NEGATIVES.length} texts without a secret are kept.`);
    expect(replaced).toEqual([]);
  });
});
