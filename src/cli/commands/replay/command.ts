// The command line of `replay`.
import { Option } from 'commander';
import { type Declare, MOMENT, SESSION } from '../../declare.ts';
import { wholeNumber } from '../../whole-number.ts';

export const replayCommand = ({ command }: Declare): void => {
  command(
    'replay',
    {
      summary: 'Replay a session event by event, with what each changed and which rules it violated.',
      examples: [
        'reprise replay latest --to 20',
        'reprise replay latest --step',
        'reprise replay latest --by cycle --view plan',
        'reprise replay session.ndjson --to 2025-11-09T14:50:00Z --view plan',
        'reprise replay latest --speed 60x',
      ],
      takesUrl: true,
    },
    async () => (await import('./replay.ts')).replay,
  )
    .argument('[session]', SESSION)
    .option('--to <moment>', `stop after ${MOMENT}`)
    .option('--from <ordinal>', 'show the events from this ordinal on', wholeNumber(1))
    .option('--speed <speed>', '`real`, or a multiple of it such as 60x (default: without pauses)')
    .addOption(new Option('--by <what>', 'step by event or by cycle (default: event)').choices(['event', 'cycle']))
    .option('--step', 'step with keys: h l or arrows, c and C for cycles, 0 and $ for the ends, space plays, q quits')
    .option('--strict', 'stop at the first event that a rule refuses')
    .option('--view <name>', 'show a view after each step');
};
