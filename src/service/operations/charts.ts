// The process as a chart: of a session at a moment, of a built-in profile, and of a profile that the caller sends. As JSON it
// is a layout, with places in pixels; as SVG it is a picture.
import { z } from 'zod';
import { PROFILES } from '../../../machines/profile.ts';
import type { ChartDocument } from '../../chart/chart-document.ts';
import { MAX_PROFILE_BYTES } from '../../formats/profile/read-profile.ts';
import { eventsUntil } from '../../session/replay/begun.ts';
import { momentWithin } from '../../session/replay/moment.ts';
import { RequestError } from '../problem.ts';
import type { Service } from '../service.ts';
import { type CallContext, operation } from './operation.ts';
import { Bytes, LegalMove, Moment, SessionParams } from './schemas.ts';
import { sourceOfSession } from './views.ts';

const Place = { x: z.number(), y: z.number() };
const Box = { ...Place, w: z.number(), h: z.number() };
const Taken = z.object({
  count: z.number().int(),
  last: z.number().int().describe('the ordinal of the newest event that took it'),
});

export const Chart = z
  .object({
    profile: z.string(),
    session: z
      .object({
        sessionId: z.string(),
        ordinal: z.number().int().describe('of the newest event; 0 before the first'),
        active: z
          .object({
            root: z.enum(['unstarted', 'open', 'completed', 'failed', 'cancelled']),
            regions: z.record(z.string(), z.string()).describe('by region, such as `phase Planning`, its state'),
          })
          .describe('the active states'),
        moves: z
          .array(LegalMove.extend({ id: z.string().describe('of the move in the chart: `phase.start Planning`') }))
          .describe('the moves of the chart that are legal now'),
        taken: z.record(z.string(), Taken).describe('the moves that the session took, by their ids'),
      })
      .describe('not in the chart of a profile')
      .optional(),
    title: z.string(),
    width: z.number().describe('pixels, as all places'),
    height: z.number(),
    groups: z.array(z.object({ id: z.string(), title: z.string(), ...Box })),
    nodes: z.array(
      z.object({
        id: z.string(),
        group: z.string(),
        kind: z.enum(['start', 'end', 'phase', 'gate', 'state']),
        text: z.array(z.string()).describe('its lines; none for a dot'),
        state: z.string().describe('of a session: as the life cycle names it').optional(),
        isActive: z.boolean().describe('the session is here'),
        waits: z.string().describe('why it waits').optional(),
        moves: z.array(z.string()).describe('ids of the moves that are about it'),
        offered: z.array(z.string()).describe('those of them that are legal now'),
        ...Box,
      }),
    ),
    edges: z.array(
      z.object({
        id: z.string(),
        from: z.string().describe('id of a node'),
        to: z.string(),
        label: z.string().describe('may be empty'),
        kind: z.enum(['main', 'aside']),
        moves: z.array(z.string()).describe('ids of the moves that take it'),
        taken: z.number().int().describe('how often the session took it'),
        isOffered: z.boolean().describe('one of its moves is legal now'),
        points: z.array(z.object(Place)),
        labelAt: z.object(Place).describe('the middle of its label').optional(),
      }),
    ),
    notes: z.array(z.string()).describe('what the picture leaves out'),
  })
  .describe('as `reprise chart --json` prints it')
  .meta({ id: 'Chart' });

const format = z.enum(['json', 'svg']).describe('default: as `Accept` prefers, else json').optional();
const ofFormat = z.strictObject({ format });

const SVG = 'image/svg+xml';

interface Asked {
  readonly query: { readonly format?: 'json' | 'svg' | undefined };
}

/** The chart as SVG, for a caller who asks for it. */
const asSvg = <I extends Asked, C extends CallContext>(
  chart: (service: Service, input: I, call: C) => Promise<ChartDocument>,
) => ({
  kind: 'text' as const,
  mediaType: SVG,
  output: z.string().describe('a picture: SVG'),
  isAsked: ({ query }: I) => (query.format === undefined ? undefined : query.format === 'svg'),
  run: async (service: Service, input: I, call: C): Promise<string> => {
    const { chartSvg } = await import('../../chart/svg.ts');
    return `${chartSvg(await chart(service, input, call))}\n`;
  },
});

