// `check` of a user's machine: an ES module that is run, and whose default export is an XState machine.
import type { AnyStateMachine } from 'xstate';
import type { CheckMachineOptions, MachineCheck } from '../../../check/check-machine/result.ts';
import { EXIT, RepriseError } from '../../../errors.ts';
import { safeLine } from '../../../text/safe-text.ts';
import { jsonLine } from '../../json-line.ts';
import { machineSuite } from '../../render/check-junit.ts';
import { machineLines } from '../../render/check-machine.ts';
import { junitText } from '../../render/junit.ts';
import { styleOn } from '../../render/palette.ts';
import type { Terminal } from '../../terminal.ts';
import { onStandardOutput, requireFolders, writeDocument, writeDrawing } from './documents.ts';
import { loadedModule } from './module.ts';
import { boundsOf, type CheckCommandOptions } from './options.ts';
import { STOPPED_EARLY } from './outcome.ts';

/** Options that only the check of a profile has. */
const ONLY_OF_PROFILES = ['corpus', 'invariants', 'log', 'of', 'out', 'seed', 'sequences'] as const;

const loaded = async (path: string): Promise<{ machine: AnyStateMachine; options: CheckMachineOptions }> => {
  const module = await loadedModule(path);
  const machine = module.default;
  if (typeof machine !== 'object' || machine === null)
    throw new RepriseError('BAD_INPUT', `The default export of ${path} is not a machine.`, {
      hint: 'Write `export default createMachine({ ... })`.',
      fields: { path },
    });
  return { machine: machine as AnyStateMachine, options: (module.checkOptions ?? {}) as CheckMachineOptions };
};

/** Without the states themselves, which may be thousands. */
const shown = ({ explored: _explored, ...check }: MachineCheck): object => check;

export const checkMachineFile = async (
  terminal: Terminal,
  options: CheckCommandOptions,
  path: string,
): Promise<number> => {
  const misplaced = ONLY_OF_PROFILES.find((option) => options[option] !== undefined);
  if (misplaced !== undefined)
    throw new RepriseError('USAGE', `--${misplaced} is for the check of a profile; ${path} is a machine.`, {
      hint: 'A machine takes --json, --svg, --mermaid, --junit and the --max options.',
    });
  const json = options.json ?? false;
  const document = onStandardOutput(options, json);
  requireFolders(options);
  const { machine, options: checkOptions } = await loaded(path);
  const { checkMachine } = await import('../../../check/check-machine/check-machine.ts');
  const check = checkMachine(machine, { ...checkOptions, ...boundsOf(options) });
  const { drawingOfMachine } = await import('../../../chart/machine-drawing.ts');
  await writeDrawing(terminal, options, drawingOfMachine(check));
  if (options.junit !== undefined)
    await writeDocument(terminal, options.junit, junitText(`reprise check ${path}`, [machineSuite(check)]));
  const found = check.problems.length;
  const early = check.complete ? '' : ` ${STOPPED_EARLY}`;
  const verdict =
    found > 0
      ? `Problems found: ${found}.${early}`
      : check.complete
        ? 'No problems found.'
        : `No problems found in what was explored.${early}`;
  if (json) terminal.print(jsonLine({ ok: check.ok, checked: path, check: shown(check) }));
  else if (document !== undefined) terminal.note(safeLine(verdict));
  else {
    const style = styleOn(terminal);
    for (const line of machineLines(style, path, check)) terminal.print(line);
    terminal.print('');
    terminal.print((check.ok ? style.good : found > 0 ? style.bad : style.warning)(verdict));
  }
  return check.ok ? EXIT.ok : found > 0 ? EXIT.unverified : EXIT.unexplored;
};
