// How far an import of several commits is, a line each.
import { number } from '../../render/figures.ts';
import type { Terminal } from '../../terminal.ts';

export const noteProgress =
  ({ note }: Pick<Terminal, 'note'>) =>
  ({ recorded, total }: { readonly recorded: number; readonly total: number }): void => {
    if (recorded < total) note(`Recorded ${number(recorded)} of ${number(total)} events ...`);
  };
