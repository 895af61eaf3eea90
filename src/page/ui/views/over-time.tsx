// Tokens over time as a line, with the budget where there is one.
import { clock, number, short } from '../../model/format.ts';
import type { TokenPoint } from '../../model/tokens-over-time.ts';

const WIDTH = 1_200;
const HEIGHT = 120;

export const OverTime = ({
  points,
  budget,
}: {
  readonly points: readonly TokenPoint[];
  readonly budget: number | null;
}) => {
  const first = points[0] as TokenPoint;
  const last = points.at(-1) as TokenPoint;
  const most = Math.max(last.tokens, budget ?? 0, 1);
  const span = Math.max(1, last.at - first.at);
  const x = (at: number) => ((at - first.at) / span) * WIDTH;
  const y = (tokens: number) => HEIGHT - (tokens / most) * (HEIGHT - 14);
  const path = points.map(
    ({ at, tokens }, index) => `${index === 0 ? 'M' : 'L'}${x(at).toFixed(1)} ${y(tokens).toFixed(1)}`,
  );
  const from = new Date(first.at).toISOString();
  const to = new Date(last.at).toISOString();
  return (
    <figure class="over-time">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT + 16}`}
        role="img"
        aria-label={`Tokens over time: ${number(last.tokens)} from ${clock(from)} to ${clock(to)}`}
      >
        <path class="area" d={`${path.join(' ')} L${WIDTH} ${HEIGHT} L0 ${HEIGHT} Z`} />
        <path class="line" d={path.join(' ')} />
        {budget !== null && (
          <>
            <line class="budget" x1={0} x2={WIDTH} y1={y(budget)} y2={y(budget)} />
            <text x={4} y={y(budget) - 3}>
              budget {short(budget)}
            </text>
          </>
        )}
        <text x={0} y={HEIGHT + 13}>
          {clock(from)}
        </text>
        <text x={WIDTH} y={HEIGHT + 13} text-anchor="end">
          {clock(to)}
        </text>
      </svg>
    </figure>
  );
};
