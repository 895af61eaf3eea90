// Watches whether a running server may have stopped to store: after its disk was nearly full, or it logged an error, a write
// is tried as soon as there is room. Nothing is written on a full disk: that alone could stop the server.
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ServerInfo, Trouble } from './server-info.ts';
import { MIN_FREE_BYTES } from './store-folder.ts';

const POLL_MS = 1_000;
/** The most of its log that is read at once. */
const CHUNK_BYTES = 64 * 1024;

/** An error of the server itself: what a client is refused, for its login or its permissions, is logged as one too. */
export const hasServerError = (text: string): boolean =>
  text.split('\n').some((line) => /\[(?:ERR|FTL)\]/.test(line) && !/Violation|authentication error/i.test(line));

/** @returns whether the log has an error in what was added since the last call */
const newErrors = (path: string): (() => boolean) => {
  let read = 0;
  return () => {
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    // It begins anew when it is rotated.
    if (size < read) read = 0;
    if (size === read) return false;
    const length = Math.min(size - read, CHUNK_BYTES);
    const file = openSync(path, 'r');
    try {
      const chunk = Buffer.alloc(length);
      readSync(file, chunk, 0, length, size - length);
      read = size;
      return hasServerError(chunk.toString('latin1'));
    } finally {
      closeSync(file);
    }
  };
};

export interface WriteWatch {
  /** Ends the watch. */
  readonly signal: AbortSignal;
  /** Called when the trouble begins, and with undefined when a write succeeds again. */
  onTrouble(trouble: Trouble | undefined): void;
  /** Called once, when the server does not store although there is room. */
  onStuck(): void;
}

const freeBytesOf = async (store: string): Promise<number> => {
  const { bavail, bsize } = await statfs(join(store, 'jetstream')).catch(() => statfs(store));
  return bavail * bsize;
};

const diskFull = (store: string): Trouble => ({
  code: 'STORE_FULL',
  message: `The disk that holds the store ${store} is full. The server is started again when ${MIN_FREE_BYTES / 1024 ** 2} MB are free there.`,
  failures: 0,
});

export const watchWrites = async (
  info: ServerInfo & { readonly store: string },
  { signal, onTrouble, onStuck }: WriteWatch,
): Promise<void> => {
  const { store } = info;
  const hasNewErrors = newErrors(join(store, 'server.log'));
  let isSuspect = false;
  let isLow = false;
  while (!signal.aborted) {
    await delay(POLL_MS, undefined, { signal, ref: false }).catch(() => undefined);
    if (signal.aborted) return;
    try {
      const hasErrors = hasNewErrors();
      const isLowNow = (await freeBytesOf(store)) < MIN_FREE_BYTES;
      isSuspect ||= hasErrors || isLowNow;
      if (isLowNow && !isLow) onTrouble(diskFull(store));
      isLow = isLowNow;
      if (!isSuspect || isLow) continue;
      // Loaded only where it is needed: a supervisor should start fast.
      const { checkWrite } = await import('./write-check.ts');
      const check = await checkWrite(info);
      if (signal.aborted) return;
      if (check?.kind === 'stuck') return onStuck();
      if (check?.kind === 'failed') continue;
      isSuspect = false;
      onTrouble(undefined);
    } catch {
      // The store is gone, or cannot be read now: the server's end will show.
    }
  }
};
