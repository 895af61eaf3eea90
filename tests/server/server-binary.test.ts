import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isRepriseError, type RepriseError } from '../../src/errors.ts';
import { RELEASE_VERSION, releaseName } from '../../src/server/github-release.ts';
import { binaryVersion, findServerBinary } from '../../src/server/server-binary.ts';
import { testFolder } from './store-users.ts';

// Nothing listens on a port this low. (Port 1 and some others are refused by fetch itself.)
const NOWHERE = 'http://127.0.0.1:2';
const PATH = process.env.PATH;

/** A program that reports itself as a nats-server. */
const fakeServer = (path: string, version: string): string => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\necho "nats-server: v${version}"\n`);
  chmodSync(path, 0o755);
  return path;
};

/** A machine with an empty home and nothing of apt. */
const machine = () => {
  const home = testFolder();
  const progress: string[] = [];
  const find = (more: NodeJS.ProcessEnv = {}, places: { releases?: string; aptFolder?: string } = {}) =>
    findServerBinary({
      env: { HOME: home, PATH: '', ...more },
      onProgress: (sentence) => progress.push(sentence),
      releases: NOWHERE,
      aptFolder: join(home, 'no-apt'),
      ...places,
    });
  return { home, progress, cache: join(home, '.cache', 'reprise'), find };
};

const failure = async (promise: Promise<unknown>): Promise<RepriseError> => {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isRepriseError(error)) throw new Error(`expected a RepriseError, got ${String(error)}`);
  return error;
};

describe('the nats-server that NATS_SERVER names', () => {
  it('is taken before any other', async () => {
    const { home, find } = machine();
    fakeServer(join(home, 'bin', 'nats-server'), '2.15.0');
    const named = fakeServer(join(home, 'named'), '2.14.6');
    expect(await find({ NATS_SERVER: named, PATH: join(home, 'bin') })).toBe(named);
  });

  it('is refused when it is too old', async () => {
    const { home, find } = machine();
    const error = await failure(find({ NATS_SERVER: fakeServer(join(home, 'old'), '2.14.5') }));
    expect(error).toMatchObject({ code: 'SERVER_TOO_OLD', fields: { version: '2.14.5' } });
  });

  it.each([
    ['is not there', () => undefined, /no such file/],
    ['is not executable', (path: string) => writeFileSync(path, '#!/bin/sh\n', { mode: 0o644 }), /not executable/],
    ['is a folder', (path: string) => mkdirSync(path), /not executable/],
    ['is no program', (path: string) => writeFileSync(path, Buffer.alloc(64, 7), { mode: 0o755 }), /cannot be run/],
    ['is another program', (path: string) => writeFileSync(path, '#!/bin/sh\necho hi\n', { mode: 0o755 }), /is not a/],
    ['fails', (path: string) => writeFileSync(path, '#!/bin/sh\nexit 3\n', { mode: 0o755 }), /cannot be run/],
  ])('is refused with the reason when it %s', async (_case, make, reason) => {
    const { home, find } = machine();
    const path = join(home, 'named');
    make(path);
    const error = await failure(find({ NATS_SERVER: path }));
    expect(error.code).toBe('SERVER_UNAVAILABLE');
    expect(error.message).toMatch(reason);
    expect(error.message).toContain(path);
  });
});

describe('a nats-server on this machine', () => {
  it('is taken from PATH when it is new enough', async () => {
    const { home, find } = machine();
    const installed = fakeServer(join(home, 'bin', 'nats-server'), '2.14.6');
    expect(await find({ PATH: `${join(home, 'nothing')}:${join(home, 'bin')}` })).toBe(installed);
  });

  it('is passed over with a message when it is older, for one fetched earlier', async () => {
    const { home, find, progress, cache } = machine();
    const installed = fakeServer(join(home, 'bin', 'nats-server'), '2.10.0');
    const ending = `${process.platform}-${process.arch}`;
    for (const version of ['2.14.9', '2.14.10', '2.9.0'])
      fakeServer(join(cache, `nats-server-${version}-${ending}`), version);
    fakeServer(join(cache, 'nats-server-2.99.0-other-cpu'), '2.99.0');
    expect(await find({ PATH: join(home, 'bin') })).toBe(join(cache, `nats-server-2.14.10-${ending}`));
    expect(progress).toEqual([`${installed} is not used: it is 2.10.0, older than 2.14.6.`]);
  });
});

describe('when none is found or fetched', () => {
  it('the error lists everything that was tried, with the reason of each, and what to do', async () => {
    const { home, find, cache } = machine();
    const installed = fakeServer(join(home, 'bin', 'nats-server'), '2.10.0');
    const error = await failure(find({ PATH: join(home, 'bin') }));
    expect(error.code).toBe('SERVER_UNAVAILABLE');
    expect((error.fields.tried as { place: string }[]).map(({ place }) => place)).toEqual([
      installed,
      cache,
      'GitHub',
      "Debian's package",
    ]);
    for (const part of ['2.10.0', 'ECONNREFUSED', 'no Debian mirror']) expect(error.message).toContain(part);
    for (const way of ['NATS_SERVER', 'NATS_URL', 'PATH']) expect(error.hint).toContain(way);
    expect(readdirSync(cache)).toEqual([]);
  });
});

describe('the release on GitHub', () => {
  const name = releaseName(process.platform, process.arch);
  const archive = `${name}.tar.gz`;

  const releaseArchive = (version: string, inside = name): Buffer => {
    const folder = testFolder();
    fakeServer(join(folder, inside, 'nats-server'), version);
    execFileSync('tar', ['-czf', join(folder, archive), '-C', folder, inside]);
    return readFileSync(join(folder, archive));
  };
  const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

  /** A stand-in for the place of the releases. */
  const releases = async (files: Record<string, Buffer | string>): Promise<{ url: string; requested: string[] }> => {
    const requested: string[] = [];
    const server = createServer((request, response) => {
      const file = request.url?.replace(`/v${RELEASE_VERSION}/`, '') ?? '';
      requested.push(file);
      const body = files[file];
      response.writeHead(body === undefined ? 404 : 200).end(body);
    });
    onTestFinished(() => void server.close());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    return { url: `http://127.0.0.1:${(server.address() as { port: number }).port}`, requested };
  };

  it('is fetched into the cache once its checksum is right, and found there the next time', async () => {
    const { find, cache, progress } = machine();
    const bytes = releaseArchive('2.15.1');
    const { url, requested } = await releases({
      SHA256SUMS: `${'0'.repeat(64)}  nats-server-v${RELEASE_VERSION}-plan9-mips.tar.gz\n${sha256(bytes)}  ${archive}\n`,
      [archive]: bytes,
    });
    const path = await find({ PATH }, { releases: url });
    expect(path).toBe(join(cache, `nats-server-2.15.1-${process.platform}-${process.arch}`));
    expect(await binaryVersion(path)).toBe('2.15.1');
    expect(readdirSync(cache)).toHaveLength(1);
    expect(progress.some((sentence) => sentence.includes('GitHub'))).toBe(true);
    expect(await find({}, { releases: NOWHERE })).toBe(path);
    expect(requested).toEqual(['SHA256SUMS', archive]);
  });

  it('is complete for two that fetch it at once', async () => {
    const { find, cache } = machine();
    const bytes = releaseArchive('2.15.1');
    const { url } = await releases({ SHA256SUMS: `${sha256(bytes)}  ${archive}\n`, [archive]: bytes });
    const paths = await Promise.all([find({ PATH }, { releases: url }), find({ PATH }, { releases: url })]);
    expect(new Set(paths).size).toBe(1);
    expect(await binaryVersion(paths[0] as string)).toBe('2.15.1');
    expect(readdirSync(cache)).toHaveLength(1);
  });

  const good = releaseArchive.bind(undefined, '2.15.1');
  it.each<[string, () => Record<string, Buffer | string>, RegExp]>([
    ['has another checksum', () => ({ SHA256SUMS: `${'a'.repeat(64)}  ${archive}\n`, [archive]: good() }), /checksum/],
    ['is not named by the checksums', () => ({ SHA256SUMS: 'nothing\n', [archive]: good() }), /do not list/],
    ['has no checksums', () => ({ [archive]: good() }), /answers with status 404/],
    ['is not there', () => ({ SHA256SUMS: `${'a'.repeat(64)}  ${archive}\n` }), /answers with status 404/],
    [
      'is no archive',
      () => ({ SHA256SUMS: `${sha256(Buffer.from('x'))}  ${archive}\n`, [archive]: 'x' }),
      /cannot be unpacked/,
    ],
    [
      'holds no server',
      () => {
        const bytes = releaseArchive('2.15.1', 'elsewhere');
        return { SHA256SUMS: `${sha256(bytes)}  ${archive}\n`, [archive]: bytes };
      },
      /contains no nats-server/,
    ],
    [
      'is too old',
      () => {
        const bytes = releaseArchive('2.11.0');
        return { SHA256SUMS: `${sha256(bytes)}  ${archive}\n`, [archive]: bytes };
      },
      /older than/,
    ],
  ])('is refused when it %s, and leaves nothing in the cache', async (_case, files, reason) => {
    const { find, cache } = machine();
    const { url } = await releases(files());
    const error = await failure(find({ PATH }, { releases: url }));
    const tried = error.fields.tried as { place: string; reason: string }[];
    expect(tried.find(({ place }) => place === 'GitHub')?.reason).toMatch(reason);
    expect(readdirSync(cache)).toEqual([]);
  });

  it('has a name for each supported system', () => {
    expect(releaseName('linux', 'x64')).toBe(`nats-server-v${RELEASE_VERSION}-linux-amd64`);
    expect(releaseName('darwin', 'arm64')).toBe(`nats-server-v${RELEASE_VERSION}-darwin-arm64`);
    expect(() => releaseName('win32', 'x64')).toThrow(/no known release/);
    expect(() => releaseName('linux', 's390x')).toThrow(/no known release/);
  });
});

