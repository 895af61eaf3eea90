// NDJSON from a response, line by line as it comes. A line with `problem` is the failure that ended it.
import type { Problem } from '../service/problem.ts';
import { errorOf } from './problem.ts';
import type { Answer, Body } from './transport.ts';

/** The text of a body in pieces of whole lines. */
async function* piecesOf(body: Body): AsyncGenerator<string[], void> {
  const reader = body.getReader();
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      const lines = (rest + decoder.decode(value, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      yield lines;
    }
    if (rest !== '') yield [rest];
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** @throws RepriseError what a line with `problem` says */
export async function* linesIn<T>(ask: () => Promise<Answer>): AsyncGenerator<T, void> {
  const { body } = await ask();
  for await (const lines of piecesOf(body as Body))
    for (const line of lines) {
      const value = JSON.parse(line) as { readonly problem?: Problem };
      if (value.problem !== undefined) throw errorOf(value.problem);
      yield value as Awaited<T>;
    }
}
