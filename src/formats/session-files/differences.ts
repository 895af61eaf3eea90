import type { Difference } from './report.ts';
import type { Sources } from './sources.ts';
export const differencesIn = (_sources: Sources): Difference[] => [];
