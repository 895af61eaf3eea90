// Many callers on one session: in one process, and in four.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { closedLoop } from '../lib/measure.mjs';
import { appendContended } from '../peers/postgres.mjs';

const WORKER = fileURLToPath(new URL('contention-worker.mjs', import.meta.url));
const CALLERS = 32;
const PROCESSES = 4;

/** The next message of a process. @throws Error where it ends before */
const messageOf = async (worker) => {
  const ended = new AbortController();
  const exit = once(worker, 'exit', { signal: ended.signal }).then(([code]) => {
    throw new Error(`a process of the benchmark ended with ${code}`);
  });
  exit.catch(() => {});
  try {
    const [message] = await Promise.race([once(worker, 'message'), exit]);
    if (message.error !== undefined) throw new Error(message.error);
    return message;
  } finally {
    ended.abort();
  }
};

/** The callers, shared out among processes that begin together. @param job what each process is given */
const inProcesses = async (job) => {
  const workers = Array.from({ length: PROCESSES }, () => fork(WORKER, { serialization: 'json' }));
  try {
    await Promise.all(
      workers.map((worker) => {
        worker.send({ ...job, callers: CALLERS / PROCESSES });
        return messageOf(worker);
      }),
    );
    const results = await Promise.all(
      workers.map((worker) => {
        worker.send('go');
        return messageOf(worker);
      }),
    );
    const sum = (of) => results.reduce((total, one) => total + of(one), 0);
    return {
      rate: sum(({ rate }) => rate),
      p50: sum(({ p50 }) => p50) / PROCESSES,
      p99: Math.max(...results.map(({ p99 }) => p99)),
      refused: sum(({ refused }) => refused),
    };
  } finally {
    await Promise.all(
      workers.map(async (worker) => {
        if (worker.exitCode !== null || worker.signalCode !== null) return;
        const ended = once(worker, 'exit');
        worker.kill();
        await ended;
      }),
    );
  }
};

/** @param peers of `openPeers` @param {{ bytes: number, ms: number }} plan */
export const contentionRows = async (peers, { bytes, ms }) => {
  const { reprise, postgres, store, sync } = peers;
  const line = await reprise.lineOf(bytes);
  const common = { group: 'contention', sync, bytes, callers: CALLERS };
  const session = `contended-${bytes}`;
  let write;
  const alone = async () => {
    write ??= (await reprise.writers([session], bytes))[0];
    return { ...(await closedLoop(Array(CALLERS).fill(write), ms)), refused: 0 };
  };
  const together = async () => {
    write ??= (await reprise.writers([session], bytes))[0];
    return inProcesses({ kind: 'reprise', store, session, bytes, ms });
  };
  const contended = () => appendContended(postgres.pool, session, line);
  const postgresAlone = async () => ({ ...(await closedLoop(Array(CALLERS).fill(contended), ms)), refused: 0 });
  const postgresTogether = () => inProcesses({ kind: 'postgres', url: postgres.url, session, line, ms });
  const row = (processes, key, peer, run) => ({
    id: `${sync}/contention/${processes}/${key}`,
    ...common,
    processes,
    key,
    subject: peer.name,
    ...(peer.missing === undefined ? { run } : { missing: peer.missing }),
  });
  return [
    row(1, 'reprise', reprise, alone),
    row(1, 'postgres', postgres, postgresAlone),
    row(PROCESSES, 'reprise', reprise, together),
    row(PROCESSES, 'postgres', postgres, postgresTogether),
  ];
};
