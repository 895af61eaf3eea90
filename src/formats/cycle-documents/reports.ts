// What a report contains beside its text: a verdict, a root cause, a confidence, findings; and whose report it is.
import { defined } from '../../../machines/defined.ts';
import type { EventData } from '../../../machines/events/catalog.ts';

type Report = Omit<EventData['agent_reported'], 'agentId' | 'extra'>;

export interface RunningAgent {
  readonly id: string;
  readonly type: string;
}

const PASS = /\b(?:PASS(?:ED)?)\b|\bclean\b/i;
const FAIL = /\bFAIL(?:ED|S)?\b/;
const ALL_PASS = /\ball (?:\d+ )?tests (?:are )?pass/i;
const FINDING =
  /\b(?:one|a|an|\d+)\s+(critical|high|medium|low|info)\s+finding\s*[—–:-]+\s*([\s\S]*?)(?:\.\s+|\.?$)((?:not\s+)?blocking)?/i;

const words = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
const KINDS: Readonly<Record<string, string>> = { validation: 'validate', tests: 'validate', test: 'validate' };

/** Agents whose type a label names: `Validation` is of `validate`, `Plan review` of `review-plan`. */
export const namedBy = (label: string, agents: readonly RunningAgent[]): RunningAgent[] => {
  const named = words(label).map((word) => KINDS[word] ?? word);
  const all = agents.filter(({ type }) => named.every((word) => words(type).includes(word)));
  return all.length > 0 ? all : agents.filter(({ type }) => words(type).some((word) => named.includes(word)));
};

/** A verdict on one agent's work in a text that may be of several: by the sentence that names its type. */
const verdictFor = (agent: RunningAgent, text: string, alone: boolean): 'pass' | 'fail' | undefined => {
  for (const sentence of text.split(/(?<=[.!])\s+/)) {
    const about = alone || namedBy(sentence.split(/[:.]/)[0] ?? '', [agent]).length > 0;
    if (about && FAIL.test(sentence)) return 'fail';
    if (about && PASS.test(sentence)) return 'pass';
    if (/^(?:validat|test)/.test(agent.type) && ALL_PASS.test(sentence)) return 'pass';
  }
  return undefined;
};

/** The sentence after the first `root cause:`. */
const rootCauseIn = (text: string): string | undefined => {
  const label = /\broot cause:\s*/i.exec(text);
  if (label === null) return undefined;
  const rest = text.slice(label.index + label[0].length);
  const end = /[.!](?=\s|$)/.exec(rest);
  return end === null ? undefined : rest.slice(0, end.index + 1).replaceAll('\n', ' ');
};

/** What an agent reported. @param alone the text is this agent's, by its label or because no other ran */
export const reportOf = (agent: RunningAgent, text: string, alone: boolean, findingId: string): Report => {
  const verdict = verdictFor(agent, text, alone);
  const confidence = /\bconfidence:\s*(low|medium|high)\b/i.exec(text)?.[1]?.toLowerCase() as Report['confidence'];
  const rootCause = rootCauseIn(text);
  const [, severity, finding] = FINDING.exec(text) ?? [];
  const blocks = !/\b(?:not|non)[\s-]*blocking\b/i.test(text);
  return {
    text,
    ...defined({ verdict, rootCause, confidence }),
    ...(severity === undefined || finding === undefined || finding === '' || !alone
      ? {}
      : {
          findings: [
            {
              findingId,
              text: finding.replaceAll('\n', ' '),
              severity: severity.toLowerCase() as 'critical' | 'high' | 'medium' | 'low' | 'info',
              blocks: blocks && /\bblocking\b|\bblocks\b/i.test(text),
            },
          ],
        }),
  };
};
