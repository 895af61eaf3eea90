// The command line of `mcp`.
import type { Declare } from '../../declare.ts';

export const mcpCommand = ({ command }: Declare): void => {
  command(
    'mcp',
    {
      summary: 'Serve the log to an agent over MCP, on standard input and output.',
      examples: ['reprise mcp', 'REPRISE_SESSION=a7f3 reprise mcp'],
    },
    async () => (await import('./mcp.ts')).mcp,
  ).option('--folder <dir>', 'the folder whose session is meant (default: $CLAUDE_PROJECT_DIR, else the current one)');
};
