import { describe, expect, it } from 'vitest';
import { momentOf } from '../../src/session/replay/moment.ts';

const EVENING = '2025-10-14T23:50:00.000Z';

describe('momentOf', () => {
  it.each([
    ['20', { ordinal: 20 }],
    ['2025-10-14T14:50:00Z', { time: '2025-10-14T14:50:00.000Z' }],
    ['2025-10-14T14:50:00', { time: '2025-10-14T14:50:00.000Z' }],
    ['2025-10-14T16:50:00.5+02:00', { time: '2025-10-14T14:50:00.500Z' }],
    ['2025-10-14', { time: '2025-10-14T00:00:00.000Z' }],
    ['0199e1a2-0000-7000-8000-000000000000', { eventId: '0199e1a2-0000-7000-8000-000000000000' }],
    ['evt_020', { eventId: 'evt_020' }],
  ])('reads %s', (text, bound) => {
    expect(momentOf(text, EVENING)).toEqual(bound);
  });

  it.each([
    ['23:55', '2025-10-14T23:55:00.000Z'],
    ['23:40', '2025-10-14T23:40:00.000Z'],
    ['0:10', '2025-10-15T00:10:00.000Z'],
    ['23:55:07.25', '2025-10-14T23:55:07.250Z'],
  ])('reads %s by the clock of the session, over midnight too', (text, time) => {
    expect(momentOf(text, EVENING)).toEqual({ time });
  });

  it.each(['24:00', '25:00', '12:75', '2025-13-40', '2025-02-30', '2025-02-30T10:00:00Z', '2025-10-14T99:00:00Z'])(
    'refuses %s',
    (text) => {
      expect(() => momentOf(text, EVENING)).toThrow(expect.objectContaining({ code: 'USAGE' }));
    },
  );
});
