import type { Golden } from './histories.ts';
export const drawHistories = (): Golden[] => [];
