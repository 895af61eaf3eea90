// What a tool answers: data, as text and as structured content. A failure is a tool error with the problem document, so that
// an agent sees the rule, its sentence and the legal moves, and can correct itself.
import type { CallToolResult } from '@modelcontextprotocol/server';
import { type Problem, problemOf } from '../../service/problem.ts';

const contentOf = (data: Record<string, unknown>): CallToolResult => {
  const text = JSON.stringify(data);
  // As a client gets it: without what JSON has no form for.
  return { content: [{ type: 'text', text }], structuredContent: JSON.parse(text) as Record<string, unknown> };
};

/** The members of a problem that tell an agent nothing. */
const withoutForm = ({ type: _type, title: _title, status: _status, ...rest }: Problem): Record<string, unknown> =>
  rest;

export type OnDefect = (error: unknown) => void;

/** The answer of a tool. `run` throws what a problem document can be made of. */
export const answered = async (
  run: () => Promise<Record<string, unknown>>,
  onDefect: OnDefect,
): Promise<CallToolResult> => {
  try {
    return contentOf(await run());
  } catch (error) {
    const problem = problemOf(error);
    if (problem.status === 500) onDefect(error);
    return { ...contentOf({ error: withoutForm(problem) }), isError: true };
  }
};
