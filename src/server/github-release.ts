// The release of nats-server for this system from GitHub, checked against the release's checksums.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

export const RELEASES = 'https://github.com/nats-io/nats-server/releases/download';
/** The release that is fetched: the one that the tests ran. */
export const RELEASE_VERSION = '2.15.1';

/** Short, so that a machine that cannot reach GitHub tries the next source soon. */
const CONNECT_TIMEOUT_MS = 5_000;
const DOWNLOAD_TIMEOUT_MS = 180_000;
const LIMIT_BYTES = 200 * 1024 * 1024;

const run = promisify(execFile);

const processors: Partial<Record<NodeJS.Architecture, string>> = { x64: 'amd64', arm64: 'arm64' };

/** The file name of the release for a system, without its extension. @throws Error for a system without a known release */
export const releaseName = (platform: NodeJS.Platform, arch: NodeJS.Architecture): string => {
  const processor = processors[arch];
  if ((platform !== 'linux' && platform !== 'darwin') || processor === undefined)
    throw new Error(`there is no known release for ${platform} on ${arch}`);
  return `nats-server-v${RELEASE_VERSION}-${platform}-${processor}`;
};

const get = async (url: string, timeoutMs: number): Promise<Buffer> => {
  const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) }).catch((error: Error) => {
    const cause = error.cause as NodeJS.ErrnoException | undefined;
    const reason = error.name === 'TimeoutError' ? `no answer in ${timeoutMs / 1000} s` : cause?.code || error.message;
    throw new Error(`${url} cannot be fetched (${reason})`);
  });
  if (!response.ok) throw new Error(`${url} answers with status ${response.status}`);
  const declared = Number(response.headers.get('content-length') ?? 0);
  if (declared > LIMIT_BYTES) throw new Error(`${url} has ${declared} bytes, expected at most ${LIMIT_BYTES}`);
  return Buffer.from(await response.arrayBuffer());
};

/** Fetches the release into `folder`. @returns the binary's path @throws Error with the reason */
export const githubRelease = async (folder: string, releases: string = RELEASES): Promise<string> => {
  const name = releaseName(process.platform, process.arch);
  const base = `${releases}/v${RELEASE_VERSION}`;
  const sums = (await get(`${base}/SHA256SUMS`, CONNECT_TIMEOUT_MS)).toString('utf8');
  const archive = `${name}.tar.gz`;
  const expected = sums
    .split('\n')
    .map((line) => line.trim().split(/\s+\*?/))
    .find(([, file]) => file === archive)?.[0];
  if (expected === undefined) throw new Error(`the release's checksums do not list ${archive}`);
  const bytes = await get(`${base}/${archive}`, DOWNLOAD_TIMEOUT_MS);
  const got = createHash('sha256').update(bytes).digest('hex');
  if (got !== expected.toLowerCase())
    throw new Error(`${archive} does not match its checksum (expected ${expected}, got ${got})`);
  const path = join(folder, archive);
  writeFileSync(path, bytes);
  await run('tar', ['-xzf', path, '-C', folder]).catch((error: Error) => {
    throw new Error(`${archive} cannot be unpacked (${error.message.split('\n')[0]})`);
  });
  return join(folder, name, 'nats-server');
};
