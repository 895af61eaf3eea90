// Every figure and quoted text of the document that describes this session, beside what a record of the session comes
// to. A test holds each row, and `npm run figures` prints them. Values are counted from events and views alone.
import { isDerived, type RecordedEvent } from '../../machines/events/envelope.ts';
import { type Documents, foldViews, showAll } from '../../projections/index.ts';
import { DONE, KINDS, METRICS, PHASES, TASKS, TOKENS, WAVES } from './document.ts';

type Value = string | number | boolean | readonly Value[];

/** A record of the session, as the rows count it. */
export interface Counted {
  readonly events: readonly RecordedEvent[];
  readonly views: Documents;
}

export interface Figure {
  readonly label: string;
  /** What the document says. */
  readonly document: Value;
  readonly count: (record: Counted) => Value;
}

/** The record of a session's events. */
export const countedFrom = (sessionId: string, events: readonly RecordedEvent[]): Counted => ({
  events,
  views: showAll(foldViews(events, sessionId)),
});

const row = (label: string, document: Value, count: Figure['count']): Figure => ({ label, document, count });
const minutes = (seconds: number | null | undefined): number => (seconds ?? Number.NaN) / 60;
const ownEvents = ({ events }: Counted): readonly RecordedEvent[] => events.filter((event) => !isDerived(event));
const ofType = (record: Counted, type: string): number => ownEvents(record).filter((one) => one.type === type).length;
const entry = ({ views }: Counted, title: string) => views.workbook.entries.find((one) => one.title === title);
const lines = (text: string | null | undefined): string[] =>
  (text ?? '').split('\n').map((line) => line.replace(/^- /, ''));

const session: Figure[] = [
  row('session id', 'a7f3c8e2-9b1d-4f6a-8e2c-1d5a9f8b3c7e', ({ views }) => views.overview.sessionId),
  row(
    'goal',
    'Add password reset functionality to an existing authentication system',
    ({ views }) => views.plan.goal ?? '',
  ),
  row(
    'request of the user',
    'I need to add a password reset feature to our authentication system. Users should be able to request a reset link via email, click the link, and set a new password. Include rate limiting to prevent abuse.',
    ({ views }) => views.plan.request ?? '',
  ),
  row('task type', 'standard', ({ views }) => views.plan.classification?.type ?? ''),
  row('complexity', 'medium', ({ views }) => views.plan.classification?.complexity ?? ''),
  row('process', 'normal', ({ views }) => views.plan.profile ?? ''),
  row('duration, minutes', 45, ({ views }) => minutes(views.timeline.session.durationS)),
  row('end', 'completed', ({ views }) => views.overview.status),
  row('steps of the coordination pattern', 6, ({ views }) => views.flow.pattern.nodes.length),
  row(
    'next steps',
    [
      'Deploy to staging environment',
      'Run manual QA testing',
      'Update API documentation',
      'Add monitoring/alerting for reset requests',
      'Schedule production deployment',
    ],
    ({ views }) => views.overview.nextSteps,
  ),
  row(
    'related documentation',
    [
      'Process followed: @ops/claude-process.md',
      'Rules applied: @principles/claude-rules.md',
      'Orchestrator used: @.claude/orchestrators/normal_orchestrator.md',
    ],
    ({ views }) => views.overview.references.map(({ description, path }) => `${description}: ${path}`),
  ),
];

const phases: Figure[] = [
  row('phases, completed', PHASES, ({ views }) =>
    views.plan.phases.filter(({ status }) => status === 'completed').map(({ name }) => name),
  ),
  ...PHASES.map((phase) =>
    row(`${phase}: what it did`, DONE[phase] ?? [], ({ views }) =>
      lines(views.plan.phases.find(({ name }) => name === phase)?.notes),
    ),
  ),
];

