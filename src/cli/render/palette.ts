// How a page looks: the colours, named by what they mean, and how wide it may be.
import picocolors from 'picocolors';

export type Paint = (text: string) => string;

export interface Style {
  /** Columns. */
  readonly width: number;
  readonly header: Paint;
  readonly strong: Paint;
  readonly faint: Paint;
  readonly good: Paint;
  readonly warning: Paint;
  readonly bad: Paint;
  readonly active: Paint;
}

/** `colours` false gives plain text. `width` in columns, default 100, at least 40. */
export const styleOf = (options: { colours: boolean; width?: number | undefined }): Style => {
  const { blue, bold, cyan, dim, green, red, yellow } = picocolors.createColors(options.colours);
  return {
    width: Math.max(40, options.width ?? 100),
    header: (text) => bold(blue(text)),
    strong: bold,
    faint: dim,
    good: green,
    warning: yellow,
    bad: red,
    active: cyan,
  };
};
