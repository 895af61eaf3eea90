// A session at a moment: a view of it, and its events replayed step by step.
import { z } from 'zod';
import { defined } from '../../../machines/defined.ts';
import { type Documents, PROJECTIONS, project, VIEW_NAMES, type ViewName } from '../../../projections/index.ts';
import type { Projection } from '../../../projections/projection.ts';
import { logSource, type Source } from '../../session/record/source.ts';
import { begun, eventsUntil } from '../../session/replay/begun.ts';
import { momentWithin } from '../../session/replay/moment.ts';
import { planAtCycle } from '../../session/replay/plan-at-cycle.ts';
import { replay } from '../../session/replay/replay.ts';
import { stepJson } from '../../session/replay/step-json.ts';
import { RequestError } from '../problem.ts';
import { type Caller, maySee, type Service } from '../service.ts';
import { operation } from './operation.ts';
import { Event, Moment, SessionParams, Violation, wholeNumber } from './schemas.ts';

export const View = z.enum(VIEW_NAMES);

/** @throws RepriseError SESSION_NOT_FOUND */
export const sourceOfSession = async (
  { log, catalogue }: Service,
  session: string,
  caller: Caller,
): Promise<Source> => {
  const source = logSource(log, session);
  let isThere: boolean;
  try {
    isThere = (await log.last(session)) !== undefined;
  } catch (error) {
    // What is no commit is there all the same; whoever reads it says what it is.
    if ((error as { code?: string }).code !== 'RECORD_INVALID') throw error;
    isThere = true;
  }
  if (!isThere) throw await catalogue.notFound(session, (id) => maySee(caller, id));
  return source;
};

const Step = z
  .looseObject({
    kind: z.enum(['step', 'divergence']),
    index: z.number().int(),
    ordinal: z.number().int(),
    event: Event,
    changes: z
      .array(z.object({ entity: z.string(), id: z.string(), from: z.string(), to: z.string() }))
      .describe('what moved')
      .optional(),
    counts: z.array(z.object({ count: z.string(), from: z.number(), to: z.number() })).optional(),
    violations: z.array(Violation.partial({ ordinal: true, type: true })),
    views: z.record(z.string(), z.unknown()).optional(),
    expected: z.string().describe('of a divergence: the rule').optional(),
    got: z.string().describe('of a divergence: the event, and how it violates the rule').optional(),
    hint: z.string().optional(),
  })
  .meta({ id: 'Step' });

export const VIEW_OPERATIONS = [
  operation({
    kind: 'json',
    name: 'session.view',
    role: 'reader',
    method: 'get',
    path: '/v1/sessions/{session}/views/{view}',
    summary: 'A view of a session, now or at an earlier moment.',
    params: SessionParams.extend({ view: View }),
    query: z.strictObject({
      at: Moment.optional(),
      atCycle: wholeNumber(1, 1_000_000)
        .describe('once this cycle has updated the plan, before its agents start')
        .optional(),
    }),
    output: z.looseObject({ sessionId: z.string() }).describe('as `reprise view VIEW --json` prints it'),
    failures: ['SESSION_NOT_FOUND', 'RECORD_INVALID', 'BAD_INPUT', 'USAGE'],
    async run(service, { params: { session, view }, query: { at, atCycle } }, { caller }) {
      if (at !== undefined && atCycle !== undefined)
        throw new RequestError('BAD_REQUEST', '`at` and `atCycle` name two moments: leave one out.', {
          faults: [{ in: 'query', path: ['atCycle'], message: 'only without `at`' }],
        });
      const source = await sourceOfSession(service, session, caller);
      const until = await eventsUntil(source, at === undefined ? undefined : (start) => momentWithin(at, start));
      const events = atCycle === undefined ? until : planAtCycle(until, atCycle);
      const projection = PROJECTIONS[view] as Projection<unknown, Documents[ViewName]>;
      return project(projection, session, events) as Documents[ViewName] & { sessionId: string };
    },
  }),
  operation({
    kind: 'lines',
    name: 'session.replay',
    role: 'reader',
    method: 'get',
    path: '/v1/sessions/{session}/replay',
    summary: 'Replay a session: each event with what it changed and the rules that it violates.',
    description:
      'As `reprise replay --json` prints it. Strict, the replay ends with a `divergence` at the first event that the law refuses.',
    params: SessionParams,
    query: z.strictObject({
      from: Moment.describe('the first step').optional(),
      to: Moment.describe('the last step').optional(),
      mode: z.enum(['lenient', 'strict']).default('lenient'),
      view: View.describe('each step has this view after it').optional(),
    }),
    output: Step,
    failures: ['SESSION_NOT_FOUND', 'RECORD_INVALID', 'BAD_INPUT', 'USAGE'],
    async run(service, { params: { session }, query: { from, to, mode, view } }, { caller, signal }) {
      const source = await sourceOfSession(service, session, caller);
      const { startedAt, events } = await begun(source);
      const views = view === undefined ? [] : [view];
      const bound = (moment: string | undefined) =>
        moment === undefined ? undefined : momentWithin(moment, startedAt);
      const steps = replay(events, { mode, views, signal, ...defined({ from: bound(from), to: bound(to) }) });
      return {
        lines: (async function* () {
          for await (const step of steps) yield `${JSON.stringify(stepJson(step, views))}\n`;
        })(),
      };
    },
  }),
] as const;
