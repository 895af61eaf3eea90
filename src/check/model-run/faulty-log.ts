// A log on which things go wrong when they are told to: it wraps a real one, and what it answers and when is all that
// it changes. What a fault leaves in the log is what the real world could leave there too.
import type { AppendOptions, AppendResult, Commit, Log } from '../../log/port.ts';

/** What goes wrong with one append. */
export type Fault =
  /** It is done, and the answer is lost: `unknown`. */
  | { readonly kind: 'lost-acknowledgement' }
  /** It never arrives: `unknown`, and nothing was recorded. */
  | { readonly kind: 'lost-request' }
  /** It is under way for long: `unknown`, and it arrives when `deliver` is called, if ever. */
  | { readonly kind: 'late-request'; readonly late: (deliver: () => Promise<AppendResult>) => void }
  /** It arrives twice; the second answer is the one that is heard. */
  | { readonly kind: 'repeated-append' }
  /** `between` is done before it, so that another writer can be faster. */
  | { readonly kind: 'conflict'; readonly between: () => Promise<unknown> }
  /** Whoever appends is gone before it is sent, or once it is `stored`: no answer ever comes, and `killed` is called. */
  | { readonly kind: 'writer-killed'; readonly stored: boolean; readonly killed: () => void }
  /** `restart` kills the server and starts it again, from when the append is under way. */
  | { readonly kind: 'server-killed'; readonly restart: () => Promise<unknown> };

export interface AppendCall {
  readonly sessionId: string;
  readonly commit: Commit;
}

const UNHEARD: AppendResult = { kind: 'unknown', reason: 'no answer was heard' };
const never = <T>(): Promise<T> => new Promise<T>(() => {});

/**
 * @param faultOf asked before each append; undefined lets it be
 * @param happened told of each fault that took place (a `conflict` only where another was faster indeed)
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
        return UNHEARD;
      case 'lost-request':
        return UNHEARD;
      case 'late-request':
        fault.late(send);
        return UNHEARD;
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
