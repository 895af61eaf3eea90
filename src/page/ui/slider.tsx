// The way through time: one event at a time or played, jumps to the next gate, cycle, error or question, and `Live`, which
// follows. Moving it writes the moment into the address.
import { useComputed, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { go, route } from '../data/address.ts';
import { at, eventAt, history, isLive, lookAt, newer, newest } from '../data/session.ts';
import { describeEvent } from '../model/event-text.ts';
import { clock, counted, cut, moment } from '../model/format.ts';
import { JUMPS, type Jump, jumpFrom, SLIDER_KEYS, type SliderKey } from '../model/moves.ts';
import { takesKey } from './keys.ts';

/** Events a second. */
const SPEEDS = [1, 2, 5, 10, 30] as const;

const jump = (kind: Jump, step: 1 | -1): void => {
  const to = jumpFrom(history.peek()?.events ?? [], at.peek(), kind, step);
  if (to !== undefined) lookAt(to);
};

export const Slider = () => {
  const playing = useSignal(false);
  const speed = useSignal<number>(5);
  const press = (key: SliderKey): void => {
    if (key !== 'play') playing.value = false;
    switch (key) {
      case 'back':
        lookAt(at.peek() - 1);
        break;
      case 'forward':
        lookAt(at.peek() + 1);
        break;
      case 'first':
        lookAt(Math.min(1, newest.peek()));
        break;
      case 'last':
        lookAt(newest.peek());
        break;
      case 'live':
        lookAt(undefined);
        break;
      case 'play':
        if (!playing.peek() && at.peek() >= newest.peek()) lookAt(1);
        playing.value = !playing.peek();
        break;
      default:
        jump(key.replace(/Back$|Forward$/, '') as Jump, key.endsWith('Back') ? -1 : 1);
    }
  };
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || takesKey(event.target, event.key)) return;
      const key = SLIDER_KEYS[event.key];
      if (key === undefined) return;
      press(key);
      event.preventDefault();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  const isPlaying = playing.value;
  const perSecond = speed.value;
  useEffect(() => {
    if (!isPlaying) return;
    const timer = setInterval(() => {
      if (at.peek() >= newest.peek()) playing.value = false;
      else lookAt(at.peek() + 1);
    }, 1000 / perSecond);
    return () => clearInterval(timer);
  }, [isPlaying, perSecond, playing]);
  const event = useComputed(() => eventAt(at.value));
  const shown = event.value;
  const button = (key: SliderKey, sign: string, label: string, keys: string) => (
    <button
      type="button"
      class="step"
      aria-label={label}
      aria-keyshortcuts={keys}
      title={`${label} (${keys})`}
      onClick={() => press(key)}
    >
      <span aria-hidden="true">{sign}</span>
    </button>
  );
  const compared = route.value.with;
  return (
    <section class="slider" aria-label="Moment">
      <div class="steps">
        {button('first', '|‹', 'First event', '0')}
        {button('back', '‹', 'One event back', 'h')}
        <button
          type="button"
          class="step play"
          aria-pressed={isPlaying}
          aria-keyshortcuts="Space"
          onClick={() => press('play')}
        >
          <span aria-hidden="true">{isPlaying ? '❚❚' : '▶'}</span> {isPlaying ? 'Pause' : 'Play'}
        </button>
        {button('forward', '›', 'One event on', 'l')}
        {button('last', '›|', 'Newest event', '$')}
        <label>
          <span class="sr">Speed</span>
          <select value={perSecond} onChange={({ currentTarget }) => (speed.value = Number(currentTarget.value))}>
            {SPEEDS.map((one) => (
              <option key={one} value={one}>
                {one} a second
              </option>
            ))}
          </select>
        </label>
      </div>
      <input
        type="range"
        aria-label="Event"
        aria-valuetext={
          shown === undefined ? 'before the first event' : `event ${at.value} of ${newest.value}: ${shown.type}`
        }
        min={0}
        max={newest.value}
        value={at.value}
        onInput={({ currentTarget }) => {
          playing.value = false;
          lookAt(Number(currentTarget.value));
        }}
      />
      <div class="steps">
        {JUMPS.map((kind) => (
          <span class="jump" key={kind} role="group" aria-label={`Jump by ${kind}`}>
            {button(`${kind}Back`, '‹', `The ${kind} before`, kind === 'cycle' ? 'C' : (kind[0]?.toUpperCase() ?? ''))}
            <span aria-hidden="true">{kind}</span>
            {button(`${kind}Forward`, '›', `The next ${kind}`, kind === 'cycle' ? 'c' : (kind[0] ?? ''))}
          </span>
        ))}
        <button
          type="button"
          class={`live${isLive.value ? ' on' : ''}`}
          aria-pressed={isLive.value}
          aria-keyshortcuts="Shift+L"
          onClick={() => press('live')}
        >
          <span aria-hidden="true">●</span> Live
          {!isLive.value && newer.value > 0 && `: ${counted(newer.value, 'event')} newer`}
        </button>
        <button
          type="button"
          aria-pressed={compared !== undefined}
          onClick={() => go({ with: compared === undefined ? String(Math.max(0, at.peek() - 1)) : undefined })}
        >
          Compare
        </button>
      </div>
      <p class="now" title={moment(shown?.time)}>
        <span class="ordinal">
          {at.value}/{newest.value}
        </span>{' '}
        <time>{clock(shown?.time)}</time>{' '}
        {shown === undefined ? 'before the first event' : <bdi dir="auto">{cut(describeEvent(shown), 200)}</bdi>}
      </p>
    </section>
  );
};
