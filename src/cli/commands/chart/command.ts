// The command line of `chart`.
import { Option } from 'commander';
import { type Declare, MOMENT } from '../../declare.ts';

export const chartCommand = ({ command }: Declare): void => {
  command(
    'chart',
    {
      summary: 'Show the process of a profile or a session as a chart.',
      examples: [
        'reprise chart latest',
        'reprise chart normal --format svg -o normal.svg',
        'reprise chart latest --at 14 --format mermaid',
        'reprise chart process.yaml --format xstate -o process.mjs',
      ],
    },
    async () => (await import('./chart.ts')).chart,
  )
    .argument(
      '[process]',
      'the name of a built-in profile (normal, integrated, meta, cycles), a profile in a YAML or JSON file, or a ' +
        'SESSION, with its active states and the edges it took (default: $REPRISE_SESSION, else the newest)',
    )
    .option('--at <moment>', `of a session: the chart at ${MOMENT}`)
    .option('--session', 'PROCESS is a session, also where a profile has its name')
    .addOption(
      new Option(
        '--format <format>',
        'text; SVG; a Mermaid state diagram; or a JavaScript module with an XState machine, which Stately opens ' +
          '(with --json its configuration alone)',
      )
        .choices(['text', 'svg', 'mermaid', 'xstate'])
        .default('text'),
    )
    .option('-o, --output <file>', 'a file instead of standard output');
};
