// `replay --step`: one event at a time on a separate screen, moved by keys. The terminal is restored whatever ends it.
import type { ViewName } from '../../../../projections/index.ts';
import { EXIT } from '../../../errors.ts';
import type { Divergence, ViewedStep } from '../../../session/replay/replay.ts';
import { atOrdinal } from '../../../session/replay/stepper.ts';
import { cut } from '../../../text/width.ts';
import { dayLines } from '../../render/days.ts';
import { type Style, styleOn } from '../../render/palette.ts';
import { changeLines, DAY_INDENT, divergenceLines, ordinalLine, stepLines } from '../../render/step-text.ts';
import { viewPage } from '../../render/view-page.ts';
import { DEFAULT_ROWS, type Terminal } from '../../terminal.ts';
import { keysIn, playOn, press, type StepPlace } from './step-keys.ts';

export interface StepThroughOptions {
  /** Ordinal to begin at. Default: the first event. */
  readonly from: number | undefined;
  /** How fast space plays. Default: an event each 400 ms. */
  readonly speed: 'real' | number | undefined;
  readonly views: readonly ViewName[];
  /** What h, l and space move by. Default: an event. */
  readonly by?: 'event' | 'cycle';
}

const PLAY_MS = 400;
/** setTimeout takes no more. */
const LONGEST_MS = 2 ** 31 - 1;
const KEYS = 'q quits  h ← back  l → next  0 first  $ last  space plays  C [ c ] cycles';
const OTHER_SCREEN = '\u001b[?1049h\u001b[?25l';
const THIS_SCREEN = '\u001b[?25h\u001b[?1049l';
const CLEAR = '\u001b[H\u001b[2J';

interface Shown {
  readonly steps: readonly ViewedStep[];
  readonly divergence: Divergence | undefined;
  readonly views: readonly ViewName[];
}

const EVENTS_BEFORE = 3;

/** The lines of the screen: where one is, the events around it, what this one changed, the view, the keys. */
const screenLines = (style: Style, rows: number, { stepper, playing }: StepPlace, shown: Shown): string[] => {
  const { steps, divergence, views } = shown;
  const { cursor } = stepper;
  const step = steps[cursor - 1];
  const title = `${cursor} of ${steps.length}${playing ? ', playing' : ''}`;
  const lines = [style.header(`Session ${steps[0]?.event.sessionid ?? ''}   ${title}`), ''];
  if (step === undefined) lines.push(style.faint('Before the first event.'));
  else {
    const dayOf = dayLines(style, DAY_INDENT);
    for (const { event } of steps.slice(Math.max(0, cursor - 1 - EVENTS_BEFORE), cursor - 1))
      lines.push(...dayOf(event.time), ordinalLine(style, event));
    lines.push(...dayOf(step.event.time));
    lines.push(style.strong('>') + ordinalLine(style, step.event).replace(' ', ''), ...changeLines(style, step));
  }
  if (divergence !== undefined && cursor === steps.length) lines.push('', ...divergenceLines(style, divergence));
  if (step !== undefined)
    for (const name of views) lines.push('', ...viewPage(name, step.view(name), style).split('\n'));
  const room = rows - 2;
  if (lines.length > room) lines.splice(room - 1, lines.length, style.faint('… more than fits here'));
  return [...lines, '', cut(KEYS, style.width)];
};

const playDelayMs = ({ stepper: { steps, cursor } }: StepPlace, speed: StepThroughOptions['speed']): number => {
  if (speed === undefined) return PLAY_MS;
  const [here, next] = [steps[cursor - 1]?.event.time, steps[cursor]?.event.time];
  if (here === undefined || next === undefined) return 0;
  const gapMs = Date.parse(next) - Date.parse(here);
  return Math.min(LONGEST_MS, Math.max(0, gapMs / (speed === 'real' ? 1 : speed)));
};

interface Screen {
  /** Draws a place. */
  readonly draw: (place: StepPlace) => void;
  /** How long a place stays while it plays. */
  readonly delayMs: (place: StepPlace) => number;
}

/** Moves by keys, and by time while playing, until q or the end of the input. @returns the last place */
const moveByKeys = ({ stdin }: Terminal, start: StepPlace, { draw, delayMs }: Screen): Promise<StepPlace> =>
  new Promise((resolve, reject) => {
    let place = start;
    let timer: NodeJS.Timeout | undefined;
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      stdin.off('data', onKeys);
      stdin.off('end', onEnd);
      stdin.pause();
      settle();
    };
    const onEnd = (): void => end(() => resolve(place));
    const move = (to: (place: StepPlace) => StepPlace): void => {
      try {
        place = to(place);
        clearTimeout(timer);
        if (place.quit) onEnd();
        else draw(place);
        if (place.playing) timer = setTimeout(() => move(playOn), delayMs(place));
      } catch (error) {
        end(() => reject(error));
      }
    };
    const onKeys = (input: string): void => move((from) => keysIn(input).reduce(press, from));
    stdin.on('data', onKeys);
    stdin.on('end', onEnd);
    stdin.resume();
    move((from) => from);
  });

/** Steps through a replay until q. @returns the exit code: 4 where a strict replay stopped at a refusal */
export const stepThrough = async (
  terminal: Terminal,
  replayed: AsyncIterable<ViewedStep | Divergence>,
  { from = 1, speed, views, by = 'event' }: StepThroughOptions,
): Promise<number> => {
  const steps: ViewedStep[] = [];
  let divergence: Divergence | undefined;
  for await (const step of replayed) {
    if (step.kind === 'divergence') divergence = step;
    else steps.push(step);
  }
  const style = (): Style => styleOn(terminal);
  const draw = (place: StepPlace): void => {
    const lines = screenLines(style(), terminal.rows ?? DEFAULT_ROWS, place, { steps, divergence, views });
    terminal.write(CLEAR + lines.join('\r\n'));
  };
  let place: StepPlace = { stepper: atOrdinal({ steps, cursor: 0 }, from), playing: false, quit: false, by };

  const { stdin } = terminal;
  const restore = terminal.undoAtEnd(() => {
    stdin.setRawMode(false);
    terminal.write(THIS_SCREEN);
  });
  try {
    stdin.setRawMode(true);
    stdin.setEncoding('utf8');
    terminal.write(OTHER_SCREEN);
    place = await moveByKeys(terminal, place, { draw, delayMs: (at) => playDelayMs(at, speed) });
  } finally {
    restore();
  }
  // The last step shown stays in the scrollback.
  const step = steps[place.stepper.cursor - 1];
  if (step !== undefined)
    for (const line of [...dayLines(style(), DAY_INDENT)(step.event.time), ...stepLines(style(), step)])
      terminal.print(line);
  return divergence === undefined ? EXIT.ok : EXIT.refused;
};
