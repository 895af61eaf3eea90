// A log with faults on demand: it wraps a real one, and changes only what is answered and when. A fault leaves in the log
// what a real network or server could leave there too.
import type { AppendOptions, AppendResult, Commit, Log } from '../../log/port.ts';

/** What goes wrong with one append. */
export type Fault =
  /** It is stored, and the answer is lost: `unknown`. */
  | { readonly kind: 'lost-acknowledgement' }
  /** It never arrives: `unknown`, and nothing is recorded. */
  | { readonly kind: 'lost-request' }
  /** It is delayed: `unknown`, and it arrives when `deliver` is called, if ever. */
  | { readonly kind: 'late-request'; readonly late: (deliver: () => Promise<AppendResult>) => void }
  /** It arrives twice; the second answer is returned. */
  | { readonly kind: 'repeated-append' }
  /** `between` runs before it, so that another writer can be faster. */
  | { readonly kind: 'conflict'; readonly between: () => Promise<unknown> }
  /** The writer is killed before it is sent, or once it is `stored`: no answer ever comes, and `killed` is called. */
  | { readonly kind: 'writer-killed'; readonly stored: boolean; readonly killed: () => void }
  /** `restart` kills the server and starts it again while the append is running. */
  | { readonly kind: 'server-killed'; readonly restart: () => Promise<unknown> };

export interface AppendCall {
  readonly sessionId: string;
  readonly commit: Commit;
}

const UNKNOWN: AppendResult = { kind: 'unknown', reason: 'no answer was received' };
const never = <T>(): Promise<T> => new Promise<T>(() => {});

/**
 * @param faultOf called before each append; undefined: no fault
 * @param happened called with each fault that took place (a `conflict` only where another writer was faster)
 */
export const faultyLog = (
  log: Log,
  faultOf: (call: AppendCall) => Fault | undefined,
  happened: (kind: Fault['kind']) => void = () => {},
): Log => ({
  ...log,
  async append(sessionId: string, commit: Commit, options: AppendOptions): Promise<AppendResult> {
    const send = () => log.append(sessionId, commit, options);
    const fault = faultOf({ sessionId, commit });
    if (fault === undefined) return send();
    if (fault.kind !== 'conflict') happened(fault.kind);
    switch (fault.kind) {
      case 'lost-acknowledgement':
        await send();
        return UNKNOWN;
      case 'lost-request':
        return UNKNOWN;
      case 'late-request':
        fault.late(send);
        return UNKNOWN;
      case 'repeated-append':
        await send();
        return send();
      case 'conflict': {
        await fault.between();
        const result = await send();
        if (result.kind === 'conflict') happened('conflict');
        return result;
      }
      case 'writer-killed':
        if (fault.stored) await send();
        fault.killed();
        return never();
      case 'server-killed': {
        const result = send();
        await Promise.all([fault.restart(), result.catch(() => {})]);
        return result;
      }
      default:
        return fault satisfies never;
    }
  },
});
