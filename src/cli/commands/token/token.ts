// `token create`, `token list` and `token revoke`. A token is printed once, when it is created, and never again.
import { existsSync, writeFileSync } from 'node:fs';
import { defined } from '../../../../machines/defined.ts';
import { EXIT, RepriseError } from '../../../errors.ts';
import { ensureServer } from '../../../server/managed-server.ts';
import { storeFolder } from '../../../server/places.ts';
import type { TokenStore } from '../../../service/auth/token-store.ts';
import { createToken as create, listTokens as listAll, revokeToken as revoke } from '../../../service/auth/tokens.ts';
import { openTokenStream } from '../../../service/nats/token-stream.ts';
import type { Role } from '../../../service/service.ts';
import { jsonLine } from '../../json-line.ts';
import { requireStore } from '../../opened-log.ts';
import type { CommonOptions } from '../../options.ts';
import { styleOn } from '../../render/palette.ts';
import { tokenLines, tokenTable } from '../../render/tokens.ts';
import type { Terminal } from '../../terminal.ts';

export interface CreateTokenOptions extends CommonOptions {
  readonly role: Role;
  readonly session?: readonly string[];
  readonly actor?: readonly string[];
  /** Milliseconds. */
  readonly expires?: number;
  readonly name?: string;
  readonly output?: string;
}

/** The tokens beside the log, for as long as `use` takes. */
const withTokens = async <T>(
  { env, note }: Terminal,
  { store: named }: CommonOptions,
  use: (store: TokenStore) => Promise<T>,
): Promise<T> => {
  // A named store has its own server, whatever NATS_URL is.
  const { NATS_URL: _notUsed, ...withoutUrl } = env;
  const server = await ensureServer({
    ...{ env: named === undefined ? env : withoutUrl, lifetime: 'command', onProgress: note },
    ...defined({ store: named }),
  });
  try {
    const store = await openTokenStream(server);
    try {
      return await use(store);
    } finally {
      await store.close();
    }
  } finally {
    await server.release();
  }
};

/** Refuses a file that is there: an old token in it may be in use. @throws RepriseError USAGE */
const writeToken = (file: string, token: string): void => {
  try {
    writeFileSync(file, `${token}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    throw new RepriseError('USAGE', `The token could not be written to ${file}: ${(error as Error).message}.`, {
      hint: 'Revoke it (`reprise token revoke NAME`), and name another file: nobody has it.',
      fields: { file },
    });
  }
};

export const createToken = async (terminal: Terminal, options: CreateTokenOptions): Promise<number> => {
  const { role, session: sessions, actor: actors, expires: expiresInMs, name, output } = options;
  if (output !== undefined && existsSync(output))
    throw new RepriseError('USAGE', `There is a file ${output} already.`, { hint: 'Name one that does not exist.' });
  const { token, info } = await withTokens(terminal, options, (store) =>
    create(store, { role, ...defined({ name, sessions, actors, expiresInMs }) }),
  );
  if (output !== undefined) writeToken(output, token);
  const file = output === undefined ? { token } : { file: output };
  if (options.json) {
    terminal.print(jsonLine({ ...file, ...info }));
    return EXIT.ok;
  }
  terminal.print(output ?? token);
  for (const line of tokenLines(info)) terminal.note(line);
  terminal.note(
    output === undefined
      ? 'It is shown this once. Give it to a program in the environment (REPRISE_TOKEN) or in a file, never in an address.'
      : 'It stands in that file alone.',
  );
  return EXIT.ok;
};

export const listTokens = async (terminal: Terminal, options: CommonOptions): Promise<number> => {
  requireStore(options);
  const isThere =
    options.store !== undefined || terminal.env.NATS_URL || existsSync(storeFolder({ env: terminal.env }));
  const tokens = isThere ? await withTokens(terminal, options, (store) => listAll(store)) : [];
  if (options.json) terminal.print(jsonLine(tokens));
  else if (tokens.length === 0) terminal.print('There is no token. `reprise token create` makes one.');
  else terminal.print(tokenTable(styleOn(terminal), tokens));
  return EXIT.ok;
};

export const revokeToken = async (terminal: Terminal, options: CommonOptions, name: string): Promise<number> => {
  requireStore(options);
  const info = await withTokens(terminal, options, (store) => revoke(store, name));
  if (options.json) terminal.print(jsonLine(info));
  else terminal.print(`Token ${info.name} (${info.id}) is revoked since ${info.revokedAt}.`);
  return EXIT.ok;
};
