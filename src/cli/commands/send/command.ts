// The command lines of `send`, `answer`, `approve` and `ask-changes`.
import { type Declare, RECORDED_SESSION } from '../../declare.ts';

export const sendCommands = ({ command }: Declare): void => {
  // The words after SESSION, and the help of each, come from the table of commands.
  command(
    'send',
    {
      summary: 'Record what happens: one command by its word, or many as JSON lines.',
      examples: [
        'reprise send s1 session.start "Reset passwords by email"',
        'reprise send s1 phase.next',
        'reprise send s1 --help',
        'reprise send --help',
      ],
      takesUrl: true,
    },
    async () => (await import('./send.ts')).send,
  )
    .helpOption(false)
    .allowUnknownOption()
    .passThroughOptions()
    .argument('[words...]', 'SESSION WORD [ARGS] [--field value ...]; SESSION - for JSON lines');

  command(
    'answer',
    {
      summary: 'Answer a question that a session waits for; `list` shows who waits.',
      examples: ['reprise answer latest "Postmark"', 'reprise answer a7f3 question_2 "Yes" --by Ada'],
      takesUrl: true,
    },
    async () => (await import('./people.ts')).answer,
  )
    .argument('<session>', RECORDED_SESSION)
    .argument('<words...>', '[QUESTION] TEXT: the question (default: the only open one), and the answer')
    .option('--by <name>', 'who answers (default: $USER)');
  command(
    'approve',
    {
      summary: 'Approve what a session waits to have reviewed.',
      examples: ['reprise approve latest', 'reprise approve a7f3 review_1 --text "Go on"'],
      takesUrl: true,
    },
    async () => (await import('./people.ts')).approve,
  )
    .argument('<session>', RECORDED_SESSION)
    .argument('[review]', 'the review (default: the only open one)')
    .option('--text <text>', 'a comment')
    .option('--by <name>', 'who approves (default: $USER)');
  command(
    'ask-changes',
    {
      summary: 'Ask for changes where a session waits for a review.',
      examples: ['reprise ask-changes latest --text "Tokens must expire within the hour"'],
      takesUrl: true,
    },
    async () => (await import('./people.ts')).askChanges,
  )
    .argument('<session>', RECORDED_SESSION)
    .argument('[review]', 'the review (default: the only open one)')
    .requiredOption('--text <text>', 'what to change')
    .option('--by <name>', 'who asks (default: $USER)');
};
