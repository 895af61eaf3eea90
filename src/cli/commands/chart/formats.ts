/** What `chart` writes. */
export const CHART_FORMATS = ['text', 'svg', 'mermaid', 'xstate'] as const;
