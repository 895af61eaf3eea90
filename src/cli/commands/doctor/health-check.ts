// One health check: it passes, or warns with what would be better, or fails.
import { defined } from '../../../../machines/defined.ts';

export interface HealthCheck {
  readonly name:
    | 'node'
    | 'server'
    | 'binary'
    | 'version'
    | 'stream'
    | 'roles'
    | 'access'
    | 'replicas'
    | 'texts'
    | 'write'
    | 'sessions'
    | 'durability'
    | 'disk'
    | 'lock'
    | 'cache';
  /** `warn`: it works, and could be better. Only `fail` makes the exit code another than 0. */
  readonly state: 'pass' | 'warn' | 'fail';
  readonly message: string;
  /** What would make it better, in a line. */
  readonly advice?: string;
}

export type Result = Omit<HealthCheck, 'name'>;

export const pass = (message: string): Result => ({ state: 'pass', message });
export const warn = (message: string, advice: string): Result => ({ state: 'warn', message, advice });
export const fail = (message: string, advice?: string): Result => ({ state: 'fail', message, ...defined({ advice }) });
