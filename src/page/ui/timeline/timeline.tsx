// The timeline: lanes for phases, cycles, waves, agents and tasks, marks for gates, questions, reviews and errors, times in which
// a person was waited for. It zooms with the wheel (with Ctrl, or while it has the focus), a pinch and keys.
import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { TimelineDocument } from '../../../../projections/timeline.ts';
import { go } from '../../data/address.ts';
import { at, eventAt, history, lookAt } from '../../data/session.ts';
import { clock, counted, duration } from '../../model/format.ts';
import { LANE_KINDS, type Lanes, lanesOf, ticks } from '../../model/lanes.ts';
import { type Scale, scaleOf } from '../../model/scale.ts';
import { takesKey } from '../keys.ts';
import { Bars, ROW } from './bars.tsx';
import { MARKS_ROOM, Marks } from './marks.tsx';

const LABELS = 92;
const AXIS = 20;

/** The event that was the newest at a time. */
const ordinalAt = (time: number): number => {
  const events = history.peek()?.events ?? [];
  let found = 0;
  for (const { time: when, ordinal } of events) if (Date.parse(when) <= time) found = ordinal;
  return found;
};

const NAMES = { waiting: 'waiting', phase: 'phases', cycle: 'cycles', wave: 'waves', agent: 'agents', task: 'tasks' };

interface CursorProps {
  readonly scale: Scale;
  readonly top: number;
  readonly bottom: number;
}

/** The moment that is looked at; what comes after it is paler. */
const Cursor = ({ scale, top, bottom }: CursorProps) => {
  const now = Date.parse(eventAt(at.value)?.time ?? '');
  if (Number.isNaN(now) || now < scale.from || now > scale.to) return null;
  const x = scale.x(now);
  return (
    <g class="cursor" aria-hidden="true">
      <rect x={x} y={top} width={Math.max(0, scale.right - x)} height={bottom - top} />
      <line x1={x} x2={x} y1={top - 2} y2={bottom} />
    </g>
  );
};

const openAgent = (agentId: string): void => go({ agent: agentId }, 'replace');

