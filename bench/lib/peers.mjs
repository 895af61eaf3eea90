// The stores of a run. A peer that this machine does not have is missing, with the reason; its rows say so.
import { openEmmett } from '../peers/emmett.mjs';
import { openPostgres } from '../peers/postgres.mjs';
import { openRaw } from '../peers/raw.mjs';
import { openReprise } from '../peers/reprise.mjs';
import { openSqlite } from '../peers/sqlite.mjs';
import { startNats } from './servers.mjs';

/** Why a peer is not there. */
const reasonOf = (error) =>
  error?.code === 'ERR_MODULE_NOT_FOUND'
    ? `${/package '([^']+)'/.exec(error.message)?.[1] ?? error.message} is not installed: npm ci --prefix bench`
    : error instanceof Error
      ? error.message
      : String(error);

/**
 * Opens the peers of one kind of durability. Those that are there come as they are, the others as `{ name, missing }`.
 * @param {string} folder @param {'always' | 'relaxed'} sync @param {ReadonlySet<string>} without names of peers to leave out
 */
export const openPeers = async (folder, sync, without) => {
  const closing = [];
  const optional = async (key, name, make) => {
    if (without.has(key)) return { name, missing: 'left out' };
    try {
      const peer = await make();
      closing.unshift(peer.close);
      return peer;
    } catch (error) {
      return { name, missing: reasonOf(error) };
    }
  };
  const { server, store, stop } = await startNats(folder, sync);
  closing.push(stop);
  try {
    const reprise = await openReprise(store);
    closing.unshift(reprise.close);
    const raw = await openRaw(server);
    closing.unshift(raw.close);
    const postgres = await optional('postgres', 'PostgreSQL', () => openPostgres(folder, sync));
    const emmett = await optional('emmett', 'Emmett on PostgreSQL', () => openEmmett(postgres));
    const sqlite = await optional('sqlite', 'SQLite', () => openSqlite(folder, sync));
    const close = async () => {
      for (const end of closing) await end();
    };
    return { sync, server, store, reprise, raw, postgres, emmett, sqlite, close };
  } catch (error) {
    for (const end of closing) await end();
    throw error;
  }
};
