// Where the figures of session files differ from their entries, or one file from another. Numbers that somebody wrote are
// never used: each is compared with what was counted, and a difference is reported as (file, field, claimed, counted).
import type { Difference } from '../report.ts';
import type { Sources } from '../sources.ts';
import { DifferenceList } from './difference-list.ts';
import { compareEvents } from './events.ts';
import { compareGates } from './gates.ts';
import { comparePlanning } from './planning.ts';
import { compareTimes } from './times.ts';
import { compareTodos } from './todos.ts';
import { compareTokens } from './tokens.ts';
import { compareWorkbook } from './workbook.ts';

export const differencesIn = (sources: Sources): Difference[] => {
  const differences = new DifferenceList();
  compareTodos(sources, differences);
  compareEvents(sources, differences);
  compareWorkbook(sources, differences);
  compareTokens(sources, differences);
  comparePlanning(sources, differences);
  compareTimes(sources, differences);
  compareGates(sources, differences);
  return differences.all;
};
