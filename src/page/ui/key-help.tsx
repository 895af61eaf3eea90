// The list of keys, under `?`.
import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

export const keysShown = signal(false);

const KEYS: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
  [
    'Everywhere',
    [
      ['?', 'this list'],
      ['/', 'search'],
      ['u', 'back to the sessions'],
      ['Tab', 'the next control'],
    ],
  ],
  [
    'Lists',
    [
      ['↑ ↓', 'the row before, after'],
      ['Page Up, Page Down, Home, End', 'further'],
      ['Enter', 'open the row'],
    ],
  ],
  [
    'Through time',
    [
      ['h ←, l →', 'one event back, on'],
      ['0, $', 'the first event, the newest'],
      ['Space', 'play, pause'],
      ['Shift L', 'live'],
      ['c ], C [', 'the next cycle, the one before'],
      ['g, G', 'the next gate, the one before'],
      ['e, E', 'the next error, the one before'],
      ['q, Q', 'the next question or review, the one before'],
    ],
  ],
  [
    'Timeline',
    [
      ['+, -', 'zoom in, out'],
      [', .', 'to the left, to the right'],
      ['f', 'all of it'],
      ['Enter', 'on an agent: its details'],
    ],
  ],
  ['Views', [['1 … 9, 0', 'open a view']]],
];

export const KeyHelp = () => {
  const dialog = useRef<HTMLDialogElement>(null);
  const shown = keysShown.value;
  useEffect(() => {
    if (shown && !dialog.current?.open) dialog.current?.showModal();
    else if (!shown && dialog.current?.open) dialog.current.close();
  }, [shown]);
  return (
    <dialog ref={dialog} class="keys" aria-labelledby="keys-title" onClose={() => (keysShown.value = false)}>
      <h2 id="keys-title">Keys</h2>
      <div class="key-groups">
        {KEYS.map(([title, keys]) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {keys.map(([key, does]) => (
                <div key={key}>
                  <dt>
                    <kbd>{key}</kbd>
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <form method="dialog">
        <button type="submit">Close</button>
      </form>
    </dialog>
  );
};
