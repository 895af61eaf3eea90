// The plan as a page.

import { phase } from '../../../machines/life-cycles/phase.ts';
import { namedDependencies } from '../../../projections/flow-text.ts';
import type { PlanDocument } from '../../../projections/plan.ts';
import type { PlanItem } from '../../../projections/plan-order.ts';
import type { AgentDocument } from '../../../projections/waves.ts';
import { box, state } from './boxes.ts';
import { type Cell, paragraph, section, table } from './columns.ts';
import { counted, dateAndClock, duration, number, percent } from './figures.ts';
import type { Style } from './palette.ts';
import { pageTitle } from './title.ts';
import { waveText } from './wave-text.ts';

/** `standard, medium complexity`. */
export const classificationText = ({ type, complexity }: PlanDocument['classification']): string =>
  [type, complexity === null ? null : `${complexity} complexity`].filter((part) => part !== null).join(', ') || '–';

/** `35,000 of 150,000 tokens (23 %)`. */
export const tokensText = (used: number, total: number | null, share: number | null): string =>
  total === null
    ? `${number(used)} tokens, no budget`
    : `${number(used)} of ${number(total)} tokens${share === null ? '' : ` (${percent(share)})`}`;

/** The active phase; `none` where there is no active phase. */
export const currentPhaseText = ({ currentPhase, phases }: Pick<PlanDocument, 'currentPhase' | 'phases'>): string =>
  currentPhase ??
  (phases.length > 0 && phases.every(({ status }) => phase.isEnded(status)) ? 'none, all phases ended' : 'none');

const heading = (style: Style, document: PlanDocument): string[] =>
  table(style, [
    [{ text: 'Goal', paint: style.faint }, document.goal ?? '–'],
    [{ text: 'Profile', paint: style.faint }, document.profile ?? '–'],
    [{ text: 'Classification', paint: style.faint }, classificationText(document.classification)],
    [{ text: 'Current phase', paint: style.faint }, currentPhaseText(document)],
    [
      { text: 'Tokens used', paint: style.faint },
      tokensText(document.budget.used, document.budget.total, document.budget.percent),
    ],
  ]);

/** A check box, the name and what it took of each phase, and what it did. */
export const phaseRows = (style: Style, document: Pick<PlanDocument, 'phases'>): Cell[][] =>
  document.phases.map(({ name, status, startedAt, durationS, notes, reason, reopened, inProfile, carried }) => [
    box(style, status),
    name,
    {
      text: status === 'active' ? `since ${dateAndClock(startedAt)}` : durationS === null ? '' : duration(durationS),
      right: true,
    },
    [
      inProfile ? '' : 'not in the profile',
      reopened === 0 ? '' : `reopened ${counted(reopened, 'time')}`,
      reason ?? '',
      notes ?? '',
      carried === null ? '' : `${[...carried.agents, ...carried.tasks].join(', ')} carried into the next phase`,
    ]
      .filter((part) => part !== '')
      .join('; '),
  ]);

export const agentRows = (style: Style, agents: readonly AgentDocument[]): Cell[][] =>
  agents.map(({ id, type, status, outputs, reason }) => [
    state(style, status),
    type,
    id,
    [...outputs, reason ?? ''].filter((part) => part !== '').join('; '),
  ]);

const waves = (style: Style, document: PlanDocument): string[] =>
  document.waves.flatMap((wave) => {
    const name = waveText(wave);
    const facts = [wave.mode, counted(wave.agents.length, 'agent'), wave.reason].filter((fact) => fact !== null);
    return [
      ...table(style, [
        [box(style, wave.status), wave.title === null ? name : `${name}: ${wave.title}`, facts.join(', ')],
      ]),
      ...table(style, agentRows(style, wave.agents), 6),
      ...(wave.tasks.length === 0
        ? []
        : table(style, [[{ text: 'tasks', paint: style.faint }, wave.tasks.join(', ')]], 6)),
    ];
  });

/** Some of the tasks of a plan. */
export const taskLines = (style: Style, document: PlanDocument, shown: PlanDocument['tasks']): string[] => {
  const dropped = document.tasks.filter(({ status }) => status === 'dropped').map(({ id }) => id);
  return table(
    style,
    shown.map((task) => [
      box(style, task.status),
      task.id,
      task.title,
      task.wave === null ? '' : `wave ${task.wave}`,
      task.attempts > 1 ? `${task.attempts} attempts` : '',
      task.tokens === null
        ? task.estimate === null
          ? ''
          : `about ${number(task.estimate)} tokens`
        : `${number(task.tokens)} tokens`,
      [
        task.dependencies.length === 0 ? '' : `after ${namedDependencies(task.dependencies, dropped).join(', ')}`,
        task.agents.length === 0 ? '' : `by ${task.agents.join(', ')}`,
        task.reason ?? '',
      ]
        .filter((part) => part !== '')
        .join('; '),
    ]),
  );
};

