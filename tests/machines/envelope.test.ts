import { describe, expect, test } from 'vitest';
import {
  CHAIN_START,
  chainHash,
  DecodeError,
  decodeEvent,
  isDerived,
  joinTags,
  tagsOf,
  violatesOf,
} from '../../machines/events/envelope.ts';
import { unfitData } from '../../machines/events/nesting.ts';
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
      'not a valid phase_started: data.phase',
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
  ])('%s is refused in a sentence', (_name, text, sentence) => {
    expect(() => decodeEvent(text)).toThrow(DecodeError);
    expect(() => decodeEvent(text)).toThrow(sentence);
  });

  test('of an unknown type stays as it is', () => {
    const foreign = decodeEvent(
      edited((event) => {
        event.type = 'dragon_tamed';
        event.data = { name: 'x' };
      }),
    );
    expect(foreign).toMatchObject({ type: 'dragon_tamed', data: { name: 'x' } });
  });
});

describe('an attribute of the wrong form is reported with the expected form', () => {
  const long = (length: number): string => 'x'.repeat(length);
  const errorOf = (name: string, value: unknown): string => {
    try {
      decodeEvent(
        edited((event) => {
          event[name] = value;
        }),
      );
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };
  const time = 'a time is written as 2026-01-31T14:50:00.000Z';
  const text = (least: number, most: number, form: string) => ({
    ok: [long(least), long(most)],
    no: [long(least - 1), long(most + 1)],
    form,
  });
  const atMost = (most: number, form: string) => ({ ok: ['', long(most)], no: [long(most + 1)], form });
  const ATTRIBUTES: Record<string, { ok: unknown[]; no: unknown[]; form: string }> = {
    id: text(1, 256, '1 to 256 characters'),
    source: text(1, 1_000, '1 to 1,000 characters'),
    time: {
      ok: ['0000-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z', '2026-10-20T19:09:10.000Z'],
      no: [
        '2026-00-31T14:50:00.000Z',
        '2026-13-31T14:50:00.000Z',
        '2026-01-00T14:50:00.000Z',
        '2026-01-32T14:50:00.000Z',
        '2026-01-31T24:50:00.000Z',
        '2026-01-31T14:60:00.000Z',
        '2026-01-31T14:50:60.000Z',
        '2026-01-31T14:50:00.00Z',
        '2026-01-31T14:50:00.000',
        'x2026-01-31T14:50:00.000Z',
        '2026-01-31T14:50:00.000Zx',
        '026-01-31T14:50:00.000Z',
      ],
      form: time,
    },
    sessionid: {
      ok: ['s', long(64), 'A-z_09'],
      no: ['', long(65), 'a.b', 'a b', ' a', 'a*'],
      form: 'a session id is 1 to 64 of A-Z a-z 0-9 _ -',
    },
    ordinal: {
      ok: [1, 2_147_483_647],
      no: [0, -1, 1.5, 2_147_483_648],
      form: 'a whole number from 1 to 2,147,483,647',
    },
    schemaversion: { ok: [1], no: [-1, 0, 0.5], form: 'a whole number from 1' },
    actor: text(1, 1_000, '1 to 1,000 characters'),
    commandid: text(1, 256, '1 to 256 characters'),
    commandhash: text(64, 64, '64 characters'),
    commitid: text(1, 256, '1 to 256 characters'),
    correlationid: text(1, 256, '1 to 256 characters'),
    recordedtime: { ok: ['2026-01-31T14:50:00.000Z'], no: ['2026-01-31'], form: time },
    description: atMost(1_000_000, 'at most 1,000,000 characters'),
    tags: atMost(1_000_000, 'at most 1,000,000 characters'),
    derivedfrom: text(1, 10_000, '1 to 10,000 characters'),
    violates: text(1, 10_000, '1 to 10,000 characters'),
    redacted: { ok: [1, 2_147_483_647], no: [0, 1.5, 2_147_483_648], form: 'a whole number from 1 to 2,147,483,647' },
    authtype: text(1, 64, '1 to 64 characters'),
    authid: text(1, 256, '1 to 256 characters'),
    traceparent: atMost(256, 'at most 256 characters'),
    hash: text(64, 64, '64 characters'),
  };
  test.each(Object.entries(ATTRIBUTES))('%s', (name, { ok, no, form }) => {
    for (const value of ok) expect([value, errorOf(name, value)]).toEqual([value, '']);
    for (const value of no) expect(errorOf(name, value)).toBe(`not a valid phase_started: ${name}: ${form}`);
  });

  test('each severity is accepted, and no other word', () => {
    for (const severity of ['debug', 'info', 'warning', 'error', 'critical'])
      expect(errorOf('severity', severity)).toBe('');
    expect(errorOf('severity', 'loud')).toContain('not a valid phase_started: severity: ');
  });

  test('no attribute is left out that an event must have, and none is added', () => {
    const needed = [
      'specversion',
      'id',
      'source',
      'time',
      'sessionid',
      'ordinal',
      'schemaversion',
      'actor',
      'commandid',
    ];
    for (const name of [...needed, 'commitid', 'recordedtime', 'data', 'hash'])
      expect(errorOf(name, undefined)).toMatch(new RegExp(`^not a valid phase_started: ${name}(: | is missing$)`));
    expect(errorOf('specversion', '1.1')).toContain('not a valid phase_started: specversion: ');
  });

  test('an unknown type has the form of a name, and data of any JSON shape', () => {
    const of = (type: string, data: unknown = {}): string => {
      try {
        decodeEvent(
          edited((event) => {
            Object.assign(event, { type, data });
          }),
        );
        return '';
      } catch (error) {
        return (error as Error).message;
      }
    };
    for (const type of ['x', 'a1_b', `a${long(63)}`]) expect(of(type)).toBe('');
    for (const type of ['', 'A', '1a', '_a', 'a-b', 'aB', ' a', 'a ', `a${long(64)}`])
      expect(of(type)).toContain(`not an event: its type ${JSON.stringify(type)} is not 1 to 64 of `);
    expect(of('x', 7)).toContain('not a valid x: data: ');
    expect(of('x', JSON.parse('{"a":[{"__proto__":1}]}'))).toBe(
      'not a valid x: data: no member may be named __proto__',
    );
    const nested = (levels: number): unknown =>
      levels === 0 ? 1 : levels % 2 === 0 ? [nested(levels - 1)] : { a: nested(levels - 1) };
    expect(of('x', nested(63))).toBe('');
    expect(of('x', nested(65))).toBe('not a valid x: data: at most 64 levels of lists and objects within each other');
  });
});

test('the data of an event hold no bigint', () => {
  expect(unfitData({ a: [1, 1n] })).toBe('data: a bigint is not JSON');
  expect(unfitData(null)).toBeUndefined();
  expect(unfitData({ a: null, b: ['x', 1, true] })).toBeUndefined();
});

test('a line that is not a JSON object is reported as such', () => {
  for (const text of ['null', '7', '"x"', '[]'])
    expect(() => decodeEvent(text)).toThrow('not an event: a line holds one JSON object');
  expect(() => decodeEvent('{"type":7}')).toThrow('not an event: it names no type');
  expect(() => decodeEvent('{')).toThrow(/^not JSON: ./);
});

test('members outside the schema of a known type are checked too', () => {
  const extra = line.replace('"data":{', '"data":{"extra":{"__proto__":1},');
  expect(() => decodeEvent(extra)).toThrow('not a valid phase_started: data: no member may be named __proto__');
});

test('an error of decoding has its name, and a version that is not a number is reported as such', () => {
  const wrong = edited((event) => {
    event.schemaversion = '2';
  });
  expect(() => decodeEvent(wrong)).toThrow(
    expect.objectContaining({ name: 'DecodeError', message: expect.stringContaining('schemaversion: ') }),
  );
});

test('tags become one text and the same list again, whatever characters they have', () => {
  const tags = ['a,b', '50%', '%2C', 'plain'];
  expect(joinTags(tags)).toBe('a%2Cb,50%25,%252C,plain');
  expect(tagsOf({ tags: joinTags(tags) })).toEqual(tags);
  expect(tagsOf({ tags: '%2c,%20' })).toEqual([',', '%20']);
  expect([tagsOf({}), tagsOf({ tags: '' })]).toEqual([[], []]);
});

test('the rules that an event violated are a list of ids', () => {
  expect(violatesOf({ violates: 'P.one,E.time' })).toEqual(['P.one', 'E.time']);
  expect(violatesOf({})).toEqual([]);
});

test("an event is derived when an import made it from another file than the session's events or its document", () => {
  const derived = (derivedfrom?: string) => isDerived({ derivedfrom, data: {} });
  expect([derived(), derived('events-s1.json#1'), derived('document/README.md')]).toEqual([false, false, false]);
  expect([derived('todo-s1.json'), derived('my-events-s1'), derived('a/document/b')]).toEqual([true, true, true]);
});

test('the hash of a line is that of its bytes, and undefined where the line does not end in a hash', () => {
  const end = `,"hash":"${'0'.repeat(64)}"}`;
  expect(chainHash(`{"a":1${end}`, CHAIN_START, sha256)).toBe(sha256(`${CHAIN_START}{"a":1`));
  expect(chainHash(end, CHAIN_START, sha256)).toBe(sha256(CHAIN_START));
  for (const odd of [
    ',"hash":"abc"}',
    end.slice(1),
    `{"a":1${end.replace('hash', 'hush')}`,
    `{"a":1${end.slice(0, -1)}]`,
    '',
  ])
    expect(chainHash(odd, CHAIN_START, sha256)).toBeUndefined();
});
