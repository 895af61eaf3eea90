// A status as a word with a sign: colour is never the only difference.
import { words } from '../model/format.ts';

type Tone = 'good' | 'bad' | 'busy' | 'wait' | 'off' | 'plain';

const TONES: Readonly<Record<string, Tone>> = {
  ...{
    completed: 'good',
    passed: 'good',
    approved: 'good',
    done: 'good',
    met: 'good',
    delivered: 'good',
    pass: 'good',
  },
  ...{ resolved: 'good', answered: 'good', sound: 'good', holds: 'good', ended: 'good' },
  ...{ failed: 'bad', killed: 'bad', lost: 'bad', error: 'bad', critical: 'bad', broken: 'bad', fail: 'bad' },
  ...{ changes_requested: 'bad', missed: 'bad', unmatched: 'bad' },
  ...{ running: 'busy', active: 'busy', in_progress: 'busy', open: 'wait', started: 'busy' },
  ...{ waiting_for_review: 'wait', awaited: 'wait', awaiting: 'wait', paused: 'wait', waived: 'wait', warning: 'wait' },
  ...{ cancelled: 'off', skipped: 'off', dropped: 'off', abandoned: 'off', withdrawn: 'off', not_started: 'off' },
};
const SIGNS: Readonly<Record<Tone, string>> = { good: '✓', bad: '✗', busy: '●', wait: '◷', off: '–', plain: '○' };

export const toneOf = (status: string): Tone => TONES[status] ?? 'plain';
export const signOf = (status: string): string => SIGNS[toneOf(status)];

export const Badge = ({ status, label }: { readonly status: string; readonly label?: string | undefined }) => (
  <span class={`badge ${toneOf(status)}`}>
    <span aria-hidden="true">{signOf(status)}</span> {label ?? words(status)}
  </span>
);

/** How far something is, as a bar and a number. */
export const Meter = ({ value, label }: { readonly value: number | null; readonly label: string }) =>
  value === null ? null : (
    <span class={`meter${value > 100 ? ' over' : ''}`} role="img" aria-label={label} title={label}>
      <span class="fill" style={{ inlineSize: `${Math.max(0, Math.min(100, value))}%` }} />
    </span>
  );
