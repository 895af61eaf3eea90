// The cycles as a page: for each what was known at its start, what changed in the plan, which agents were launched with
// which instruction, their reports and verdicts, and how long it took.
import type { CycleAgent } from '../../../projections/cycle-agents.ts';
import type { CycleDocument, CyclesDocument } from '../../../projections/cycles.ts';
import type { LearnedItem, PlanChange } from '../../../projections/learned.ts';
import { safeLine } from '../../text/safe-text.ts';
import { cut } from '../../text/width.ts';
import { box, paintOf, state } from './boxes.ts';
import { type Cell, paragraph, table } from './columns.ts';
import { clockAfter, counted, dateAndClock, duration } from './figures.ts';
import type { Style } from './palette.ts';
import { pageTitle } from './title.ts';

const CHANGE_SIGNS: Readonly<Record<string, string>> = {
  plan_item_added: '+',
  plan_item_done: 'x',
  plan_item_dropped: '-',
};
const CHANGE_WORDS: Readonly<Record<string, string>> = {
  plan_titled: 'title',
  plan_section_added: 'new section',
  plan_section_renamed: 'section renamed',
  plan_section_removed: 'section removed',
  plan_item_reopened: 'reopened',
  plan_item_marked: 'marked',
  plan_item_reworded: 'reworded',
  plan_item_noted: 'noted',
  plan_item_moved: 'moved',
};

/** `Cycle 2: Read diagnosis, plan fix`. */
export const cycleName = ({ cycle, title }: Pick<CycleDocument, 'cycle' | 'title'>): string =>
  title === null ? `Cycle ${cycle}` : `Cycle ${cycle}: ${title}`;

/** `3 of 4 items done`, and what was dropped. */
export const itemsDone = ({ total, done, dropped }: CycleDocument['plan']): string =>
  `${done} of ${counted(total, 'item')} done${dropped === 0 ? '' : `, ${dropped} dropped`}`;

export const planChangeLines = (style: Style, changes: readonly PlanChange[], indent: number): string[] =>
  changes.flatMap(({ type, text, to, inferred }) => {
    const sign = CHANGE_SIGNS[type];
    const what = sign === undefined ? `${CHANGE_WORDS[type] ?? type}: ${text}` : `[${sign}] ${text}`;
    const after =
      to === null || to === text ? '' : sign === undefined ? ` → ${to}` : to.startsWith('(') ? ` ${to}` : ` (${to})`;
    return paragraph(style, `${what}${after}${inferred ? ' (inferred)' : ''}`, indent);
  });

const verdictCell = (style: Style, verdict: string | null): Cell =>
  verdict === null ? '' : { text: verdict.replaceAll('_', ' '), paint: paintOf(style, VERDICTS[verdict] ?? 'failed') };
const VERDICTS: Readonly<Record<string, string>> = { pass: 'passed', approved: 'passed' };

const learnedLines = (style: Style, { type, by, text, verdict, findings, confidence }: LearnedItem, indent: number) => [
  ...table(
    style,
    [
      [
        by,
        { text: kindOf(type), paint: style.faint },
        verdictCell(style, verdict),
        confidence === null ? '' : `confidence ${confidence}`,
      ],
    ],
    indent,
  ),
  ...paragraph(style, text, indent + 2),
  ...findings.flatMap((finding) =>
    paragraph(
      style,
      `finding, ${finding.severity ?? 'no severity'}, ${finding.blocks ? 'blocks' : 'does not block'}: ${finding.text}`,
      indent + 2,
    ),
  ),
];

/** An event's type in words. */
const kindOf = (type: string): string => (type === 'agent_reported' ? 'reported' : type.replaceAll('_', ' '));

/** What the cycle before shows in full, a line each. */
const knownRows = (style: Style, known: readonly LearnedItem[]): string[] =>
  table(
    style,
    known.map(({ type, by, text, verdict }) => [
      by,
      { text: kindOf(type), paint: style.faint },
      verdictCell(style, verdict),
      text.replaceAll('\n', ' '),
    ]),
    6,
  );

