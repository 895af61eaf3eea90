// What a tool is: its name, what it takes, and what it does with the operations of the service.
import type { ServerContext } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { McpAccess } from './access.ts';

export interface Tool<Schema extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly description: string;
  readonly input: Schema;
  /** Whether it changes nothing. */
  readonly reads: boolean;
  run(access: McpAccess, input: z.output<Schema>, context: ServerContext): Promise<Record<string, unknown>>;
}

export const tool = <Schema extends z.ZodObject>(one: Tool<Schema>): Tool => one as unknown as Tool;

/** Data of a command. Some clients write what is nested as text. */
export const Data = z.preprocess(
  (value) => {
    if (typeof value !== 'string') return value;
    try {
      return JSON.parse(value);
    } catch {
      return value;
    }
  },
  z.record(z.string(), z.unknown()),
);

/** Which session: every tool takes it. */
export const Session = z
  .string()
  .max(64)
  .describe('id, unique start of one, or latest; default: the joined one')
  .optional();
