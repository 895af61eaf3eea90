// `doctor`: health checks of the server, the log and what they depend on, with advice. It changes nothing.
import { EXIT } from '../../../errors.ts';
import { safeLine } from '../../../text/safe-text.ts';
import { errorReport } from '../../failure.ts';
import { jsonLine } from '../../json-line.ts';
import type { CommonOptions } from '../../options.ts';
import { paragraph } from '../../render/columns.ts';
import { type Style, styleOn } from '../../render/palette.ts';
import type { Terminal } from '../../terminal.ts';
import { repairCommand } from './faulty-sessions.ts';
import type { HealthCheck } from './health-check.ts';
import { healthChecks } from './health-checks.ts';
import { type Inspection, inspect } from './inspection.ts';

const NAME_WIDTH = 12;

/** @param columns of the terminal; undefined: one line each */
const linesOf = (
  style: Style,
  { name, state, message, advice }: HealthCheck,
  columns: number | undefined,
): string[] => {
  const wrapped = (text: string): string[] =>
    columns === undefined ? [safeLine(text)] : paragraph({ ...style, width: style.width - NAME_WIDTH - 2 }, text, 0);
  const [sign, paint] = {
    pass: ['✓', style.good] as const,
    warn: ['!', style.warning] as const,
    fail: ['✗', style.bad] as const,
  }[state];
  const [first = '', ...rest] = wrapped(message);
  const indent = ' '.repeat(NAME_WIDTH + 2);
  return [
    `${paint(sign)} ${name.padEnd(NAME_WIDTH)}${first}`,
    ...rest.map((line) => indent + line),
    ...(advice === undefined ? [] : wrapped(advice).map((line) => indent + style.faint(line))),
  ];
};

/** Without credentials and what serves connecting only. */
const jsonOf = (
  { server, unreachable, sessions, ...inspection }: Inspection,
  checks: readonly HealthCheck[],
  ok: boolean,
): object => {
  const { url, urls, version, lifetime, pid, supervisorPid, syncInterval, servers, startedAt } = server ?? {};
  const shown = { url, urls, version, lifetime, pid, supervisorPid, syncInterval, servers, startedAt };
  return {
    ok,
    checks,
    ...inspection,
    server: server === undefined ? undefined : shown,
    sessions: sessions && {
      ...sessions,
      faulty: sessions.faulty.map((one) => ({
        ...{ sessionId: one.sessionId, position: one.position, error: errorReport(one.fault) },
        repair: repairCommand(one),
      })),
    },
    unreachable: unreachable === undefined ? undefined : { code: unreachable.code, message: unreachable.message },
  };
};

export const doctor = async (terminal: Terminal, { store, json }: CommonOptions): Promise<number> => {
  const inspection = await inspect({ store, env: terminal.env, onProgress: terminal.note });
  const checks = healthChecks(inspection);
  const ok = checks.every(({ state }) => state !== 'fail');
  if (json) terminal.print(jsonLine(jsonOf(inspection, checks, ok)));
  else {
    const style = styleOn(terminal);
    for (const check of checks) for (const line of linesOf(style, check, terminal.columns)) terminal.print(line);
    terminal.print(ok ? style.good(verdictOf(checks)) : style.bad('Some checks failed.'));
  }
  if (ok) return EXIT.ok;
  // A log that cannot be reached has its own exit code; any other failed check is 1.
  return inspection.unreachable === undefined ? EXIT.other : inspection.unreachable.exitCode;
};

const verdictOf = (checks: readonly HealthCheck[]): string =>
  checks.some(({ state }) => state === 'warn') ? 'All checks passed, with advice.' : 'All checks passed.';
