// The command line of `watch`.
import type { Declare } from '../../declare.ts';

export const watchCommand = ({ command }: Declare): void => {
  command(
    'watch',
    {
      summary: 'Follow sessions, one line per event: first the history, then each event as it is recorded.',
      examples: [
        'reprise watch --from now',
        'reprise watch latest --type agent_launched agent_completed',
        'reprise watch --since 2026-01-31T14:50:00Z --actor orchestrator',
        'reprise watch --json | jq .event.type',
      ],
      takesUrl: true,
    },
    async () => (await import('./watch.ts')).watch,
  )
    .argument('[sessions...]', 'ids, unique starts of ids, or `latest` (default: all sessions)')
    .option('--from <where>', '`start`, `now`, or an ordinal of the one session named (default: start)')
    .option('--since <time>', 'begin each session with its first event at or after this time: 2026-01-31T14:50:00Z')
    .option('--type <types...>', 'only events of these types')
    .option('--actor <actors...>', 'only what these actors did');
};
