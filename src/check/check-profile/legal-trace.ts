// A history as commands, as one writes them, and as the events that they record.

import type { CommandWord } from '../../../machines/commands/words.ts';
import { writtenMove } from '../../../machines/commands/written-move.ts';
import { defined } from '../../../machines/defined.ts';
import type { Law } from '../run/law.ts';
import type { LegalTrace, TraceCommand } from './result.ts';
import { traceOf } from './trace.ts';

type Data = Readonly<Record<string, unknown>>;

/** As after `reprise send SESSION`. */
export const written = ({ name, data, actor }: TraceCommand): string => {
  const given = (data ?? {}) as Data;
  // A start holds the whole profile, which one names, and what every check explores: an enforced session.
  const profile = given.profile as { readonly name?: string } | undefined;
  const { enforcement: _enforced, ...rest } = given;
  const short = profile?.name === undefined ? given : { ...rest, profile: profile.name };
  const move = writtenMove({ word: name as CommandWord, data: short, needs: [] });
  return actor === undefined ? move : `${move} --actor ${/^[\w:.@-]+$/.test(actor) ? actor : JSON.stringify(actor)}`;
};

/** @param commands the moves of an exploration */
export const legalTrace = (commands: readonly TraceCommand[], law: Law): LegalTrace => {
  const plain = commands.map(({ name, data, actor }) => ({ name, data, ...defined({ actor }) }));
  return { commands: plain, written: plain.map(written), lines: traceOf(plain, law).lines };
};
