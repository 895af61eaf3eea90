// What reads hostile texts: each case has a name, a text or files of a length, and a reader, which gives its own time apart
// from writing the files. The readers are given, so that the bench runs those of the build and a test those of the sources.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DOCUMENTS, SISYPHUS } from './documents.mjs';
import { EXPORTS } from './exports.mjs';
import { SESSION_FILES } from './session-files.mjs';

const ID = 'hostile';

/** Calls `read` with a folder that has these files. */
const inFolder = async (files, read) => {
  const folder = await mkdtemp(join(tmpdir(), 'reprise-hostile-'));
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    return await read(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** Processor milliseconds of a reader, and the sentence of a refusal. */
export const cost = async (read) => {
  const before = process.cpuUsage();
  let refusal = '';
  try {
    await read();
  } catch (error) {
    if (!['BAD_INPUT', 'RECORD_INVALID', 'COMMIT_TOO_LARGE'].includes(error.code)) throw error;
    refusal = error.message.slice(0, 70);
  }
  const { user, system } = process.cpuUsage(before);
  return { ms: (user + system) / 1_000, refusal };
};

/** A function that records commands into a new log and gives the lines of its export. */
export const recordsIn = (newRecorder) => async (id, commands) => {
  const { log, sessions } = newRecorder();
  const { refused } = await sessions.record(id, commands);
  if (refused !== undefined) throw new Error(`refused: ${refused.command.name}`);
  const lines = [];
  for await (const commit of log.read(id)) lines.push(...commit.lines);
  return lines;
};

const sessionFiles = (files) =>
  Object.fromEntries(
    Object.entries(files).map(([kind, root]) => [`${kind}-${ID}.json`, JSON.stringify({ sessionId: ID, ...root })]),
  );

/** Each case: its name, and its cost at a length. */
export const casesOf = ({ readSessionFolder, readSisyphusFolder, sessionsIn, readExportedFile, recordInMemory }) => [
  ...SESSION_FILES.map(([name, filesOf]) => [
    `session files: ${name}`,
    (length) => inFolder(sessionFiles(filesOf(length)), (folder) => cost(() => readSessionFolder(folder))),
  ]),
  ...SISYPHUS.map(([name, filesOf]) => [
    `.sisyphus: ${name}`,
    (length) => inFolder(filesOf(length), (folder) => cost(() => readSisyphusFolder(folder))),
  ]),
  ...DOCUMENTS.map(([name, textOf]) => [
    `document: ${name}`,
    (length) => {
      const text = textOf(length);
      return cost(async () => sessionsIn(text, 'hostile.md'));
    },
  ]),
  ...EXPORTS.map(([name, commandsOf]) => [
    `NDJSON: ${name}`,
    async (length) => {
      const lines = await recordInMemory(ID, commandsOf(length));
      return inFolder({ 'a.ndjson': `${lines.join('\n')}\n` }, (folder) =>
        cost(() => readExportedFile(join(folder, 'a.ndjson'))),
      );
    },
  ]),
];