const hasDebianTools = ['/usr/bin/apt-get', '/usr/bin/dpkg-deb', '/usr/bin/gpg'].every((path) => existsSync(path));

// Needs a Debian with gpg; on other systems this way of fetching does not exist.
describe.skipIf(!hasDebianTools)('the Debian package', () => {
  const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

  /** A mirror on disk that carries the package in the suite forky, signed with a key made for it. */
  const mirror = (version: string, options: { signed: boolean }) => {
    const folder = testFolder();
    const at = (path: string) => join(folder, path);
    const architecture = execFileSync('dpkg', ['--print-architecture'], { encoding: 'utf8' }).trim();
    fakeServer(at('build/usr/sbin/nats-server'), version);
    const control = `Package: nats-server\nVersion: ${version}-1\nArchitecture: ${architecture}\nMaintainer: A Test <a@example.org>\nDescription: stand-in\n`;
    mkdirSync(at('build/DEBIAN'), { recursive: true });
    writeFileSync(at('build/DEBIAN/control'), control);
    mkdirSync(at('debian/pool'), { recursive: true });
    const pool = `pool/nats-server_${version}-1_${architecture}.deb`;
    execFileSync('dpkg-deb', ['--root-owner-group', '--build', at('build'), at(`debian/${pool}`)], { stdio: 'ignore' });
    const bytes = readFileSync(at(`debian/${pool}`));
    const index = Buffer.from(`${control}Filename: ${pool}\nSize: ${bytes.length}\nSHA256: ${digest(bytes)}\n\n`);
    const dist = at('debian/dists/forky');
    const packages = `main/binary-${architecture}/Packages`;
    mkdirSync(dirname(join(dist, packages)), { recursive: true });
    writeFileSync(join(dist, packages), index);
    const release = `Origin: Debian\nSuite: testing\nCodename: forky\nDate: ${new Date().toUTCString()}\nArchitectures: ${architecture}\nComponents: main\nSHA256:\n ${digest(index)} ${index.length} ${packages}\n`;
    writeFileSync(join(dist, 'Release'), release);
    mkdirSync(at('gnupg'), { mode: 0o700 });
    const gpg = (args: string[]) =>
      execFileSync('gpg', ['--homedir', at('gnupg'), '--batch', '--yes', '--passphrase', '', ...args], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
    onTestFinished(() => void execFileSync('gpgconf', ['--homedir', at('gnupg'), '--kill', 'all']));
    gpg(['--quick-generate-key', 'a@example.org', 'ed25519', 'sign', 'never']);
    if (options.signed) gpg(['--clearsign', '--output', join(dist, 'InRelease'), join(dist, 'Release')]);
    return { uri: `file:${at('debian')}`, key: gpg(['--armor', '--export']), dist };
  };

  /** The folder of an apt whose sources name the mirror. */
  const aptSources = ({ uri, key }: { uri: string; key: string }): string => {
    const folder = testFolder();
    mkdirSync(join(folder, 'sources.list.d'));
    const indented = key
      .trim()
      .split('\n')
      .map((line) => ` ${line === '' ? '.' : line}`)
      .join('\n');
    writeFileSync(
      join(folder, 'sources.list.d', 'debian.sources'),
      `Types: deb\nURIs: ${uri}\nSuites: bookworm bookworm-updates\nComponents: main\nSigned-By:\n${indented}\n`,
    );
    return folder;
  };

  it('is fetched with apt from the system’s mirror when GitHub cannot be reached', async () => {
    const { find, cache } = machine();
    const path = await find({ PATH }, { aptFolder: aptSources(mirror('2.15.1', { signed: true })) });
    expect(path).toBe(join(cache, `nats-server-2.15.1-${process.platform}-${process.arch}`));
    expect(readdirSync(cache)).toHaveLength(1);
  });

  it.each([
    ['is not signed', { signed: false }, '2.15.1'],
    ['is too old', { signed: true }, '2.11.0'],
  ])('is refused when it %s', async (_case, options, version) => {
    const { find, cache } = machine();
    const error = await failure(find({ PATH }, { aptFolder: aptSources(mirror(version, options)) }));
    expect(error.message).toMatch(/Debian's package: (apt-get failed \(E:.*|it is 2\.11\.0)/);
    expect(readdirSync(cache)).toEqual([]);
  });

  it('is refused when it was changed after it was signed', async () => {
    const { find } = machine();
    const changed = mirror('2.15.1', { signed: true });
    const pool = join(changed.uri.slice('file:'.length), 'pool');
    const archive = join(pool, readdirSync(pool)[0] as string);
    const bytes = readFileSync(archive);
    bytes[bytes.length - 5] = (bytes[bytes.length - 5] as number) ^ 1;
    writeFileSync(archive, bytes);
    const error = await failure(find({ PATH }, { aptFolder: aptSources(changed) }));
    expect(error.message).toMatch(/apt-get failed/);
  });
});