/** A check box, what is required, its priority, why it was dropped or is open again. */
export const requirementRows = (style: Style, document: Pick<PlanDocument, 'requirements'>): Cell[][] =>
  document.requirements.map(({ id, description, priority, status, notes }) => [
    box(style, status),
    description ?? id,
    priority ?? '',
    status === 'met' ? '' : (notes ?? ''),
  ]);

/** A check box, what is to be delivered, where it is, why it was dropped or is open again. */
export const deliverableRows = (style: Style, document: Pick<PlanDocument, 'deliverables'>): Cell[][] =>
  document.deliverables.map(({ id, description, path, status, notes }) => [
    box(style, status),
    description ?? id,
    path ?? '',
    status === 'delivered' ? '' : (notes ?? ''),
  ]);

/** Each gate with its criteria. */
export const gateLines = (style: Style, document: PlanDocument): string[] =>
  document.gates.flatMap(({ name, guards, status, criteria, verdicts }) => {
    const last = verdicts.at(-1);
    const about = [
      guards === null ? 'guards nothing' : `after ${guards}`,
      verdicts.length > 1 ? counted(verdicts.length, 'verdict') : '',
      last?.criteriaDefined === false ? 'no criteria defined' : '',
      last?.reason ?? '',
    ];
    return [
      ...table(style, [
        [box(style, status), name, state(style, status), about.filter((part) => part !== '').join('; ')],
      ]),
      ...table(
        style,
        criteria.map((criterion) => [
          box(style, status === 'passed' && last?.criteria.includes(criterion) === true ? 'passed' : ''),
          criterion,
        ]),
        6,
      ),
    ];
  });

const budget = (style: Style, document: PlanDocument): string[] =>
  table(
    style,
    document.budget.phases.map(({ phase, tokens, used, percent: share }) => [
      phase,
      { text: number(used), right: true },
      { text: `of ${number(tokens)}`, right: true },
      { text: percent(share), right: true, ...(used > tokens ? { paint: style.warning } : {}) },
    ]),
  );

const planItem = (style: Style, { status, text, note, depth }: PlanItem): string[] => {
  const indent = Math.min(4 + depth * 2, Math.floor(style.width / 2));
  return [
    ...table(
      style,
      [[box(style, status), note === null ? text : note.startsWith('(') ? `${text} ${note}` : `${text} (${note})`]],
      indent,
    ),
  ];
};

/** Items that no agent served, and agents that served none; empty where no launch names items. */
const serviceLines = (style: Style, { planMd: plan, service, waves, agentsOutsideWaves }: PlanDocument): string[] => {
  const { itemsWithoutAgent, agentsWithoutItem } = service;
  const agents = new Set([...waves.flatMap((wave) => wave.agents), ...agentsOutsideWaves].map(({ id }) => id)).size;
  if (plan.counts.total === 0 || agents === 0) return [];
  if (itemsWithoutAgent.length === plan.counts.total)
    return paragraph(style, 'It is not recorded which items each agent served.', 2);
  const named = new Map(
    [...plan.items, ...plan.sections.flatMap(({ items }) => items)].map(({ id, text }) => [id, text] as const),
  );
  const line = (what: string, names: readonly string[]): string[] =>
    names.length === 0 ? [] : paragraph(style, `${what}: ${names.join('; ')}`, 2);
  return [
    ...line(
      'Served by no agent',
      itemsWithoutAgent.map((id) => named.get(id) ?? id),
    ),
    ...line('Served no item', agentsWithoutItem),
  ];
};

const planMd = (style: Style, document: PlanDocument): string[] => {
  const { planMd: plan } = document;
  const { counts } = plan;
  if (counts.total === 0 && plan.title === null && plan.sections.length === 0) return [];
  return section(style, plan.title === null ? 'plan.md' : `plan.md: ${plan.title}`, [
    ...paragraph(
      style,
      `${counted(counts.total, 'item')}: ${counts.done} done, ${counts.open} open, ${counts.dropped} dropped`,
      2,
    ),
    ...plan.items.flatMap((item) => planItem(style, item)),
    ...plan.sections.flatMap(({ title, items }) => [
      ...table(style, [[{ text: title, paint: style.strong }]]),
      ...items.flatMap((item) => planItem(style, item)),
    ]),
    ...serviceLines(style, document),
  ]);
};

export const renderPlan = (document: PlanDocument, style: Style): string =>
  [
    pageTitle(style, 'Plan', document.sessionId),
    ...heading(style, document),
    ...section(style, 'Request', document.request === null ? [] : paragraph(style, document.request, 2)),
    ...section(style, 'Phases', table(style, phaseRows(style, document))),
    ...section(style, 'Waves', waves(style, document)),
    ...section(style, 'Agents outside of waves', table(style, agentRows(style, document.agentsOutsideWaves))),
    ...section(style, 'Tasks', taskLines(style, document, document.tasks)),
    ...section(style, 'Requirements', table(style, requirementRows(style, document))),
    ...section(style, 'Deliverables', table(style, deliverableRows(style, document))),
    ...section(style, 'Gates', gateLines(style, document)),
    ...section(style, 'Budget by phase', budget(style, document)),
    ...planMd(style, document),
  ].join('\n');
