// From times to pixels, for what the timeline draws.

export interface Scale {
  /** Milliseconds since 1970: what is in sight. */
  readonly from: number;
  readonly to: number;
  /** Pixels where the drawing begins and ends. */
  readonly left: number;
  readonly right: number;
  x(time: number): number;
}

export const scaleOf = (from: number, to: number, left: number, right: number): Scale => ({
  ...{ from, to, left, right },
  x: (time) => left + ((time - from) / Math.max(1, to - from)) * (right - left),
});
