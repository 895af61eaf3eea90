// Reprise itself, through the whole path: secrets, decision, hash chain, append.
import { readFileSync } from 'node:fs';
import { open } from '../../dist/src/index.js';
import { entryOf } from '../lib/events.mjs';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const profile = 'normal';

/** Fails where a command was not recorded. */
const recorded = (result) => {
  if (result.kind !== 'recorded') throw new Error(JSON.stringify(result).slice(0, 500));
  return result;
};

/** @param {string} store of a managed server that runs */
export const openReprise = async (store) => {
  const reprise = await open({ store, env: {} });
  let entries = 0;
  const lines = new Map();
  const begin = async (session) =>
    recorded(await reprise.send(session, { name: 'session.start', data: { goal: 'A benchmark', profile } }));
  return {
    name: 'Reprise',
    version,
    settings: `durability ${reprise.log.durability}`,
    reprise,
    /** Begins sessions; each writer appends one event a call. */
    async writers(sessions, bytes) {
      await Promise.all(sessions.map(begin));
      return sessions.map((session) => async () => {
        entries += 1;
        const data = entryOf(`entry_${process.pid}_${entries}`, bytes);
        return recorded(await reprise.send(session, { name: 'entry.add', data }));
      });
    },
    /** The line of such an event, as it is recorded. */
    async lineOf(bytes) {
      if (lines.has(bytes)) return lines.get(bytes);
      const [write] = await this.writers([`line-${bytes}`], bytes);
      await write();
      const commit = await reprise.log.last(`line-${bytes}`);
      lines.set(bytes, commit.lines[0]);
      return commit.lines[0];
    },
    close: () => reprise.close(),
  };
};
