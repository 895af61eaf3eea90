import { describe, expect, it } from 'vitest';
import { isRepriseError } from '../../src/errors.ts';
import {
  compareVersions,
  judgeServerVersion,
  mayStart,
  requireServerVersion,
} from '../../src/server/server-version.ts';

describe('the versions of nats-server', () => {
  it.each([
    ['2.9.9', '2.12.0'],
    ['2.14.5', '2.14.6'],
    ['2.14.9', '2.14.10'],
    ['2.15.0-RC.1', '2.15.0'],
    ['2.14.6', 'v2.15.1'],
    ['no version', '0.0.1'],
  ])('%s is older than %s', (older, newer) => {
    expect(compareVersions(older, newer)).toBeLessThan(0);
    expect(compareVersions(newer, older)).toBeGreaterThan(0);
    expect(compareVersions(newer, newer)).toBe(0);
  });

  it.each([
    ['2.14.6', true],
    ['v2.15.1', true],
    ['3.0.0', true],
    ['2.14.6-RC.2', false],
    ['2.14.5', false],
    ['2.9.99', false],
    ['', false],
  ])('%s may be started: %s', (version, expected) => {
    expect(mayStart(version)).toBe(expected);
  });

  it.each([
    ['2.11.9', 'refuse'],
    ['unknown', 'refuse'],
    ['2.12.0', 'warn'],
    ['2.14.5', 'warn'],
    ['2.14.6', 'good'],
    ['2.15.1', 'good'],
  ])('of a user’s server %s is judged: %s', (version, verdict) => {
    expect(judgeServerVersion(version).verdict).toBe(verdict);
  });

  it('that are too old are refused with a reason, those that risk data are used with a warning', () => {
    expect(requireServerVersion('2.15.1')).toBeUndefined();
    expect(requireServerVersion('2.14.0')).toMatch(/power cut/);
    try {
      requireServerVersion('2.11.0');
      expect.unreachable();
    } catch (error) {
      expect(isRepriseError(error, 'SERVER_TOO_OLD')).toBe(true);
      expect((error as Error).message).toMatch(/2\.11\.0.*atomic/);
    }
  });
});
