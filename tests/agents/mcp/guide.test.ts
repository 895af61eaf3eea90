// The settings that docs/guides/mcp.md shows for each agent start a server that answers.
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, expect, it } from 'vitest';
import { TOOLS } from '../../../src/agents/mcp/server.ts';
import { freshFolder } from '../../cli/run-cli.ts';
import { blocksOf, textOf } from '../../docs/pages.ts';
import { guarded } from '../../service/auth/guarded.ts';
import { callTool, stdioClient } from './clients.ts';

const folder = freshFolder();
afterAll(() => folder.remove());

interface Server {
  readonly command?: string;
  readonly args?: readonly string[];
  readonly url?: string;
  readonly headers?: Record<string, string>;
}

const GUIDE = 'docs/guides/mcp.md';
const blocks = blocksOf(GUIDE);
const ofJson = blocks
  .filter(({ language, text }) => language === 'json' && text.includes('mcpServers'))
  .map(({ text }) => (JSON.parse(text) as { mcpServers: { reprise: Server } }).mcpServers.reprise);
/** The one table of strings and lists of strings, which are written as in JSON. */
const ofToml = blocks
  .filter(({ language }) => language === 'toml')
  .map(({ text }): Server => {
    const [head, ...lines] = text.trim().split('\n');
    expect(head).toBe('[mcp_servers.reprise]');
    return Object.fromEntries(
      lines.map((line) => line.split(' = ')).map(([name, value]) => [name, JSON.parse(value as string)]),
    );
  });
const local = [...ofJson, ...ofToml].filter(({ command }) => command !== undefined);
const remote = ofJson.filter(({ url }) => url !== undefined);

it('shows three agents and a service', () => {
  expect([local.length, remote.length]).toEqual([3, 1]);
});

it.each(local)(
  '$args starts a server',
  async ({ command, args = [] }) => {
    expect([command, ...args.slice(0, 2)]).toEqual(['npx', 'reprise', 'mcp']);
    const rest = args.slice(2).map((word) => word.replace(/\$\{workspaceFolder\}/, folder.path));
    const client = await stdioClient(rest, { cwd: folder.path });
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(TOOLS.map(({ name }) => name));
  },
  60_000,
);

it.each(remote)(
  '$url is the address of a service',
  async ({ url = '', headers = {} }) => {
    const { running, create } = await guarded({ tokens: 'required' });
    const { token } = await create({ name: 'w', role: 'writer' });
    const client = new Client({ name: 'test', version: '1' });
    const given = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, value.replace(/\$\{REPRISE_TOKEN\}/, token)]),
    );
    const address = new URL(new URL(url).pathname, running.url);
    await client.connect(new StreamableHTTPClientTransport(address, { requestInit: { headers: given } }));
    const session = headers['Reprise-Session'] as string;
    expect(await callTool(client, 'session', { session, goal: 'Fix' })).toMatchObject({ data: { session } });
    expect(await callTool(client, 'session')).toMatchObject({ data: { joined: true, session } });
    const refused = await callTool(client, 'send', { command: 'phase.complete', data: { phase: 'Context' } });
    const shown = blocks.find(({ text }) => text.includes('"REFUSED"'));
    const { error } = JSON.parse(shown?.text ?? '{}') as { error: Record<string, unknown> };
    expect(refused.error).toMatchObject({ code: error.code, rule: error.rule, sentence: error.sentence });
    expect(Object.keys(refused.error)).toEqual(expect.arrayContaining(Object.keys(error)));
    await client.close();
  },
  60_000,
);

it('names every tool', () => {
  const rows = [...textOf(GUIDE).matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
  expect(rows).toEqual(TOOLS.map(({ name }) => name));
});
