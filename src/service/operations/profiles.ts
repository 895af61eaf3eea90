// Profiles: those that are built in, and the check of one before anybody follows it.
import { z } from 'zod';
import { defined } from '../../../machines/defined.ts';
import { PROFILES, type Profile } from '../../../machines/profile.ts';
import { checkJson } from '../../check/check-profile/check-json.ts';
import { MAX_PROFILE_BYTES } from '../../formats/profile/read-profile.ts';
import { RequestError } from '../problem.ts';
import { operation } from './operation.ts';
import { Bytes, wholeNumber } from './schemas.ts';

/** Of the heap, for one check. */
const MEMORY_MB = 256;

const ProfileDocument = z
  .looseObject({
    name: z.string(),
    phases: z.array(z.string()),
    cycles: z.boolean(),
    gates: z.array(z.looseObject({ id: z.string(), name: z.string() })),
    enforcement: z.enum(['enforce', 'observe']),
  })
  .meta({ id: 'Profile' });

const Check = z
  .looseObject({
    profile: z.string(),
    ok: z.boolean().describe('true where everything was explored and there is no problem'),
    complete: z.boolean().describe('false where exploring stopped early: `aspects` have the limits'),
    states: z.number().int(),
    edges: z.number().int(),
    problems: z.array(z.looseObject({ kind: z.string(), about: z.string(), sentence: z.string(), advice: z.string() })),
    random: z.looseObject({ seed: z.number(), sequences: z.number().int() }),
  })
  .describe('as `check` in what `reprise check --json` prints')
  .meta({ id: 'ProfileCheck' });

const bytesOf = async (chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> => {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
};

/** One at a time in a process: a check takes all of a core. */
let isChecking = false;

export const PROFILE_OPERATIONS = [
  operation({
    kind: 'json',
    name: 'profile.list',
    role: 'reader',
    method: 'get',
    path: '/v1/profiles',
    summary: 'The built-in profiles, as data.',
    output: z.object({ profiles: z.array(ProfileDocument) }),
    failures: [],
    run: async () => ({ profiles: Object.values(PROFILES).map((profile: Profile) => ({ ...profile })) }),
  }),
  operation({
    kind: 'json',
    name: 'profile.check',
    role: 'reader',
    method: 'post',
    path: '/v1/profiles/check',
    summary: 'Check a profile: every state that it can reach, and random sequences beyond.',
    description:
      'The body is a profile in YAML or JSON. Its faults are a problem (400), each with line and column. A check takes ' +
      'at most `maxSeconds`; one runs at a time, and another is asked to come back (429).',
    bodyTypes: ['application/yaml', 'application/json', 'text/yaml', 'application/x-yaml'],
    maxBodyBytes: MAX_PROFILE_BYTES,
    body: Bytes,
    query: z.strictObject({
      maxSeconds: wholeNumber(1, 60).default(10),
      maxStates: wholeNumber(1, 100_000).optional(),
      sequences: wholeNumber(0, 10_000).describe('random sequences beyond the exploration; default: 100').optional(),
      seed: wholeNumber(0, 4_294_967_295).describe('of the random sequences; default: drawn, and answered').optional(),
    }),
    output: z.object({ check: Check, profile: ProfileDocument }),
    failures: ['BAD_INPUT', 'TOO_MANY_REQUESTS'],
    async run(_, { query, body }) {
      const [{ readProfileBytes }, { checkProfile }] = await Promise.all([
        import('../../formats/profile/profile-file.ts'),
        import('../../check/check-profile/check-profile.ts'),
      ]);
      const read = readProfileBytes(await bytesOf(body));
      if (read.kind === 'problems')
        throw new RequestError('BAD_REQUEST', 'The profile is not valid.', {
          faults: read.problems.map((problem) => ({ in: 'body', path: [], ...problem })),
        });
      if (isChecking)
        throw new RequestError('TOO_MANY_REQUESTS', 'Another profile is being checked.', {
          retryAfter: query.maxSeconds,
        });
      isChecking = true;
      try {
        const { maxSeconds, maxStates, sequences, seed } = query;
        const check = await checkProfile(read.profile, [], {
          ...{ maxSeconds, maxMemoryMb: MEMORY_MB },
          ...defined({ maxStates, sequences, seed }),
        });
        return { check: checkJson(check) as unknown as z.input<typeof Check>, profile: { ...read.profile } };
      } finally {
        isChecking = false;
      }
    },
  }),
] as const;