/** What the plan lists as the work of a wave: no field of a launch, kept beside it. */
const plannedWork = ({ events }: Counted, wave: number): readonly Value[] => {
  const launch = events.find((event) => event.type === 'agent_launched' && event.data.wave === wave);
  const planned = (launch?.data.extra?.planning ?? {}) as { readonly work?: readonly string[] };
  return planned.work ?? [];
};

const waves: Figure[] = [
  row('waves', WAVES.length, ({ views }) => views.plan.waves.length),
  ...WAVES.flatMap((wave, index) => [
    row(`wave ${index + 1}: title`, wave.title, ({ views }) => views.plan.waves[index]?.title ?? ''),
    row(`wave ${index + 1}: minutes`, wave.minutes, ({ views }) => minutes(views.timeline.waves[index]?.durationS)),
    row(`wave ${index + 1}: mode`, wave.mode, ({ views }) => views.plan.waves[index]?.mode ?? ''),
    row(`wave ${index + 1}: reason`, wave.reason, ({ views }) => views.plan.waves[index]?.reason ?? ''),
    row(`wave ${index + 1}: agents`, wave.agents, ({ views }) =>
      (views.plan.waves[index]?.agents ?? []).map(({ type, id }) => `${type} ${id}`),
    ),
    row(`wave ${index + 1}: outputs`, wave.outputs, ({ views }) => [
      ...new Set((views.plan.waves[index]?.agents ?? []).flatMap(({ outputs }) => outputs)),
    ]),
    row(`wave ${index + 1}: tasks`, wave.tasks, (counted) => plannedWork(counted, index + 1)),
  ]),
  row('saved, minutes', 8, ({ views }) => minutes(views.timeline.saved.totalS)),
];

/** Of each todo that implements, the todo of the same task that writes its tests and holds it back. */
const testsBefore = ({ views }: Counted): number => {
  const { todos } = views.todo;
  return todos.filter(
    (one) =>
      one.tags.includes('implementation') &&
      one.dependencies.some((id) => {
        const before = todos.find((other) => other.id === id);
        const ended = before?.endedAt ?? '';
        return (
          before?.tags.includes('tests-first') === true &&
          before.taskId === one.taskId &&
          ended !== '' &&
          ended <= (one.startedAt ?? '')
        );
      }),
  ).length;
};

const work: Figure[] = [
  row('tasks, completed', TASKS, ({ views }) =>
    views.plan.tasks.filter(({ status }) => status === 'completed').map(({ title }) => title),
  ),
  row('todos', 15, ({ views }) => views.todo.summary.total),
  row('todos, completed', 15, ({ views }) => views.todo.summary.completed),
  row('tasks that the todos belong to', 6, ({ views }) => new Set(views.todo.todos.map(({ taskId }) => taskId)).size),
  row('implementing tasks whose tests were written first', 4, testsBefore),
];

const record: Figure[] = [
  row('events', 47, (counted) => ownEvents(counted).length),
  ...Object.entries(KINDS).map(([type, count]) => row(`events ${type}`, count, (counted) => ofType(counted, type))),
  row('errors', 0, ({ views }) => views.overview.events.bySeverity.error + views.overview.events.bySeverity.critical),
  row('warnings', 0, ({ views }) => views.overview.events.bySeverity.warning),
];

const tokens: Figure[] = [
  ...Object.entries(TOKENS).map(([phase, used]) =>
    row(`tokens, ${phase}`, used, ({ views }) => views.usage.phases.find((one) => one.phase === phase)?.tokens ?? 0),
  ),
  row('tokens', 35_000, ({ views }) => views.usage.total.tokens),
  row('token budget', 150_000, ({ views }) => views.usage.total.budget ?? 0),
  row('tokens used, percent', 23, ({ views }) => Math.round(views.usage.total.percent ?? 0)),
];

