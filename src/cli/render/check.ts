// The result of a check of a process, as a page: what of the machines was covered, how much was explored, and each problem
// with its shortest trace, step by step as `replay` shows it.
import { decodeEvent, type RecordedEvent } from '../../../machines/events/envelope.ts';
import type { CoveredMachine, Problem, ProfileCheck } from '../../check/check-profile/result.ts';
import { replay } from '../../session/replay/replay.ts';
import { safeLine } from '../../text/safe-text.ts';
import { traceSections } from './check-traces.ts';
import { type Cell, paragraph, section, table } from './columns.ts';
import { counted } from './figures.ts';
import type { Style } from './palette.ts';
import { divergenceLines, stepLines } from './step-text.ts';

/** Steps shown of a trace; its file has all. */
const MOST_STEPS = 40;
const MOST_MISSED = 10;

const taken = (style: Style, all: number, some: number): Cell => ({
  text: `${some} of ${all}`,
  right: true,
  ...(some < all ? {} : { paint: style.good }),
});

/** Why some of it was not covered: the reasons that the profile gives, else that nothing led there. */
const gapsOf = ({ states, edges }: CoveredMachine): string => {
  const reasons = new Map<string, number>();
  for (const gap of [...states.filter(({ reached }) => !reached), ...edges.filter((edge) => !edge.taken)])
    reasons.set(gap.why ?? 'nothing led there', (reasons.get(gap.why ?? 'nothing led there') ?? 0) + 1);
  return [...reasons].map(([why, count]) => `${count}: ${why}`).join('; ');
};

const coverageLines = (style: Style, machines: readonly CoveredMachine[]): string[] =>
  table(style, [
    [
      ...['machine', 'states', 'edges', 'not covered, and why'].map((text, column) => ({
        ...{ text, paint: style.faint, right: column === 1 || column === 2 },
      })),
    ],
    ...machines.map((machine): Cell[] => {
      const { states, edges } = machine;
      return [
        { text: machine.machine, whole: true },
        taken(style, states.length, states.filter(({ reached }) => reached).length),
        taken(style, edges.length, edges.filter((edge) => edge.taken).length),
        { text: gapsOf(machine), paint: style.faint },
      ];
    }),
  ]);

/** Edges that were not taken although the process has a use for them. */
const missedLines = (style: Style, machines: readonly CoveredMachine[]): string[] => {
  const missed = machines.flatMap(({ machine, edges }) =>
    edges.filter((edge) => !edge.taken && edge.why === undefined).map((edge) => ({ machine, ...edge })),
  );
  return [
    ...missed
      .slice(0, MOST_MISSED)
      .map(({ machine, from, signal, to }) =>
        style.warning(`  ${safeLine(`never taken: ${machine}, from ${from} by ${signal} to ${to}`)}`),
      ),
    ...(missed.length > MOST_MISSED ? [`  … and ${missed.length - MOST_MISSED} more`] : []),
  ];
};

/** The aspects whose exploration stopped early, each with how far it went. */
const limitLines = (style: Style, { aspects, random }: ProfileCheck): string[] =>
  [
    ...aspects.flatMap(({ aspect, limit }) => (limit === undefined ? [] : [`${aspect}: ${limit}`])),
    ...(random.limit === undefined ? [] : [random.limit]),
  ].flatMap((sentence) => paragraph(style, safeLine(sentence), 2).map(style.warning));

const exploredLines = (style: Style, check: ProfileCheck): string[] => {
  const { aspects, random, states, edges, durationMs } = check;
  const seconds = `${(durationMs / 1000).toFixed(1)} s`;
  const tried =
    random.sequences === 0
      ? 'no random sequences'
      : `${counted(random.sequences, 'random sequence')} with ${counted(random.commands, 'command')} (seed ${random.seed})`;
  return [
    ...table(
      style,
      aspects.map(({ aspect, states: some, edges: ways, limit }) => [
        aspect,
        { text: counted(some, 'state'), right: true },
        { text: counted(ways, 'edge'), right: true },
        limit === undefined ? '' : { text: 'stopped early', paint: style.warning },
      ]),
    ),
    `  ${counted(states, 'state')} and ${counted(edges, 'edge')} in all, ${tried}, ${seconds}`,
    ...limitLines(style, check),
  ];
};

/** The events of a trace. */
export const traceEvents = ({ lines }: Pick<Problem, 'lines'>): RecordedEvent[] =>
  lines.map((line) => decodeEvent(line));

/** A command as its word and its data. */
const commandText = ({ name, data }: Problem['commands'][number]): string => `${name} ${JSON.stringify(data) ?? ''}`;

const traceLines = async (style: Style, problem: Problem): Promise<string[]> => {
  const events = traceEvents(problem);
  const shown: string[] = [];
  let steps = 0;
  for await (const step of replay(events.slice(0, MOST_STEPS))) {
    shown.push(...(step.kind === 'divergence' ? divergenceLines(style, step) : stepLines(style, step)));
    steps += 1;
  }
  if (events.length > steps) shown.push(`        … and ${counted(events.length - steps, 'event')} more`);
  const recorded = new Set(events.map(({ commandid }) => commandid)).size;
  const last = problem.commands.at(-1);
  if (last !== undefined && recorded < problem.commands.length)
    shown.push(style.bad(safeLine(`refused: ${commandText(last)}`).replace(/^/, '        ')));
  return shown;
};

const problemLines = async (style: Style, problem: Problem, file: string | undefined): Promise<string[]> => {
  const { kind, sentence, advice, lines, seed, path } = problem;
  const [first = '', ...rest] = paragraph(style, `${kind}: ${sentence}`, 2);
  return [
    '',
    style.bad(`✗ ${first.trimStart()}`),
    ...rest.map((line) => style.bad(line)),
    ...paragraph(style, advice, 2),
    ...(lines.length > 0 ? [`  Shortest trace (${counted(lines.length, 'event')}):`] : []),
    ...(await traceLines(style, problem)),
    ...(seed === undefined
      ? []
      : [`  Found by random sequences: --seed ${seed}${path === undefined ? '' : `, path ${safeLine(path)}`}`]),
    ...(file === undefined ? [] : [`  Written to ${safeLine(file)}`]),
  ];
};

/** @param files the file of each problem's trace, by its place in the list */
export const checkLines = async (
  style: Style,
  title: string,
  check: ProfileCheck,
  files: readonly (string | undefined)[],
): Promise<string[]> => {
  const lines = [
    style.header(safeLine(title)),
    ...section(style, 'Covered', [...coverageLines(style, check.machines), ...missedLines(style, check.machines)]),
    ...section(style, 'Explored', exploredLines(style, check)),
    ...traceSections(style, check),
    ...(check.problems.length > 0
      ? ['', style.bad(`${counted(check.problems.length, 'problem')}:`)]
      : check.complete
        ? ['', style.good('Every part can be reached, passed and ended.')]
        : []),
  ];
  for (const [index, problem] of check.problems.entries())
    lines.push(...(await problemLines(style, problem, files[index])));
  return lines;
};
