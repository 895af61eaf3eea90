// A whole session in one call: new sessions of 47 events, and an import of many sessions with the rules checked.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { closedLoop, once } from '../lib/measure.mjs';

import { waveCommands } from '../session.mjs';
import { filesOfSession } from '../session-files.mjs';

const EVENTS = 47;
/** How many sessions an import has under way by default. */
const IMPORTS = 8;

const commandsOf = (count) => {
  const commands = [];
  for (const command of waveCommands()) {
    if (commands.length === count) break;
    commands.push(command);
  }
  return commands;
};

const linesOf = async (reprise, session) => {
  const lines = [];
  for await (const commit of reprise.log.read(session)) lines.push(...commit.lines);
  return lines;
};

let sessions = 0;
const newSession = () => {
  sessions += 1;
  return `whole-${process.pid}-${sessions}`;
};

/** As `send` of many commands: a session that does not exist yet, in one call. */
const recordSession = async (reprise, commands) => {
  const { recorded, refused } = await reprise.record(newSession(), commands);
  if (recorded !== EVENTS) throw new Error(`recorded ${recorded} events: ${JSON.stringify(refused)}`);
};

/** @param peers of `openPeers` @param {{ ms: number }} plan */
export const newSessionRows = async (peers, { ms }) => {
  const { reprise, raw, sync } = peers;
  // Two of the commands move a phase on, which is two events.
  const commands = commandsOf(EVENTS - 2);
  const sample = newSession();
  await reprise.reprise.record(sample, commands);
  const lines = await linesOf(reprise.reprise, sample);
  if (lines.length !== EVENTS) throw new Error(`the session has ${lines.length} events, not ${EVENTS}`);
  const body = new TextEncoder().encode(lines.map((line) => `${line}\n`).join(''));
  const insert = (peer) => () => peer.insertSession(newSession(), lines);
  const subjects = [
    ['reprise', reprise, () => recordSession(reprise.reprise, commands)],
    ['raw', { ...raw, name: 'raw publishes, one message' }, () => raw.publish(newSession(), body)],
    ...['postgres', 'sqlite', 'emmett'].map((key) => [key, peers[key], insert(peers[key])]),
  ];
  return [1, 16].flatMap((atOnce) =>
    subjects.map(([key, peer, step]) => ({
      id: `${sync}/session/${atOnce}/${key}`,
      group: 'session',
      sync,
      events: EVENTS,
      atOnce,
      key,
      subject: peer.name,
      ...(peer.missing === undefined
        ? { run: () => closedLoop(Array(atOnce).fill(step), ms) }
        : { missing: peer.missing }),
    })),
  );
};

const writeSessions = (folder, ids) => {
  for (const id of ids) {
    mkdirSync(join(folder, id));
    for (const [name, content] of Object.entries(filesOfSession(id)))
      writeFileSync(join(folder, id, name), JSON.stringify(content));
  }
};

/** @param peers of `openPeers` @param {{ count: number, folder: string }} plan */
export const importRows = async (peers, { count, folder }) => {
  const { reprise, postgres, sqlite, sync } = peers;
  /** Imports new session files; they are written before the time begins. */
  const importNew = async (number) => {
    const files = mkdtempSync(join(folder, 'import-'));
    const ids = Array.from({ length: number }, newSession);
    try {
      writeSessions(files, ids);
      return {
        ids,
        measured: await once(number, async () => {
          const { recorded, errors } = await reprise.reprise.importFolders([files]);
          if (recorded !== number || errors > 0) throw new Error(`imported ${recorded} of ${number}, ${errors} errors`);
        }),
      };
    } finally {
      rmSync(files, { recursive: true });
    }
  };
  const { ids } = await importNew(1);
  const lines = await linesOf(reprise.reprise, ids[0]);
  const insertAll = (peer, atOnce) => () => {
    let left = count;
    const insert = async () => {
      while (left > 0) {
        left -= 1;
        await peer.insertSession(newSession(), lines);
      }
    };
    return once(count, () => Promise.all(Array.from({ length: atOnce }, insert)));
  };
  const row = (key, peer, run) => ({
    id: `${sync}/import/${key}`,
    group: 'import',
    sync,
    events: lines.length,
    count,
    key,
    subject: peer.name,
    ...(peer.missing === undefined ? { run } : { missing: peer.missing }),
  });
  return [
    row('reprise', reprise, async () => (await importNew(count)).measured),
    row('postgres', postgres, insertAll(postgres, IMPORTS)),
    row('sqlite', sqlite, insertAll(sqlite, 1)),
  ];
};
