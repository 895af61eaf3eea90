// `replay`: a session event by event, with what each changed in the state and which rules it violated.
import { defined } from '../../../../machines/defined.ts';
import type { ViewName } from '../../../../projections/index.ts';
import { EXIT, RepriseError } from '../../../errors.ts';
import { uninterpretedTally } from '../../../session/record/uninterpreted-tally.ts';
import { byCycle, type CycleOfSteps } from '../../../session/replay/by-cycle.ts';
import { momentWithin } from '../../../session/replay/moment.ts';
import {
  type Divergence,
  type ReplayOptions,
  replay as replayEvents,
  type ViewedStep,
} from '../../../session/replay/replay.ts';
import { stepJson } from '../../../session/replay/step-json.ts';
import { safeLine } from '../../../text/safe-text.ts';
import { cut } from '../../../text/width.ts';
import { jsonLine } from '../../json-line.ts';
import type { CommonOptions } from '../../options.ts';
import { cycleName } from '../../render/cycles.ts';
import { type DayLines, dayLines } from '../../render/days.ts';
import { counted } from '../../render/figures.ts';
import { type Style, styleOn } from '../../render/palette.ts';
import { profileHashText } from '../../render/refused.ts';
import { DAY_INDENT, divergenceLines, ordinalLine, stepLines, violationLine } from '../../render/step-text.ts';
import { uninterpretedLine, uninterpretedLines } from '../../render/uninterpreted.ts';
import { viewNamed } from '../../render/view-name.ts';
import { viewPage } from '../../render/view-page.ts';
import { tallyOf, tallyText } from '../../render/violation-tally.ts';
import { begun, withSession } from '../../session-argument.ts';
import type { Terminal } from '../../terminal.ts';
import { stepThrough } from './step-through.ts';

export interface ReplayCommandOptions extends CommonOptions {
  readonly to?: string;
  readonly from?: number;
  readonly speed?: string;
  readonly step?: boolean;
  readonly strict?: boolean;
  readonly view?: string;
  readonly by?: 'event' | 'cycle';
}

const speedOf = (text: string): 'real' | number => {
  if (text === 'real') return 'real';
  const factor = Number(/^(\d+(?:\.\d+)?)x?$/.exec(text)?.[1]);
  if (factor > 0) return factor;
  throw new RepriseError('USAGE', `${JSON.stringify(text)} is not a speed.`, {
    hint: 'Write `real`, or how many times faster, such as 60x.',
  });
};

/** Checked before anything is read or started. @throws RepriseError USAGE */
const requireKeys = (terminal: Terminal, json: boolean | undefined): void => {
  if (json) throw new RepriseError('USAGE', '--step shows a screen and cannot print JSON.', { hint: 'Leave one out.' });
  if (terminal.stdin.isTTY && terminal.rows !== undefined) return;
  throw new RepriseError('USAGE', '--step needs a terminal for its keys.', {
    hint: 'Without --step the events are printed one after the other; --from and --to choose which.',
  });
};

const textOf = (style: Style, step: ViewedStep | Divergence, views: readonly ViewName[], dayOf: DayLines): string[] => {
  const day = dayOf(step.event.time);
  if (step.kind === 'divergence') return [...day, ...divergenceLines(style, step)];
  return [
    ...day,
    ...stepLines(style, step),
    ...views.flatMap((name) => ['', viewPage(name, step.view(name), style), '']),
  ];
};

export const replay = async (
  terminal: Terminal,
  options: ReplayCommandOptions,
  name: string | undefined,
): Promise<number> => {
  const speed = options.speed === undefined ? undefined : speedOf(options.speed);
  const views = options.view === undefined ? [] : [viewNamed(options.view)];
  if (options.step) requireKeys(terminal, options.json);
  return withSession(terminal, options, name, async (source) => {
    const { startedAt, events } = await begun(source);
    const to = options.to === undefined ? undefined : momentWithin(options.to, startedAt);
    if (options.from !== undefined && to !== undefined && 'ordinal' in to && options.from > to.ordinal)
      throw new RepriseError('USAGE', `--from ${options.from} is after --to ${to.ordinal}: there is nothing between.`);
    const settings: ReplayOptions = {
      views,
      mode: options.strict ? 'strict' : 'lenient',
      ...defined({ to }),
    };
    if (options.step)
      return stepThrough(terminal, replayEvents(events, settings), {
        ...{ from: options.from, speed, views },
        ...defined({ by: options.by }),
      });
    const print = options.by === 'cycle' ? printCycles : printSteps;
    return print(terminal, source.sessionId, options, views, () =>
      replayEvents(events, {
        ...settings,
        ...(options.from === undefined ? {} : { from: { ordinal: options.from } }),
        ...defined({ speed }),
      }),
    );
  });
};

