import { describe, expect, it } from 'vitest';
import { keysIn, playOn, press, type StepKey, type StepPlace } from '../../src/cli/commands/replay/step-keys.ts';
import type { ReplayStep } from '../../src/session/replay/step.ts';

const steps = Array.from({ length: 3 }, () => ({}) as ReplayStep);
const at = (cursor: number, playing = false): StepPlace => ({ stepper: { steps, cursor }, playing, quit: false });

describe('keysIn', () => {
  it.each<[string, StepKey[]]>([
    ['h', ['back']],
    ['\u001b[D', ['back']],
    ['\u001bOD', ['back']],
    ['l', ['forward']],
    ['\u001b[C', ['forward']],
    ['\u001bOC', ['forward']],
    ['0', ['first']],
    ['\u001b[H', ['first']],
    ['$', ['last']],
    ['\u001b[F', ['last']],
    [' ', ['play']],
    ['c', ['cycleForward']],
    [']', ['cycleForward']],
    ['C', ['cycleBack']],
    ['[', ['cycleBack']],
    ['q', ['quit']],
    ['\u0003', ['quit']],
  ])('reads %j as %j', (input, keys) => {
    expect(keysIn(input)).toEqual(keys);
  });

  it('reads several keys that come at once, and leaves out what means nothing', () => {
    expect(keysIn('ll\u001b[Dx$')).toEqual(['forward', 'forward', 'back', 'last']);
  });

  it('does not take the letters of another key for keys of ours', () => {
    expect(keysIn('\u001b[1;5C\u001b[5~\u001b[A')).toEqual([]);
  });
});

describe('press', () => {
  it.each<[StepKey, number, number]>([
    ['back', 2, 1],
    ['back', 0, 0],
    ['forward', 2, 3],
    ['forward', 3, 3],
    ['first', 3, 1],
    ['last', 1, 3],
  ])('%s leads from %i to %i and ends playing', (key, from, to) => {
    const place = press(at(from, true), key);
    expect([place.stepper.cursor, place.playing]).toEqual([to, false]);
  });

  it('plays and pauses with the same key', () => {
    const playing = press(at(1), 'play');
    expect(playing.playing).toBe(true);
    expect(press(playing, 'play').playing).toBe(false);
  });

  it('plays from the beginning when it is at the end', () => {
    expect(press(at(3), 'play')).toMatchObject({ playing: true, stepper: { cursor: 1 } });
  });

  it('quits', () => {
    expect(press(at(1, true), 'quit')).toMatchObject({ quit: true, playing: false });
  });

  it('stays where it is in a record without events', () => {
    const empty: StepPlace = { stepper: { steps: [], cursor: 0 }, playing: false, quit: false };
    for (const key of ['back', 'forward', 'first', 'last', 'play'] as const) expect(press(empty, key)).toEqual(empty);
  });
});

describe('playOn', () => {
  it('moves one event on while playing, and stops at the last', () => {
    const second = playOn(at(1, true));
    expect(second).toMatchObject({ playing: true, stepper: { cursor: 2 } });
    expect(playOn(second)).toMatchObject({ playing: false, stepper: { cursor: 3 } });
  });

  it('does nothing while it is paused', () => {
    expect(playOn(at(1))).toEqual(at(1));
  });
});

describe('a session in cycles', () => {
  const types = ['session_started', 'cycle_started', 'agent_launched', 'cycle_ended', 'cycle_started', 'cycle_ended'];
  const inCycles = types.map((type) => ({ event: { type } }) as unknown as ReplayStep);
  const place = (cursor: number, by: 'event' | 'cycle' = 'event'): StepPlace => ({
    ...{ stepper: { steps: inCycles, cursor }, playing: false, quit: false, by },
  });

  it.each<[StepKey, number, number]>([
    ['cycleForward', 0, 1],
    ['cycleForward', 1, 4],
    ['cycleForward', 2, 4],
    ['cycleForward', 4, 6],
    ['cycleForward', 6, 6],
    ['cycleBack', 6, 4],
    ['cycleBack', 3, 1],
    ['cycleBack', 1, 0],
    ['cycleBack', 0, 0],
  ])('%s leads from %i to %i: to the end of a cycle', (key, from, to) => {
    expect(press(place(from), key).stepper.cursor).toBe(to);
  });

  it('moves by cycles with every key under --by cycle, also while playing', () => {
    expect(press(place(1, 'cycle'), 'forward').stepper.cursor).toBe(4);
    expect(press(place(4, 'cycle'), 'back').stepper.cursor).toBe(1);
    expect(playOn({ ...place(1, 'cycle'), playing: true })).toMatchObject({ stepper: { cursor: 4 }, playing: true });
  });
});
