// `doctor`: the server, the log and what they stand on, with what would make each better. It changes nothing.
import { EXIT } from '../../../errors.ts';
import { jsonLine } from '../../json-line.ts';
import type { CommonOptions } from '../../options.ts';
import { type Style, styleOf } from '../../render/palette.ts';
import { safeLine } from '../../render/safe-text.ts';
import type { Terminal } from '../../terminal.ts';
import { type Examined, examine } from './examination.ts';
import { type Finding, findingsOf } from './findings.ts';

const WIDTH = 12;

const linesOf = (style: Style, { what, state, said, advice }: Finding): string[] => {
  const [sign, paint] = {
    good: ['✓', style.good] as const,
    better: ['!', style.warning] as const,
    wrong: ['✗', style.bad] as const,
  }[state];
  return [
    `${paint(sign)} ${what.padEnd(WIDTH)}${safeLine(said)}`,
    ...(advice === undefined ? [] : [`  ${' '.repeat(WIDTH)}${style.faint(safeLine(advice))}`]),
  ];
};

/** Without what is for connecting only. */
const shown = ({ server, unreachable, ...examined }: Examined, findings: readonly Finding[], ok: boolean): object => {
  const { url, version, lifetime, pid, supervisorPid, syncInterval, startedAt } = server ?? {};
  return {
    ok,
    findings,
    ...examined,
    server: server === undefined ? undefined : { url, version, lifetime, pid, supervisorPid, syncInterval, startedAt },
    unreachable: unreachable === undefined ? undefined : { code: unreachable.code, message: unreachable.message },
  };
};

export const doctor = async (terminal: Terminal, { store, json }: CommonOptions): Promise<number> => {
  const examined = await examine({ store, env: terminal.env, onProgress: terminal.note });
  const findings = findingsOf(examined);
  const isWell = findings.every(({ state }) => state !== 'wrong');
  if (json) terminal.print(jsonLine(shown(examined, findings, isWell)));
  else {
    const style = styleOf({ colours: terminal.colour, width: terminal.columns });
    for (const finding of findings) for (const line of linesOf(style, finding)) terminal.print(line);
    const better = findings.filter(({ state }) => state === 'better').length;
    if (!isWell) terminal.print(style.bad('Something is wrong.'));
    else terminal.print(style.good(better === 0 ? 'All is well.' : 'All is well, and could be better.'));
  }
  if (isWell) return EXIT.ok;
  // Its own kind of failure where the log cannot be reached at all; what else is wrong is 1.
  return examined.unreachable === undefined ? EXIT.other : examined.unreachable.exitCode;
};
