// What a refusal lists can be sent as it is written: each move, with a value for what it still needs, comes back as its data.
import { expect, it } from 'vitest';
import { writtenMove } from '../../machines/commands/written-move.ts';
import { decide } from '../../machines/decide.ts';
import { completed, sampleFor } from '../../machines/legal.ts';
import { RULES } from '../../machines/rules/all.ts';
import { eventIds } from '../../src/check/check-profile/exploration/event-ids.ts';
import { parseCommand } from '../../src/cli/commands/send/arguments.ts';
import { formNamed } from '../../src/cli/commands/send/known-word.ts';
import { sha256 } from '../history.ts';
import { casesOf } from '../machines/rule-cases/all.ts';
import { refusedCase } from '../machines/rule-cases/refused-case.ts';
import { shellWords } from './shell-words.ts';

const noStdin = (): Promise<string> => Promise.reject(new Error('nothing is read'));

/** A sample as one would type it. */
const withoutDots = (value: unknown): unknown => JSON.parse(JSON.stringify(value).replaceAll('…', 'x'));

it.each(RULES.map(({ id }) => id))('%s: each move that its refusal lists can be sent as it is written', async (id) => {
  for (const { story } of casesOf(id, 'violated')) {
    const { state, last } = refusedCase(id, story().events);
    const context = { now: '9999-01-01T00:00:00.000Z', newId: eventIds('probe'), commitId: 'probe', sha256 };
    const decision = decide(state, { id: 'probe', name: last.type, data: last.data, actor: last.actor }, context);
    for (const move of decision.kind === 'rejected' ? decision.rejection.legal : []) {
      const data = completed(
        move,
        move.needs.map((need) => withoutDots(sampleFor(state, need))),
      );
      // No criteria need not be written: the gate's own count, and it has none.
      if (Array.isArray(data.criteria) && data.criteria.length === 0) continue;
      const line = writtenMove({ ...move, data, needs: [] });
      const [word = '', ...args] = shellWords(line);
      const parsed = await parseCommand(formNamed(word), args, noStdin);
      expect([line, parsed.data, parsed.options.actor]).toEqual([line, data, move.actor]);
    }
  }
});