const gates: Figure[] = [
  row('gates, passed', ['Execution → Review', 'Postflight validation'], ({ views }) =>
    views.plan.gates.filter(({ status }) => status === 'passed').map(({ name }) => name),
  ),
  row(
    'criteria of Execution → Review',
    [
      'All implementations complete',
      'Unit tests written and passing',
      'Code follows project patterns',
      'Security considerations addressed',
    ],
    ({ views }) => views.plan.gates.find(({ guards }) => guards === 'Execution')?.verdicts.at(-1)?.criteria ?? [],
  ),
  row('postflight validation guards', 'Delivery', ({ views }) => views.plan.gates.at(-1)?.guards ?? ''),
];

const JWT = 'Use JWT for reset tokens';
const LIMITER = 'Reuse existing rate limiter middleware';
const FLOW = 'Token generation flow';
const workbook: Figure[] = [
  row('insights', 8, ({ views }) => views.workbook.counts.insight ?? 0),
  row('decisions', 3, ({ views }) => views.workbook.counts.decision ?? 0),
  row('diagrams', 2, ({ views }) => views.workbook.counts.diagram ?? 0),
  row('notes', 1, ({ views }) => views.workbook.counts.note ?? 0),
  row('the note', 'Token expiration best practices', ({ views }) => {
    return views.workbook.entries.find(({ type }) => type === 'note')?.title ?? '';
  }),
  row(
    'the note is about security',
    true,
    (counted) => entry(counted, 'Token expiration best practices')?.tags.includes('security') ?? false,
  ),
  row('decision: type', 'decision', (counted) => entry(counted, JWT)?.type ?? ''),
  row(
    'decision: content',
    'After evaluating UUID vs JWT vs random tokens, selected JWT because:\n1. Built-in expiration (1 hour)\n2. Stateless verification\n3. Can embed user ID securely\n4. Library support in existing stack',
    (counted) => entry(counted, JWT)?.content ?? '',
  ),
  row('decision: related phase', 'Brainstorm', (counted) => entry(counted, JWT)?.relatedPhase ?? ''),
  row('decision: tags', ['security', 'architecture', 'jwt'], (counted) => entry(counted, JWT)?.tags ?? []),
  row('insight: type', 'insight', (counted) => entry(counted, LIMITER)?.type ?? ''),
  row(
    'insight: content',
    'Discovered project already has a rate limiting middleware for API endpoints. Can extend it with a "password-reset" rule (5 requests per hour per email) instead of building custom solution.',
    (counted) => entry(counted, LIMITER)?.content ?? '',
  ),
  row('insight: related phase', 'Execution', (counted) => entry(counted, LIMITER)?.relatedPhase ?? ''),
  row('insight: tags', ['optimization', 'reuse'], (counted) => entry(counted, LIMITER)?.tags ?? []),
  row('diagram: type', 'sequence', (counted) => entry(counted, FLOW)?.diagramType ?? ''),
  row(
    'diagram: description',
    'User → Request Reset → Email Service → Click Link → Validate Token → Update Password → Success',
    (counted) => entry(counted, FLOW)?.description ?? '',
  ),
  row('diagrams: titles', [FLOW, 'Rate limiting design'], ({ views }) =>
    views.workbook.entries.filter(({ type }) => type === 'diagram').map(({ title }) => title),
  ),
];

const metrics: Figure[] = [
  row('success metrics, reached', METRICS.length, ({ views }) => views.overview.success.reached),
  ...METRICS.map(([name, value, target]) =>
    row(`${name}: value, target, reached`, [value, target, true], ({ views }) => {
      const metric = views.overview.success.metrics.find((one) => one.name === name);
      return [metric?.value ?? '', metric?.target ?? '', metric?.reached ?? false];
    }),
  ),
];

export const FIGURES: readonly Figure[] = [
  ...session,
  ...phases,
  ...waves,
  ...work,
  ...record,
  ...tokens,
  ...gates,
  ...workbook,
  ...metrics,
];

/** A value as one line of text. */
export const figureText = (value: Value): string =>
  Array.isArray(value) ? value.map((one: Value) => figureText(one)).join('; ') : String(value).replaceAll('\n', ' ');
