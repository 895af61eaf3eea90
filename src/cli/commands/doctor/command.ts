// The command line of `doctor`.
import type { Declare } from '../../declare.ts';

export const doctorCommand = ({ command }: Declare): void => {
  command(
    'doctor',
    {
      summary: 'Check the health of the server, the log and the disk, and advise what to improve.',
      examples: ['reprise doctor', 'reprise doctor --json'],
    },
    async () => (await import('./doctor.ts')).doctor,
  );
};
