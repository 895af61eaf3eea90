// The workbook as Markdown: each entry with its title, content, related phase and tags; a diagram with its type and
// description; then the decisions and questions recorded elsewhere. Contents are Markdown already and stay as they are, but for
// what a terminal would obey.
import type { WorkbookDocument, WorkbookEntry } from '../../../projections/workbook.ts';
import { safeLine, safeLines } from '../../text/safe-text.ts';
import { contextFacts, diagramFacts, type LabelledText, referencesOf } from './entry-facts.ts';
import { dateAndClock } from './figures.ts';

const facts = (list: readonly LabelledText[]): string[] => {
  const lines = list.flatMap(([label, value]) =>
    value === null || value === '' ? [] : [`- ${label}: ${safeLine(value)}`],
  );
  return lines.length === 0 ? [] : ['', ...lines];
};
const content = (text: string): string[] => (text.trim() === '' ? [] : ['', ...safeLines(text)]);
const heading = (level: number, text: string): string => `${'#'.repeat(level)} ${safeLine(text)}`;

const entryLines = (entry: WorkbookEntry): string[] => [
  '',
  heading(2, entry.title),
  '',
  `*${safeLine(entry.type)}, ${dateAndClock(entry.time)}, ${safeLine(entry.author)}*`,
  ...(entry.type === 'diagram' ? facts(diagramFacts(entry)) : []),
  ...content(entry.content),
  ...facts([
    ...contextFacts(entry),
    ['Entries', entry.entryIds.join(', ')],
    ['References', referencesOf(entry).join(', ')],
  ]),
];

export const workbookMarkdown = (document: WorkbookDocument): string => {
  const events = document.decisions.filter(({ source }) => source === 'event');
  return [
    heading(1, `Workbook of session ${document.sessionId}`),
    ...document.entries.flatMap(entryLines),
    ...(events.length === 0 ? [] : ['', heading(2, 'Decisions')]),
    ...events.flatMap((decision) => [
      '',
      heading(3, decision.title),
      ...content(decision.content),
      ...facts([
        ['Related phase', decision.relatedPhase],
        ['Tags', decision.tags.join(', ')],
      ]),
    ]),
    ...(document.questions.length === 0 ? [] : ['', heading(2, 'Questions')]),
    ...document.questions.flatMap((question) => [
      '',
      `- [${question.resolved ? 'x' : ' '}] ${safeLine(question.title)}${question.answer === null ? '' : `: ${safeLine(question.answer)}`}${question.reopened === undefined ? '' : ` (open again: ${safeLine(question.reopened)})`}`,
    ]),
    ...(document.followUps.length === 0 ? [] : ['', heading(2, 'Follow-ups'), '']),
    ...document.followUps.map((finding) => `- ${safeLine(finding.text ?? finding.id)}`),
  ].join('\n');
};