/** The layout of charts is loaded when one is first asked for. */
const charts = () => import('../../chart/chart-document.ts');

type Json = z.input<typeof Chart>;

interface OfSession extends Asked {
  readonly params: { readonly session: string };
  readonly query: Asked['query'] & { readonly at?: string | undefined };
}

const ofSession = async (
  service: Service,
  { params: { session }, query: { at } }: OfSession,
  { caller }: CallContext,
): Promise<ChartDocument> => {
  const source = await sourceOfSession(service, session, caller);
  const events = await eventsUntil(source, at === undefined ? undefined : (start) => momentWithin(at, start));
  const { chartMoment, sessionChart } = await charts();
  return sessionChart(chartMoment(session, events));
};

const ofProfile = async (
  _: Service,
  { params }: Asked & { readonly params: { readonly profile: string } },
): Promise<ChartDocument> => {
  const profile = Object.hasOwn(PROFILES, params.profile) ? PROFILES[params.profile] : undefined;
  if (profile === undefined)
    throw new RequestError('NOT_FOUND', `No profile ${JSON.stringify(params.profile)} is built in.`, {
      hint: `Built in are ${Object.keys(PROFILES).join(', ')}; send another one to /v1/profiles/chart.`,
    });
  return (await charts()).profileChart(profile);
};

const ofGiven = async (
  _: Service,
  { body }: Asked & { readonly body: AsyncIterable<Uint8Array> },
): Promise<ChartDocument> => {
  const { readProfileBytes } = await import('../../formats/profile/profile-file.ts');
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  const read = readProfileBytes(Buffer.concat(chunks));
  if (read.kind === 'problems')
    throw new RequestError('BAD_REQUEST', 'The profile is not valid.', {
      faults: read.problems.map((problem) => ({ in: 'body', path: [], ...problem })),
    });
  return (await charts()).profileChart(read.profile);
};

/** The document is plain JSON, whose lists nobody changes. */
const json =
  <A extends readonly unknown[]>(chart: (...given: A) => Promise<ChartDocument>) =>
  async (...given: A): Promise<Json> =>
    (await chart(...given)) as unknown as Json;

export const CHART_OPERATIONS = [
  operation({
    kind: 'json',
    name: 'session.chart',
    role: 'reader',
    method: 'get',
    path: '/v1/sessions/{session}/chart',
    summary: 'The process of a session as a chart, now or at an earlier moment.',
    description:
      'With its active states, the edges that it took, and the moves that are legal: those that `decide` accepts. ' +
      'The answer is a layout, or (`Accept: image/svg+xml`, or `format=svg`) a picture.',
    params: SessionParams,
    query: z.strictObject({ at: Moment.optional(), format }),
    output: Chart,
    also: asSvg<OfSession, CallContext>(ofSession),
    failures: ['SESSION_NOT_FOUND', 'RECORD_INVALID', 'BAD_INPUT', 'USAGE'],
    run: json(ofSession),
  }),
  operation({
    kind: 'json',
    name: 'profile.chart',
    role: 'reader',
    method: 'get',
    path: '/v1/profiles/{profile}/chart',
    summary: 'A built-in profile as a chart.',
    params: z.object({ profile: z.string().min(1).max(64).describe('the name of a built-in profile') }),
    query: ofFormat,
    output: Chart,
    also: asSvg(ofProfile),
    failures: ['NOT_FOUND'],
    run: json(ofProfile),
  }),
  operation({
    kind: 'json',
    name: 'profile.draw',
    role: 'reader',
    method: 'post',
    path: '/v1/profiles/chart',
    summary: 'A profile of your own as a chart.',
    description: 'The body is a profile in YAML or JSON. Its faults are a problem (400), each with line and column.',
    bodyTypes: ['application/yaml', 'application/json', 'text/yaml', 'application/x-yaml'],
    maxBodyBytes: MAX_PROFILE_BYTES,
    body: Bytes,
    query: ofFormat,
    output: Chart,
    also: asSvg(ofGiven),
    failures: ['BAD_INPUT'],
    run: json(ofGiven),
  }),
] as const;
