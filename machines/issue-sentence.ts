// What is wrong with data that a schema refuses, in a sentence.
import type { z } from 'zod';

/** `tasks.0.id: expected a text`, for the first thing that is wrong. */
export const sentenceOf = (error: z.ZodError): string => {
  const issue = error.issues[0];
  if (issue === undefined) return 'it does not fit the schema';
  return issue.path.length === 0 ? issue.message : `${issue.path.join('.')}: ${issue.message}`;
};
