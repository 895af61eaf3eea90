// The bars of the lanes, as far as they are in sight; what would be less than a pixel beside its neighbour is drawn once.
import { memo } from 'preact/compat';
import { clock, cut, words } from '../../model/format.ts';
import type { Bar, Lane } from '../../model/lanes.ts';
import type { Scale } from '../../model/scale.ts';
import { signOf, toneOf } from '../badge.tsx';

/** Pixels of a lane. */
export const ROW = 20;
const BAR = 15;
/** A letter, at most. */
const LETTER = 6.6;
/** More bars of one lane are not drawn, whatever the zoom. */
const MOST = 2_000;

interface BarsProps {
  readonly rows: readonly Lane[];
  readonly scale: Scale;
  readonly top: number;
  readonly showLabels: boolean;
  readonly onAgent: (agentId: string) => void;
}

const KIND_NAMES = { waiting: 'waiting', phase: 'phase', cycle: 'cycle', wave: 'wave', agent: 'agent', task: 'task' };

const isoOf = (time: number): string => new Date(time).toISOString();

/** Those in sight; of several that fall on one pixel the first. */
const inSight = (bars: readonly Bar[], { from, to, x }: Scale): Bar[] => {
  const found: Bar[] = [];
  let lastEnd = Number.NEGATIVE_INFINITY;
  for (const bar of bars) {
    if (bar.to < from || bar.from > to) continue;
    const end = x(bar.to);
    if (end - lastEnd < 1 && found.length > 0) continue;
    lastEnd = Math.max(end, x(bar.from) + 1);
    found.push(bar);
    if (found.length === MOST) break;
  }
  return found;
};

interface OneBarProps {
  readonly bar: Bar;
  readonly kind: Lane['kind'];
  readonly x: number;
  readonly width: number;
  readonly y: number;
  readonly scale: Scale;
  readonly onAgent: BarsProps['onAgent'];
}

const OneBar = ({ bar, kind, x, width, y, scale, onAgent }: OneBarProps) => {
  const { id, label, status, from, to, isOpen, idle } = bar;
  const name = `${KIND_NAMES[kind]} ${label}, ${words(status)}, ${clock(isoOf(from))} to ${isOpen ? 'now' : clock(isoOf(to))}`;
  const room = Math.floor((width - 8) / LETTER);
  const isAgent = kind === 'agent';
  const open = () => onAgent(id);
  const shape = (
    <>
      <title>{name}</title>
      <rect class="bar" x={x} y={y} width={width} height={BAR} rx={3} />
      {idle.map((part) => {
        const begin = Math.max(x, scale.x(part.from));
        const end = Math.min(x + width, scale.x(part.to));
        return end <= begin ? null : (
          <rect key={`${part.kind}${part.from}`} class={part.kind} x={begin} y={y} width={end - begin} height={BAR} />
        );
      })}
      {isOpen && <path class="open" d={`M${x + width} ${y} l4 ${BAR / 2} l-4 ${BAR / 2} z`} />}
      {room >= 3 && (
        <text x={x + 5} y={y + BAR - 4} direction="ltr">
          {cut(`${kind === 'waiting' ? '◷' : signOf(status)} ${label}`, room)}
        </text>
      )}
    </>
  );
  const look = `${kind} ${toneOf(status)}`;
  return isAgent ? (
    <g
      class={look}
      role="button"
      // Of SVG the attributes are told apart by case.
      tabindex={0}
      aria-label={name}
      onClick={open}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        event.stopPropagation();
        open();
      }}
    >
      {shape}
    </g>
  ) : (
    <g class={look} role="img" aria-label={name}>
      {shape}
    </g>
  );
};

export const Bars = memo(({ rows, scale, top, showLabels, onAgent }: BarsProps) => {
  let before: string | undefined;
  return (
    <>
      {rows.map(({ kind, bars }, index) => {
        const isFirst = kind !== before;
        before = kind;
        const y = top + index * ROW;
        return (
          <g key={index}>
            {isFirst && <line class="rule" x1={0} x2={scale.right} y1={y - 1.5} y2={y - 1.5} aria-hidden="true" />}
            {isFirst && showLabels && (
              <text class="lane" x={4} y={y + BAR - 4} aria-hidden="true">
                {kind === 'waiting' ? 'waiting' : `${KIND_NAMES[kind]}s`}
              </text>
            )}
            {inSight(bars, scale).map((bar) => {
              const x = Math.max(scale.left, scale.x(bar.from));
              const width = Math.max(1.5, Math.min(scale.right, scale.x(bar.to)) - x);
              return (
                <OneBar
                  key={`${bar.id}@${bar.from}`}
                  {...{ bar, kind, x, width, scale, onAgent }}
                  y={y + (ROW - BAR) / 2 - 1}
                />
              );
            })}
          </g>
        );
      })}
    </>
  );
});
