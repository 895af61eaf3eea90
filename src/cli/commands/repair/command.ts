// The command line of `repair`.
import type { Declare } from '../../declare.ts';

export const repairCommand = ({ command }: Declare): void => {
  command(
    'repair',
    {
      summary: 'Show what stands under a session and is no sound record; move it aside. For an admin.',
      examples: [
        'reprise repair reset-2',
        'reprise repair reset-2 --quarantine --note "the old importer"',
        'reprise repair --list',
        'reprise repair reset-2 --save ./aside',
      ],
      takesUrl: true,
    },
    async () => (await import('./repair.ts')).repair,
  )
    .argument('[session]', 'the whole id, or another name under which a program published')
    .option('--quarantine', 'move it aside, into the stream REPRISE_QUARANTINE (default: only show it)')
    .option('--note <text>', 'a remark to keep with what is moved')
    .option('--by <name>', 'who moves it (default: $USER)')
    .option('--list', 'list what was moved aside, of this session or of all')
    .option('--save <folder>', 'write the bytes of what was moved aside of this session into files of this folder');
};
