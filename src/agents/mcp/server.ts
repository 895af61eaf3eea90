// An MCP server on the operations of the service: its tools, resources and prompts, the same over stdio and HTTP.
import { McpServer } from '@modelcontextprotocol/server';
import { packageVersion } from '../../package-root.ts';
import type { McpAccess } from './access.ts';
import { addPrompts } from './prompts.ts';
import { addResources } from './resources.ts';
import { answered, type OnDefect } from './result.ts';
import type { Tool } from './tool.ts';
import { askTool } from './tools/ask.ts';
import { legalTool } from './tools/legal.ts';
import { planTool } from './tools/plan.ts';
import { sendTool } from './tools/send.ts';
import { sessionTool } from './tools/session.ts';
import { todosTool } from './tools/todos.ts';
import { verifyTool } from './tools/verify.ts';
import { viewTool } from './tools/view.ts';

/** In the order in which an agent meets them. */
export const TOOLS: readonly Tool[] = [
  ...[sessionTool, sendTool, legalTool, viewTool, planTool, todosTool, askTool, verifyTool],
];

const INSTRUCTIONS =
  'Reprise records a session of work as events that rules check: phases, tasks, agents, todos, plan, decisions, questions. ' +
  'Call `session` first. Record each step when it happens with `send`. When a command is refused, read `sentence` and choose ' +
  'one of `legal`.';

export interface McpServerOptions {
  /** Whether clients may watch resources on this connection. */
  readonly watches: boolean;
  readonly onDefect: OnDefect;
}

export const mcpServer = (access: McpAccess, { watches, onDefect }: McpServerOptions): McpServer => {
  const server = new McpServer(
    { name: 'reprise', title: 'Reprise', version: packageVersion() },
    { capabilities: { tools: {}, prompts: {}, resources: { subscribe: watches } }, instructions: INSTRUCTIONS },
  );
  for (const { name, description, input, reads, run } of TOOLS)
    server.registerTool(
      name,
      {
        description,
        inputSchema: input,
        annotations: { readOnlyHint: reads, destructiveHint: false, openWorldHint: false },
      },
      (given, context) => answered(() => run(access, given, context), onDefect),
    );
  addResources(server, access);
  addPrompts(server, access);
  return server;
};
