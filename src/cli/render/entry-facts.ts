// What a workbook entry has beside its title and content, as labelled texts: the page and the Markdown show the same.
import type { WorkbookEntry } from '../../../projections/workbook.ts';

/** A text that is null or empty is left out. */
export type LabelledText = readonly [label: string, text: string | null];

export const diagramFacts = ({ diagramType, description }: WorkbookEntry): LabelledText[] => [
  ['Type', diagramType],
  ['Description', description],
];

/** Where the entry belongs, and what it is marked with. */
export const contextFacts = (entry: WorkbookEntry): LabelledText[] => [
  ['Related phase', entry.relatedPhase],
  ['Task', entry.taskId],
  ['Todo', entry.todoId],
  ['Agents', entry.relevantAgents.join(', ')],
  ['Priority', entry.priority],
  ['Tags', entry.tags.join(', ')],
  ['Options', entry.options.join(', ')],
];

export const referencesOf = ({ references }: WorkbookEntry): string[] =>
  references.map(({ path, description, type }) => path ?? description ?? type);
