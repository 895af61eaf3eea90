// The command lines of `plan diff` and `plan sync`.
import { type Declare, MARK, RECORDED_SESSION, repeated } from '../../declare.ts';

export const planCommands = (declare: Declare): void => {
  const { command } = declare.group('plan', 'Compare two plan.md files, or sync one with its session.');
  command(
    'diff',
    {
      summary: 'Print the events that lead from one plan.md to another.',
      examples: ['reprise plan diff before.md after.md'],
    },
    async () => (await import('./plan.ts')).planDiff,
  )
    .argument('<before>', 'a plan.md')
    .argument('<after>', 'a later plan.md')
    .option('--mark <sign=status>', MARK, repeated);
  command(
    'sync',
    {
      summary: "Record what was edited in a session's plan.md, and write the session's own changes into it.",
      examples: ['reprise plan sync plan.md --session a7f3', 'reprise plan sync plan.md'],
      takesUrl: true,
    },
    async () => (await import('./plan.ts')).planSync,
  )
    .argument('<file>', 'the plan.md; it is created where there is none')
    .option('--session <id>', `${RECORDED_SESSION} (default: the one of the last sync, else $REPRISE_SESSION)`)
    .option('--actor <name>', 'who edited the file', 'plan.md')
    .option('--mark <sign=status>', `${MARK} (default: those of the last sync)`, repeated);
};
