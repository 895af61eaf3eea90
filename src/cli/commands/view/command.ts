// The command line of `view`.
import { type Declare, MOMENT, SESSION } from '../../declare.ts';
import { wholeNumber } from '../../whole-number.ts';

export const viewCommand = ({ command }: Declare): void => {
  command(
    'view',
    {
      summary: 'Show a view of a session, now or at an earlier moment.',
      examples: [
        'reprise view plan latest',
        'reprise view timeline latest --at 2025-11-09T14:50:00Z',
        'reprise view flow latest --format mermaid',
        'reprise view workbook ./session --format md',
        'reprise view plan latest --at-cycle 3 --format md',
      ],
      takesUrl: true,
    },
    async () => (await import('./view.ts')).view,
  )
    .argument('<view>', 'plan, cycles, todo, workbook, timeline, flow, usage or overview')
    .argument('[session]', SESSION)
    .option('--at <moment>', `the view at ${MOMENT}`)
    .option('--at-cycle <n>', 'the view once cycle n has updated the plan, before its agents start', wholeNumber(1))
    .option(
      '--format <format>',
      '`text`, `mermaid` (flow: two diagrams in Markdown) or `md` (plan, workbook) (default: text)',
    );
};
