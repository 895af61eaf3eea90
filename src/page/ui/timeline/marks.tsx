// Marks on the timeline: gates as diamonds, questions and reviews as discs, errors as triangles. Each has its own shape and sign.
import { clock, words } from '../../model/format.ts';
import type { TimeMark } from '../../model/lanes.ts';
import type { Scale } from '../../model/scale.ts';
import { toneOf } from '../badge.tsx';

/** Pixels that the marks take. */
export const MARKS_ROOM = 22;
const MIDDLE = 10;

const SHAPES: Readonly<Record<TimeMark['kind'], string>> = {
  gate: 'M0 -8 L8 0 L0 8 L-8 0 Z',
  question: 'M-7 0 a7 7 0 1 0 14 0 a7 7 0 1 0 -14 0 Z',
  review: 'M-7 -6 h14 v12 h-14 Z',
  error: 'M0 -8 L8 7 L-8 7 Z',
};

const signOf = ({ kind, status }: TimeMark): string => {
  if (kind === 'question') return '?';
  if (kind === 'error') return '!';
  if (kind === 'review') return status === 'approved' ? '✓' : status === 'awaited' ? '◷' : '±';
  return status === 'passed' ? '✓' : status === 'failed' ? '✗' : '~';
};

interface MarksProps {
  readonly marks: readonly TimeMark[];
  readonly scale: Scale;
  readonly top: number;
}

export const Marks = ({ marks, scale, top }: MarksProps) => {
  let last = Number.NEGATIVE_INFINITY;
  return (
    <g class="marks">
      {marks.flatMap((mark, index) => {
        const x = scale.x(mark.at);
        // Of marks that fall on one place the first is drawn; a zoom takes them apart.
        if (mark.at < scale.from || mark.at > scale.to || x - last < 3) return [];
        last = x;
        const name = `${mark.kind} ${mark.label}: ${words(mark.status)}, ${clock(new Date(mark.at).toISOString())}`;
        return [
          <g
            key={`${mark.kind}${mark.id}${index}`}
            class={`mark ${mark.kind} ${toneOf(mark.status)}`}
            transform={`translate(${x} ${top + MIDDLE})`}
            role="img"
            aria-label={name}
          >
            <title>{name}</title>
            <path d={SHAPES[mark.kind]} />
            <text y={mark.kind === 'error' ? 5.5 : 4}>{signOf(mark)}</text>
          </g>,
        ];
      })}
    </g>
  );
};
