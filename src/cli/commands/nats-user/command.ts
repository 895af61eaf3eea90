// The command lines of `nats-user add`, `list` and `remove`.
import { Option } from 'commander';
import { type Declare, repeated } from '../../declare.ts';

export const natsUserCommands = (declare: Declare): void => {
  const { command } = declare.group(
    'nats-user',
    'Users of the managed nats-server: readers of some sessions or of all.',
  );
  command(
    'add',
    {
      summary: 'Add a user, and print its password, which is shown this once.',
      examples: [
        'reprise nats-user add ann --session a7f3c8e2-9b1d-4f6a-8e2c-1d5a9f8b3c7e',
        'reprise nats-user add dashboard',
        'reprise nats-user add builder --role writer',
      ],
    },
    async () => (await import('./nats-user.ts')).add,
  )
    .argument('<name>', 'the name of the user: 1 to 64 of A-Z a-z 0-9 _ -')
    .addOption(
      new Option('--role <role>', 'what it may do: follow sessions and ask a service, or send commands to one too')
        .choices(['reader', 'writer'])
        .default('reader'),
    )
    .option('--session <id>', 'this session only, which may begin later; may be repeated (default: all)', repeated);
  command(
    'list',
    { summary: 'List the users that have a name.', examples: ['reprise nats-user list'] },
    async () => (await import('./nats-user.ts')).list,
  );
  command(
    'remove',
    { summary: 'Remove a user, and end its connections.', examples: ['reprise nats-user remove ann'] },
    async () => (await import('./nats-user.ts')).remove,
  ).argument('<name>', 'the name of the user');
};