const printSteps = async (
  terminal: Terminal,
  sessionId: string,
  { json }: ReplayCommandOptions,
  views: readonly ViewName[],
  steps: () => AsyncIterable<ViewedStep | Divergence>,
): Promise<number> => {
  const style = styleOn(terminal);
  const tally = tallyOf();
  const uninterpreted = uninterpretedTally();
  const dayOf = dayLines(style, DAY_INDENT);
  let shown = 0;
  for await (const step of steps()) {
    if (terminal.readerGone) return EXIT.ok;
    if (json) terminal.print(jsonLine(stepJson(step, views)));
    else for (const line of textOf(style, step, views, dayOf)) terminal.print(line);
    if (step.kind === 'divergence') return EXIT.refused;
    shown += 1;
    tally.add(step.event, step.violations);
    uninterpreted.add(step.event);
    await terminal.drained();
  }
  if (json) return EXIT.ok;
  terminal.print('');
  terminal.print(style.strong(`${counted(shown, 'event')} of session ${sessionId} replayed.`));
  for (const line of uninterpretedLines(style, uninterpreted.report())) terminal.print(line);
  for (const line of tallyText(style, tally.counts())) terminal.print(line);
  return EXIT.ok;
};

const cycleLines = (
  style: Style,
  { cycle, title, steps }: CycleOfSteps,
  views: readonly ViewName[],
  dayOf: DayLines,
): string[] => {
  const last = steps.at(-1) as ViewedStep;
  const name = cycle === null ? 'Before the first cycle' : cycleName({ cycle, title });
  return [
    '',
    style.header(cut(safeLine(name), style.cutWidth)),
    ...steps.flatMap(({ event, uninterpreted, profileHashDiffers, violations }) => [
      ...dayOf(event.time),
      ordinalLine(style, event),
      ...(profileHashDiffers === undefined ? [] : [`        ${style.bad(profileHashText(profileHashDiffers))}`]),
      ...(uninterpreted === undefined ? [] : [`        ${uninterpretedLine(style, uninterpreted)}`]),
      ...violations.map((violation) => `        ${violationLine(style, violation)}`),
    ]),
    ...views.flatMap((view) => ['', viewPage(view, last.view(view), style), '']),
  ];
};

const cycleJson = ({ cycle, title, steps }: CycleOfSteps, views: readonly ViewName[]): object => {
  const [first, last] = [steps[0], steps.at(-1)] as [ViewedStep, ViewedStep];
  const shown = Object.fromEntries(views.map((name) => [name, last.view(name)]));
  return {
    ...{ kind: 'cycle', cycle, title, from: first.event.ordinal, to: last.event.ordinal },
    ...{ events: steps.map(({ event }) => event), violations: steps.flatMap(({ violations }) => violations) },
    ...(views.length === 0 ? {} : { views: shown }),
  };
};

/** As `printSteps`, a cycle at a time. */
const printCycles: typeof printSteps = async (terminal, sessionId, { json }, views, steps) => {
  const style = styleOn(terminal);
  const tally = tallyOf();
  const uninterpreted = uninterpretedTally();
  const dayOf = dayLines(style, DAY_INDENT);
  let events = 0;
  let cycles = 0;
  for await (const step of byCycle(steps())) {
    if (terminal.readerGone) return EXIT.ok;
    if (step.kind === 'divergence') {
      if (json) terminal.print(jsonLine(stepJson(step, views)));
      else for (const line of textOf(style, step, views, dayOf)) terminal.print(line);
      return EXIT.refused;
    }
    if (json) terminal.print(jsonLine(cycleJson(step, views)));
    else for (const line of cycleLines(style, step, views, dayOf)) terminal.print(line);
    if (step.cycle !== null) cycles += 1;
    events += step.steps.length;
    for (const { event, violations } of step.steps) {
      tally.add(event, violations);
      uninterpreted.add(event);
    }
    await terminal.drained();
  }
  if (json) return EXIT.ok;
  terminal.print('');
  terminal.print(
    style.strong(`${counted(cycles, 'cycle')}, ${counted(events, 'event')} of session ${sessionId} replayed.`),
  );
  for (const line of uninterpretedLines(style, uninterpreted.report())) terminal.print(line);
  for (const line of tallyText(style, tally.counts())) terminal.print(line);
  return EXIT.ok;
};
