import { describe, expect, test } from 'vitest';
import { CHAIN_START, chainHash, DecodeError, decodeEvent } from '../../machines/events/envelope.ts';
import { history, sha256 } from '../history.ts';

const { lines, events } = history()
  .start()
  .add('phase_started', { phase: 'Context' }, { description: 'Begins', tags: 'a,b' });
const line = lines[1] as string;

const edited = (change: (event: Record<string, unknown>) => void): string => {
  const event = JSON.parse(line) as Record<string, unknown>;
  change(event);
  return JSON.stringify(event);
};

describe('an event', () => {
  test('is chained to the one before: any change of its bytes changes the hash it must have', () => {
    const previous = events[0]?.hash as string;
    expect(chainHash(line, previous, sha256)).toBe(events[1]?.hash);
    for (let index = 0; index < line.length - 75; index += 1) {
      const changed = `${line.slice(0, index)}${line[index] === 'x' ? 'y' : 'x'}${line.slice(index + 1)}`;
      expect(chainHash(changed, previous, sha256)).not.toBe(events[1]?.hash);
    }
    expect(chainHash(line, CHAIN_START, sha256)).not.toBe(events[1]?.hash);
    expect(chainHash(line.slice(0, -1), previous, sha256)).toBeUndefined();
  });

  test.each([
    ['torn', line.slice(0, 100), 'not JSON'],
    ['a list', '[]', 'one JSON object'],
    ['without a type', '{}', 'names no type'],
    [
      'with another shape',
      edited((event) => {
        event.data = { phase: 7 };
      }),
      'not a phase_started: data.phase',
    ],
    [
      'with a member too many',
      edited((event) => {
        event.data = { phase: 'Context', notes: 'x' };
      }),
      'not a phase_started: data',
    ],
    [
      'with a local time',
      edited((event) => {
        event.time = '2026-01-31T14:50:00+02:00';
      }),
      'a time is written as',
    ],
    [
      'of a session id with a dot',
      edited((event) => {
        event.sessionid = 'a.b';
      }),
      'a session id is 1 to 64',
    ],
    [
      'in which no secret was replaced, counted',
      edited((event) => {
        event.redacted = 0;
      }),
      'redacted: a whole number from 1',
    ],
    [
      'written by a newer version',
      edited((event) => {
        event.schemaversion = 2;
      }),
      'written by a newer Reprise',
    ],
  ])('%s is refused in a sentence', (_name, text, sentence) => {
    expect(() => decodeEvent(text)).toThrow(DecodeError);
    expect(() => decodeEvent(text)).toThrow(sentence);
  });

  test('of an unknown type is kept as it is', () => {
    const foreign = decodeEvent(
      edited((event) => {
        event.type = 'dragon_tamed';
        event.data = { name: 'x' };
      }),
    );
    expect(foreign).toMatchObject({ type: 'dragon_tamed', data: { name: 'x' } });
  });
});