const label = (style: Style, text: string): string =>
  `    ${style.strong(cut(safeLine(text), Math.max(1, style.cutWidth - 4)))}`;

const agentLines = (style: Style, agent: CycleAgent): string[] => [
  ...table(
    style,
    [
      [
        state(style, agent.status),
        agent.id,
        agent.durationS === null ? '' : duration(agent.durationS),
        agent.carriedFrom === undefined ? '' : `carried from cycle ${agent.carriedFrom}`,
        agent.itemIds.length === 0 ? '' : `for ${agent.itemIds.join(', ')}`,
        agent.pauseReason ?? '',
      ],
    ],
    6,
  ),
  ...(agent.instruction === null ? [] : paragraph(style, `instruction: ${agent.instruction}`, 8)),
  ...agent.reports.flatMap((report) => learnedLines(style, report, 8)),
];

const part = (style: Style, title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [label(style, title), ...lines];

/** Whether its agents ran serial or parallel, and why. */
const modes = (agents: readonly CycleAgent[]): string =>
  [
    ...new Set(
      agents.flatMap(({ mode, reason }) => (mode === null ? [] : [reason === null ? mode : `${mode}, ${reason}`])),
    ),
  ].join('; ');

/** @param before when the cycle before it on the page started */
export const cycleLines = (style: Style, document: CycleDocument, before: string | null = null): string[] => {
  const { status, startedAt, durationS, known, planChanges, agents, learned, verdicts, notes, carried } = document;
  const mode = modes(agents);
  return [
    '',
    ...table(
      style,
      [
        [
          box(style, status === 'ended' ? 'done' : status === 'awaiting' ? 'question' : 'active'),
          { text: cycleName(document), paint: style.header },
          status === 'ended' ? '' : status === 'awaiting' ? 'waits for a person' : 'open',
          startedAt === null
            ? 'times unknown'
            : `${clockAfter(startedAt, before)}${durationS === null ? '' : `, ${duration(durationS)}`}`,
        ],
      ],
      0,
    ),
    ...part(style, `Known at its start: ${itemsDone(known.plan)}`, knownRows(style, known.learned)),
    ...part(style, 'Plan', planChangeLines(style, planChanges, 6)),
    ...part(
      style,
      `Agents${mode === '' ? '' : ` (${mode})`}`,
      agents.flatMap((agent) => agentLines(style, agent)),
    ),
    ...part(
      style,
      'Learned',
      learned.flatMap((each) => learnedLines(style, each, 6)),
    ),
    ...part(
      style,
      'Verdicts',
      table(
        style,
        verdicts.map(({ agentId, verdict }) => [agentId, verdictCell(style, verdict)]),
        6,
      ),
    ),
    ...(notes === null ? [] : paragraph(style, notes, 4)),
    ...(carried === null
      ? []
      : paragraph(style, `${[...carried.agents, ...carried.tasks].join(', ')} carried into the next cycle`, 4)),
    ...paragraph(style, `Plan now: ${itemsDone(document.plan)}`, 4),
  ];
};

export const renderCycles = (document: CyclesDocument, style: Style): string => {
  const { cycles, current, before, openFollowUps } = document;
  const open = current === null ? '' : `, cycle ${current} open`;
  return [
    pageTitle(style, 'Cycles', document.sessionId),
    ...paragraph(style, `${counted(cycles.length, 'cycle')}${open}`, 2),
    ...part(style, 'Before the first cycle', [
      ...planChangeLines(style, before.planChanges, 6),
      ...before.learned.flatMap((each) => learnedLines(style, each, 6)),
    ]),
    ...cycles.flatMap((cycle, at) => cycleLines(style, cycle, cycles[at - 1]?.startedAt ?? null)),
    ...(openFollowUps.length === 0 ? [] : ['', style.header('Follow-ups')]),
    ...openFollowUps.flatMap(({ id, text, severity, reportedAt }) =>
      paragraph(style, `[ ] ${severity ?? ''} ${text ?? id} (${dateAndClock(reportedAt)})`.replace('  ', ' '), 2),
    ),
  ].join('\n');
};
