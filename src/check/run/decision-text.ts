// Decisions and events as lines of a message.
import { writtenMove } from '../../../machines/commands/written-move.ts';
import type { Decision } from '../../../machines/decide.ts';

export const eventText = ({ type, data }: { readonly type: string; readonly data?: unknown }): string =>
  `  ${type} ${JSON.stringify(data ?? {})}`;

/** What a command was decided to be. */
export const decisionText = (decision: Decision): string => {
  switch (decision.kind) {
    case 'accepted':
      return ['events:', ...decision.events.map(eventText)].join('\n');
    case 'rejected': {
      const { violations, legal } = decision.rejection;
      const rules = violations.map(({ rule, sentence, detail }) => `  ${rule}: ${sentence} (${detail})`);
      return ['a refusal:', ...rules, `  legal now: ${legal.map(writtenMove).join('; ')}`].join('\n');
    }
    case 'invalid':
      return `an invalid command: ${decision.sentence}`;
    case 'repeated':
    case 'unchanged':
      return `no events: ${decision.kind}`;
    default:
      return decision satisfies never;
  }
};
