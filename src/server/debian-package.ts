// nats-server from the Debian package of the suite `forky`, through the mirror that this machine's apt already trusts.
// apt gets a configuration, lists and a cache in a folder of Reprise: it needs no root and touches nothing of the system.
// The binary is static and runs on older Debians and on other Linux systems.
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeFolder } from '../make-folder.ts';
import { type DebianMirror, findDebianMirror } from './apt-sources.ts';

const SUITE = 'forky';
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
const TIMEOUT_MS = 180_000;

const execute = promisify(execFile);

const sourceFiles = (aptFolder: string): { name: string; text: string }[] => {
  const parts = join(aptFolder, 'sources.list.d');
  const names = existsSync(parts) ? readdirSync(parts).sort() : [];
  return [
    join(aptFolder, 'sources.list'),
    ...names.filter((name) => /\.(list|sources)$/.test(name)).map((name) => join(parts, name)),
  ]
    .filter((path) => existsSync(path))
    .map((path) => ({ name: path, text: readFileSync(path, 'utf8') }));
};

// The settings by which the system reaches its mirror (proxies, timeouts, dates of snapshots). Its hooks, which clean the
// system's cache, are left out.
const REACHING = /^Acquire::(http|https|ftp|Retries|ForceIPv4|ForceIPv6|Check-Valid-Until|Check-Date|Max-ValidTime)\b/i;

const reachingSettings = async (env: NodeJS.ProcessEnv): Promise<string[]> => {
  const { stdout } = await execute('apt-config', ['dump'], { env, timeout: TIMEOUT_MS });
  return stdout.split('\n').filter((line) => REACHING.test(line));
};

const writeConfiguration = (folder: string, mirror: DebianMirror, reaching: string[]): string => {
  const inside = (name: string) => join(folder, name);
  for (const name of ['state/lists/partial', 'cache/archives/partial']) makeFolder(inside(name));
  writeFileSync(inside('status'), '');
  const keyring = signedBy(mirror, inside('mirror.asc'));
  writeFileSync(
    inside('mirror.sources'),
    [
      'Types: deb',
      `URIs: ${mirror.uri}`,
      `Suites: ${SUITE}`,
      'Components: main',
      'Targets: Packages',
      keyring,
      '',
    ].join('\n'),
  );
  const settings: Record<string, string> = {
    'Dir::State': inside('state'),
    'Dir::State::status': inside('status'),
    'Dir::Cache': inside('cache'),
    'Dir::Etc::SourceList': inside('mirror.sources'),
    'Dir::Etc::SourceParts': '/dev/null',
    'Dir::Etc::Preferences': '/dev/null',
    'Dir::Etc::PreferencesParts': '/dev/null',
    // Read from here on only: without this apt reads the system's settings after these.
    'Dir::Etc::Main': '/dev/null',
    'Dir::Etc::Parts': '/dev/null',
    'Acquire::Languages': 'none',
  };
  // As root, apt would fetch as another user, who may not write to this folder.
  if (process.getuid?.() === 0) settings['APT::Sandbox::User'] = 'root';
  const path = inside('apt.conf');
  const lines = Object.entries(settings).map(([name, value]) => `${name} "${value}";`);
  writeFileSync(path, [...reaching, ...lines, ''].join('\n'));
  return path;
};

const signedBy = (mirror: DebianMirror, keyFile: string): string => {
  if (mirror.signedBy?.includes('-----BEGIN PGP')) {
    writeFileSync(keyFile, mirror.signedBy);
    return `Signed-By: ${keyFile}`;
  }
  const keyring = mirror.signedBy ?? (existsSync(KEYRING) ? KEYRING : undefined);
  return keyring === undefined ? '' : `Signed-By: ${keyring}`;
};

/** Fetches the package into `folder` and unpacks it there. @returns the binary's path @throws Error with the reason */
export const debianPackage = async (folder: string, aptFolder: string, env: NodeJS.ProcessEnv): Promise<string> => {
  const mirror = findDebianMirror(sourceFiles(aptFolder));
  if (!mirror) throw new Error(`the apt sources in ${aptFolder} contain no Debian mirror`);
  const run = async (command: string, args: string[]): Promise<void> => {
    const plain = { ...env, LC_ALL: 'C', APT_CONFIG: join(folder, 'apt.conf') };
    await execute(command, args, { cwd: folder, env: plain, timeout: TIMEOUT_MS }).catch(
      (error: NodeJS.ErrnoException & { stderr?: string }) => {
        const reason = error.stderr?.split('\n').find((line) => line.startsWith('E:')) ?? error.message.split('\n')[0];
        throw new Error(error.code === 'ENOENT' ? `${command} is not installed` : `${command} failed (${reason})`);
      },
    );
  };
  writeConfiguration(folder, mirror, await reachingSettings(env).catch(() => []));
  await run('apt-get', ['update']);
  await run('apt-get', ['download', 'nats-server']);
  const archive = readdirSync(folder).find((name) => name.startsWith('nats-server_') && name.endsWith('.deb'));
  if (archive === undefined) throw new Error('apt-get download left no package file');
  await run('dpkg-deb', ['-x', archive, 'unpacked']);
  return join(folder, 'unpacked', 'usr', 'sbin', 'nats-server');
};
