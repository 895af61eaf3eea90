// How a page looks: the colours, named by what they mean, and how wide it may be.
import picocolors from 'picocolors';
import type { Terminal } from '../terminal.ts';

export type Paint = (text: string) => string;

export interface Style {
  /** Columns to which paragraphs wrap and bars stretch. */
  readonly width: number;
  /** Columns beyond which a line is cut; `Infinity` where nothing is, as in a pipe. */
  readonly cutWidth: number;
  readonly header: Paint;
  readonly strong: Paint;
  readonly faint: Paint;
  readonly good: Paint;
  readonly warning: Paint;
  readonly bad: Paint;
  readonly active: Paint;
}

export interface StyleOptions {
  /** False gives plain text. */
  readonly colours: boolean;
  /** Columns of the page. Default 100, at least 40. */
  readonly width?: number | undefined;
  /** Whether lines that are longer than the page are cut. Default: only where a width is given. */
  readonly cuts?: boolean;
}

export const styleOf = (options: StyleOptions): Style => {
  const { blue, bold, cyan, dim, green, red, yellow } = picocolors.createColors(options.colours);
  const width = Math.max(40, options.width ?? 100);
  return {
    width,
    cutWidth: (options.cuts ?? options.width !== undefined) ? width : Infinity,
    header: (text) => bold(blue(text)),
    strong: bold,
    faint: dim,
    good: green,
    warning: yellow,
    bad: red,
    active: cyan,
  };
};

/** The style of what a command prints on its terminal. */
export const styleOn = ({ colour, columns, cuts }: Pick<Terminal, 'colour' | 'columns' | 'cuts'>): Style =>
  styleOf({ colours: colour, width: columns, cuts });