export const Timeline = ({ document: shown }: { readonly document: TimelineDocument }) => {
  const lanes: Lanes = useMemo(() => lanesOf(shown), [shown]);
  const box = useRef<HTMLDivElement>(null);
  const width = useSignal(900);
  /** Undefined: all of it. */
  const zoom = useSignal<{ readonly from: number; readonly to: number } | undefined>(undefined);
  const showTasks = useSignal(false);
  const view = zoom.value ?? { from: lanes.from, to: lanes.to };
  const span = Math.max(1, view.to - view.from);
  const left = width.value < 500 ? 8 : LABELS;
  const right = width.value - 12;
  const scale = useMemo(() => scaleOf(view.from, view.to, left, right), [view.from, view.to, left, right]);

  const setView = (from: number, to: number): void => {
    const whole = lanes.to - lanes.from;
    const length = Math.min(Math.max(to - from, 50), whole);
    const begin = Math.min(Math.max(from, lanes.from), lanes.to - length);
    zoom.value = length >= whole ? undefined : { from: begin, to: begin + length };
  };
  const zoomBy = (factor: number, around = 0.5): void => {
    const center = view.from + span * around;
    setView(center - span * factor * around, center + span * factor * (1 - around));
  };
  const panBy = (part: number): void => setView(view.from + span * part, view.to + span * part);
  const act = useRef({ zoomBy, panBy });
  act.current = { zoomBy, panBy };

  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => {
      width.value = Math.max(240, element.clientWidth);
    });
    observer.observe(element);
    // Not by an attribute: a listener that prevents the scroll must not be passive.
    const onWheel = (event: WheelEvent): void => {
      if (!event.ctrlKey && !event.metaKey && !element.contains(document.activeElement)) return;
      event.preventDefault();
      const { left: edge } = element.getBoundingClientRect();
      const around = Math.min(
        1,
        Math.max(0, (event.clientX - edge - LABELS) / Math.max(1, element.clientWidth - LABELS)),
      );
      if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) act.current.panBy(event.deltaX / 800);
      else act.current.zoomBy(Math.exp(event.deltaY / 300), around);
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || takesKey(event.target, event.key)) return;
      if (event.key === '+' || event.key === '=') act.current.zoomBy(1 / 1.5);
      else if (event.key === '-') act.current.zoomBy(1.5);
      else if (event.key === ',') act.current.panBy(-0.2);
      else if (event.key === '.') act.current.panBy(0.2);
      else if (event.key === 'f') zoom.value = undefined;
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', onKey);
    return () => {
      observer.disconnect();
      element.removeEventListener('wheel', onWheel);
      removeEventListener('keydown', onKey);
    };
  }, [width, zoom]);

  const withTasks = showTasks.value;
  const rows = useMemo(() => lanes.lanes.filter(({ kind }) => kind !== 'task' || withTasks), [lanes, withTasks]);
  if (lanes.lanes.length === 0) return null;
  const hasMarks = lanes.marks.length > 0;
  const top = AXIS + (hasMarks ? MARKS_ROOM : 0);
  const height = top + rows.length * ROW + 4;
  const isWaiting = shown.waiting.some(({ endedAt }) => endedAt === null);
  const taskCount = shown.tasks.length;
  return (
    <section class="timeline" aria-label="Timeline">
      <div class="timeline-head">
        <span class="quiet">
          {clock(shown.session.startedAt)} – {clock(shown.session.endedAt ?? shown.lastEventAt)} UTC,{' '}
          {duration(shown.session.ranS)}
          {shown.session.waitedS > 0 && `, of them ${duration(shown.session.waitedS)} waiting for a person`}
          {shown.saved.totalS > 0 && `; agents at once saved ${duration(shown.saved.totalS)}`}
          {lanes.undated > 0 && `; ${counted(lanes.undated, 'span')} without a time`}
        </span>
        {isWaiting && <strong class="waits">◷ waiting for a person</strong>}
        <span class="space" />
        {taskCount > 0 && (
          <label class="quiet">
            <input
              type="checkbox"
              checked={showTasks.value}
              onChange={({ currentTarget }) => (showTasks.value = currentTarget.checked)}
            />{' '}
            {counted(taskCount, 'task')}
          </label>
        )}
        <span role="group" aria-label="Zoom">
          <button type="button" class="step" aria-label="Zoom in" title="Zoom in (+)" onClick={() => zoomBy(1 / 1.5)}>
            <span aria-hidden="true">+</span>
          </button>
          <button type="button" class="step" aria-label="Zoom out" title="Zoom out (-)" onClick={() => zoomBy(1.5)}>
            <span aria-hidden="true">−</span>
          </button>
          <button type="button" class="step" title="All of it (f)" onClick={() => (zoom.value = undefined)}>
            Fit
          </button>
        </span>
      </div>
      <div class="timeline-box" ref={box} tabIndex={0} role="group" aria-label="Lanes; + and - zoom">
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: the slider moves by keys. */}
        <svg
          width={width.value}
          height={height}
          role="group"
          aria-label={`${LANE_KINDS.filter((kind) => rows.some((row) => row.kind === kind))
            .map((kind) => NAMES[kind])
            .join(', ')} over time`}
          onClick={(event) => {
            const { left: edge } = event.currentTarget.getBoundingClientRect();
            const x = event.clientX - edge;
            if (x >= left && !(event.target as Element).closest('[role=button]'))
              lookAt(ordinalAt(view.from + ((x - left) / (right - left)) * span));
          }}
        >
          <g class="axis" aria-hidden="true">
            {ticks(view.from, view.to, Math.max(2, Math.floor((right - left) / 84))).map(({ at: time, label }) =>
              scale.x(time) > right - 36 ? null : (
                <g key={time}>
                  <line x1={scale.x(time)} x2={scale.x(time)} y1={AXIS - 4} y2={height} />
                  <text x={scale.x(time) + 3} y={12}>
                    {label}
                  </text>
                </g>
              ),
            )}
          </g>
          {hasMarks && <Marks marks={lanes.marks} scale={scale} top={AXIS} />}
          <Bars rows={rows} scale={scale} top={top} showLabels={left === LABELS} onAgent={openAgent} />
          <Cursor scale={scale} top={AXIS - 6} bottom={height} />
        </svg>
      </div>
    </section>
  );
};
