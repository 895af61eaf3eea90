// What one event reports of tokens.
import type { EventOf } from '../events/envelope.ts';
import type { Figures } from './figures.ts';

type Used = EventOf<'tokens_used'>['data'];

/** Input tokens that one event reports, those of a cache among them. */
const inputOf = ({ input = 0, cached = 0, cacheCreation = 0, inputWithoutCache }: Used): number =>
  inputWithoutCache === true ? input + cached + cacheCreation : input;

/** Tokens that one event reports. */
export const tokensOf = (data: Used): number => data.total ?? inputOf(data) + (data.output ?? 0);

/** Whether an event reports tokens: one may report a cost alone. */
const reportsTokens = ({ total, input, output, inputWithoutCache }: Used): boolean =>
  (total ?? input ?? output) !== undefined || inputWithoutCache === true;

/** Its figures. */
export const figuresOf = (data: Used): Figures => ({
  records: reportsTokens(data) ? 1 : 0,
  costed: data.costUsd === undefined ? 0 : 1,
  tokens: tokensOf(data),
  input: inputOf(data),
  output: data.output ?? 0,
  cached: data.cached ?? 0,
  cacheCreation: data.cacheCreation ?? 0,
  costUsd: data.costUsd ?? 0,
});
