// `mcp`: an MCP server on standard input and output. Standard output has nothing but the protocol.
import { resolve } from 'node:path';
import { folderSession } from '../../../agents/mcp/folder-session.ts';
import { serveOnStdio } from '../../../agents/mcp/serve-stdio.ts';
import { EXIT } from '../../../errors.ts';
import { secretsFrom } from '../../../secrets/secrets-file.ts';
import { createCatalogue } from '../../../service/catalogue/catalogue.ts';
import type { Service } from '../../../service/service.ts';
import { createHub } from '../../../session/follow/hub.ts';
import { openUsed } from '../../opened-log.ts';
import type { CommonOptions } from '../../options.ts';
import type { Terminal } from '../../terminal.ts';

interface Opened {
  readonly service: Service;
  close(): Promise<void>;
}

const open = async (terminal: Terminal, options: CommonOptions, draining: AbortSignal): Promise<Opened> => {
  const secrets = await secretsFrom(terminal.env);
  const used = await openUsed(terminal, options);
  try {
    const { log } = used;
    const hub = createHub(log);
    const service = {
      log,
      recorder: await used.recorder(secrets),
      hub,
      catalogue: createCatalogue(log, draining),
      draining,
    };
    return {
      service,
      async close() {
        await hub.close();
        await used.close();
      },
    };
  } catch (error) {
    await used.close();
    throw error;
  }
};

export interface McpOptions extends CommonOptions {
  readonly folder?: string;
}

export const mcp = async (terminal: Terminal, options: McpOptions): Promise<number> => {
  const signal = terminal.stopSignal();
  const draining = new AbortController();
  // Opened by the first call that needs it: an agent is not kept waiting, and a log that is away is an answer, not the end.
  let opened: Promise<Opened> | undefined;
  const service = async (): Promise<Service> => {
    opened ??= open(terminal, options, draining.signal);
    try {
      return (await opened).service;
    } catch (error) {
      opened = undefined;
      throw error;
    }
  };
  try {
    await serveOnStdio({
      input: terminal.stdin,
      output: terminal,
      note: (line) => terminal.note(line),
      service,
      caller: { role: 'admin' },
      current: folderSession({
        folder: resolve(options.folder ?? (terminal.env.CLAUDE_PROJECT_DIR || '.')),
        session: terminal.env.REPRISE_SESSION,
        note: (line) => terminal.note(line),
      }),
      signal,
    });
  } finally {
    draining.abort();
    await (await opened?.catch(() => undefined))?.close();
  }
  return EXIT.ok;
};
