// Imports: the NDJSON of an export, which is kept on disk until it is recorded, and the four files of a session as JSON.
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { defined } from '../../../machines/defined.ts';
import { RepriseError } from '../../errors.ts';
import { patternsFrom } from '../../secrets/secret-options.ts';
import { headText } from '../../session/record/head-text.ts';
import { fileSource } from '../../session/source/file-source.ts';
import { RequestError } from '../problem.ts';
import { type Caller, maySee } from '../service.ts';
import { operation } from './operation.ts';
import { Bytes, Flag, Position, SessionId } from './schemas.ts';

/** What messages call what was sent. */
const BODY = 'the body';
const MOST_BYTES = 256 * 1024 * 1024;

/** @throws RequestError FORBIDDEN */
const requireMaySee = (caller: Caller, session: string): void => {
  if (!maySee(caller, session))
    throw new RequestError('FORBIDDEN', `This caller may not write session ${session}.`, { sessionId: session });
};

/** Uses the bytes as a file, which is gone afterwards. */
const asFile = async <T>(bytes: AsyncIterable<Uint8Array>, use: (path: string) => Promise<T>): Promise<T> => {
  const folder = await mkdtemp(join(tmpdir(), 'reprise-import-'));
  try {
    const path = join(folder, 'body.ndjson');
    await pipeline(bytes, createWriteStream(path, { mode: 0o600 }));
    return await use(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC')
      throw new RepriseError('STORE_FULL', 'The disk of the service is full: nothing was recorded.', { cause: error });
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const Replaced = z
  .looseObject({ ordinal: z.number().int(), type: z.string(), member: z.string(), pattern: z.string() })
  .describe('a text that the import would replace as a secret');

const imported = {
  sessionId: z.string(),
  wasThere: z.boolean().describe('true where the log already held all of it'),
  added: z.number().int().describe('events that this call added'),
  redacted: z.number().int().describe('secrets that were replaced'),
  durability: z.string(),
  dryRun: z.literal(true).optional(),
  replaced: z.array(Replaced).optional(),
};

const FAILURES = ['BAD_INPUT', 'BAD_SESSION_ID', 'REFUSED', 'CONFLICT', 'COMMIT_TOO_LARGE', 'FORBIDDEN'] as const;
const OF_WRITING = ['UNKNOWN_OUTCOME', 'QUEUE_FULL', 'STORE_FULL', 'RECORD_INVALID'] as const;

const FileDocument = z
  .custom<Record<string, unknown>>((value) => typeof value === 'object' && value !== null, 'expected an object')
  .meta({ type: 'object' });

export const IMPORT_OPERATIONS = [
  operation({
    kind: 'json',
    name: 'import.export',
    // Its lines name actors by their own word.
    role: 'admin',
    method: 'post',
    path: '/v1/imports',
    summary: 'Import an exported session: the same events, byte for byte, under its own id.',
    description:
      'The body is what `session.export` gives, as NDJSON. A repeat adds nothing; a longer record of the same session goes ' +
      'on where the shorter one ended. Where the log holds another record of it, nothing is changed (409).',
    bodyTypes: ['application/x-ndjson', 'application/jsonl', 'application/ndjson'],
    maxBodyBytes: MOST_BYTES,
    body: Bytes,
    query: z.strictObject({
      secrets: z
        .enum(['refuse', 'keep', 'redact'])
        .default('refuse')
        .describe('`redact` replaces each, with a new hash chain; `keep` records every byte'),
      dryRun: Flag.default(false).describe('records nothing, and answers what a first import would'),
    }),
    output: z.looseObject({
      ...imported,
      head: z.string().describe('the end of the imported record, `47:<64 hex digits>`'),
      redactedFrom: z.string().describe('the head of what was sent, where it is another').optional(),
      refused: z.array(z.unknown()).describe('events that the law refuses, recorded all the same'),
    }),
    failures: [...FAILURES, ...OF_WRITING],
    async run({ recorder }, { query: { secrets, dryRun }, body }, { caller }) {
      const [{ readExportedSource }, { importExportedFile }] = await Promise.all([
        import('../../import/exported-file.ts'),
        import('../../import/import-file.ts'),
      ]);
      return asFile(body, async (path) => {
        const source = await fileSource(path, BODY);
        requireMaySee(caller, source.sessionId);
        const file = await readExportedSource(source, patternsFrom(recorder.secrets));
        const result = await importExportedFile(recorder.log, file, { secrets, dryRun });
        const { head, redactedFrom, replaced, refused, ...rest } = result;
        return {
          ...rest,
          ...{ head: headText(head), refused: [...refused] },
          ...defined({
            redactedFrom: redactedFrom && headText(redactedFrom),
            replaced: replaced?.map((text) => ({ ...text })),
          }),
        };
      });
    },
  }),
  operation({
    kind: 'json',
    name: 'import.files',
    role: 'writer',
    method: 'post',
    path: '/v1/imports/session-files',
    summary: 'Import the four files of a session.',
    description:
      'Every fact of the files is recorded, every count derived; what contradicts itself is in the report. A file that is ' +
      'missing is a warning. A repeat adds nothing.',
    query: z.strictObject({
      enforcement: z.enum(['observe', 'enforce']).optional(),
      strict: Flag.default(false).describe('refuses all of it at its first violation of a rule'),
      profile: z.string().max(64).describe('a built-in profile; default: by what the files say').optional(),
      dryRun: Flag.default(false).describe('records nothing, and answers what a first import would'),
    }),
    body: z.strictObject({
      session: SessionId.describe('the id in the names of the files'),
      planning: FileDocument.optional(),
      todo: FileDocument.optional(),
      workbook: FileDocument.optional(),
      events: FileDocument.optional(),
    }),
    output: z.looseObject({
      ...imported,
      enforcement: z.enum(['observe', 'enforce']),
      repeated: z.number().int(),
      report: z.looseObject({ recorded: z.number().int(), derived: z.number().int(), warnings: z.array(z.string()) }),
      violations: z.array(z.looseObject({ rule: z.string(), ordinal: z.number().int() })),
      position: Position.optional(),
    }),
    failures: [...FAILURES, ...OF_WRITING],
    async run({ recorder }, { query, body: { session, ...documents } }, { caller }) {
      requireMaySee(caller, session);
      const [{ readSessionDocuments }, { importFolder, requireNoViolation }] = await Promise.all([
        import('../../formats/session-files/read-session-folder.ts'),
        import('../../import/import-folder.ts'),
      ]);
      if (Object.keys(documents).length === 0)
        throw new RequestError('BAD_REQUEST', 'There is no file.', {
          faults: [{ in: 'body', path: [], message: 'expected planning, todo, workbook or events' }],
        });
      const { enforcement, profile, strict, dryRun } = query;
      const read = readSessionDocuments(session, documents, defined({ enforcement, profile }));
      const checked = strict ? await requireNoViolation(read, recorder.secrets) : read;
      const { position, replaced, violations, report, ...rest } = await importFolder(
        recorder,
        BODY,
        { strict, dryRun },
        checked,
      );
      return {
        ...rest,
        report: { ...report, warnings: [...report.warnings] },
        violations: violations.map((violation) => ({ ...violation })),
        ...defined({ position, replaced: replaced?.map((text) => ({ ...text })) }),
      };
    },
  }),
] as const;
