// The Dockerfile, the compose file and the systemd unit: no Docker and no systemd is needed to see that what they name
// exists, that they run as nobody special, and that their commands do what they are there for.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { findServerBinary } from '../../src/server/server-binary.ts';
import { readSettings } from '../../src/service/config/read-settings.ts';
import { SETTING_NAMES, settingOf } from '../../src/service/config/settings.ts';
import { cliProcess, environment, freshFolder, MAIN, ROOT, start, startCli } from '../cli/run-cli.ts';
import { compose, instructionsOf, stagesOf, substituted, textOf, unitOf } from './files.ts';

const folder = freshFolder();
afterAll(() => folder.remove());

const VARIABLES = SETTING_NAMES.map((name) => settingOf(name).env);
/** An image with the version that it is of: never `latest`, never a moving tag. */
const PINNED = /^[\w./-]+:v?\d+\.\d+\.\d+(?:-[\w.-]+)?$/;
const SECRET = /(?:password|secret|token|key)[ \t]*[=:][ \t]*["']?[\w+/-]{12,}/i;

describe('Dockerfile', () => {
  const { args, stages } = stagesOf(instructionsOf(textOf('Dockerfile')));
  const last = stages.at(-1);
  const ofLast = (word: string) =>
    (last?.instructions ?? []).filter((one) => one.word === word).map(({ rest }) => rest);
  const words = (text: string) => JSON.parse(text) as string[];

  it('has instructions that exist, and bases that are pinned or stages of its own', () => {
    const known = 'ARG FROM RUN COPY WORKDIR LABEL ENV VOLUME EXPOSE USER STOPSIGNAL HEALTHCHECK ENTRYPOINT CMD'.split(
      ' ',
    );
    expect(instructionsOf(textOf('Dockerfile')).filter(({ word }) => !known.includes(word))).toEqual([]);
    for (const nats of ['inside', 'outside']) {
      const names: string[] = [];
      for (const { from, name } of stages) {
        const base = from.replace(/\$\{(\w+)\}/g, (_, arg: string) => (arg === 'NATS' ? nats : (args.get(arg) ?? '')));
        expect(names.includes(base) || PINNED.test(base), base).toBe(true);
        if (name !== undefined) names.push(name);
      }
    }
    expect(args.get('NATS')).toBe('inside');
  });

  it('ends as a user without rights, with a health check, a signal that drains and a store on a volume', () => {
    expect(ofLast('USER')).toEqual(['1000:1000']);
    expect(ofLast('STOPSIGNAL')).toEqual(['SIGTERM']);
    expect(ofLast('VOLUME')).toEqual(['/data']);
    expect(ofLast('HEALTHCHECK')).toHaveLength(1);
    // Nothing is written as root after the user is set.
    const after = last?.instructions.slice(last.instructions.findIndex(({ word }) => word === 'USER') + 1) ?? [];
    expect(after.map(({ word }) => word)).toEqual(['STOPSIGNAL', 'HEALTHCHECK', 'ENTRYPOINT', 'CMD']);
  });

  it('copies what exists and what .dockerignore lets in, and all that the build needs', () => {
    const ignored = textOf('.dockerignore').split('\n');
    expect(ignored).toContain('*');
    const taken = ignored.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    for (const name of taken) expect(existsSync(join(ROOT, name)), name).toBe(true);
    const copied = stages
      .flatMap(({ instructions }) => instructions)
      .filter(({ word, rest }) => word === 'COPY' && !rest.includes('--from='))
      .flatMap(({ rest }) => rest.split(' ').slice(0, -1));
    expect([...copied].sort()).toEqual([...taken].sort());
    const { include } = parse(textOf('tsconfig.build.json')) as { include: string[] };
    for (const name of [...include, 'tsconfig.json', 'tsconfig.build.json', 'scripts']) expect(copied).toContain(name);
    for (const { rest } of stages.flatMap(({ instructions }) => instructions).filter(({ word }) => word === 'COPY')) {
      const [, from] = /--from=(\S+)/.exec(rest) ?? [];
      if (from !== undefined) expect(stages.map(({ name }) => name)).toContain(from);
    }
  });

  it('holds no secret, and sets only what is a setting', () => {
    expect(textOf('Dockerfile')).not.toMatch(SECRET);
    const set = ofLast('ENV').flatMap((rest) => rest.split(/\s+/).map((one) => one.split('=')[0] as string));
    expect(set.filter((name) => name !== 'NODE_ENV' && !VARIABLES.includes(name))).toEqual([]);
  });

  it('serves by its entry point, is healthy by its health check, and drains by its signal', async () => {
    const entry = words(ofLast('ENTRYPOINT')[0] as string);
    const command = words(ofLast('CMD')[0] as string);
    const check = words((ofLast('HEALTHCHECK')[0] as string).replace(/^.*CMD /, ''));
    const here = (line: readonly string[]) =>
      line.map((word) => word.replace(/^node$/, process.execPath).replace('/app', ROOT));
    const env = { REPRISE_STORE: join(folder.path, 'image'), REPRISE_PORT: '0', REPRISE_LOG_FORMAT: 'json' };
    const run = (line: readonly string[]) => start(here(line)[0] as string, here(line).slice(1), { env });
    expect(here(entry)[1]).toBe(MAIN);
    expect(await run(check).ended).toMatchObject({ code: 3, stderr: expect.stringContaining('No service runs on') });
    const service = run([...entry, ...command]);
    onTestFinished(() => void service.child.kill('SIGKILL'));
    await service.until('stdout', / at http/);
    expect(await run(check).ended).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^The service at \S+ is ready\.\n$/),
    });
    service.child.kill('SIGTERM');
    expect(await service.ended).toMatchObject({ code: 0 });
    expect(await run(check).ended).toMatchObject({ code: 3 });
  });
});

describe('compose.yaml', () => {
  const { services, networks, volumes } = compose();
  const all = Object.entries(services);
  const FILLED = { SERVICE_PASSWORD: 'a1'.repeat(12), WRITER_PASSWORD: 'w', READER_PASSWORD: 'r', ADMIN_PASSWORD: 'x' };

  it.each(all)('%s is pinned, restarts, and names only what exists', (name, service) => {
    expect((service.image === undefined) !== (service.build === undefined)).toBe(true);
    if (service.image !== undefined) expect(service.image).toMatch(PINNED);
    expect(service.restart).toBe('unless-stopped');
    const used = Array.isArray(service.networks) ? service.networks : Object.keys(service.networks ?? {});
    for (const network of used) expect(Object.keys(networks)).toContain(network);
    for (const volume of service.volumes ?? []) {
      const [from = ''] = volume.split(':');
      if (from.startsWith('./')) expect(existsSync(join(ROOT, from)), from).toBe(true);
      else expect(Object.keys(volumes), name).toContain(from);
    }
    for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
      const { healthcheck, build } = services[other] ?? {};
      expect(['service_healthy', 'service_started']).toContain(condition);
      // The image of the service has a check of its own.
      if (condition === 'service_healthy') expect(healthcheck !== undefined || build !== undefined, other).toBe(true);
    }
    for (const value of Object.values(service.environment ?? {})) expect(typeof value).toBe('string');
  });

  it('lets in from outside by the proxy alone, and gives the service no right that it does not need', () => {
    expect(all.filter(([, { ports }]) => ports !== undefined).map(([name]) => name)).toEqual(['proxy']);
    expect(services.reprise).toMatchObject({
      ...{ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] },
      build: { context: '.', args: { NATS: 'outside' } },
    });
    const { proxy } = services;
    const { inside } = (proxy?.networks ?? {}) as Record<string, { ipv4_address: string }>;
    const address = inside?.ipv4_address;
    expect(services.reprise?.environment?.REPRISE_BEHIND_PROXY).toBe(address);
    expect(all.filter(([, { profiles }]) => profiles !== undefined).map(([name]) => name)).toEqual(['telemetry']);
  });

  it('holds no secret: what is one comes from .env, and is asked for where it is missing', () => {
    expect(textOf('compose.yaml')).not.toMatch(SECRET);
    expect(textOf('deploy/example.env')).not.toMatch(SECRET);
    const named = [...textOf('compose.yaml').matchAll(/\$\{(\w+)/g)].map(([, name]) => name as string);
    const offered = [...textOf('deploy/example.env').matchAll(/^(\w+)=/gm)].map(([, name]) => name as string);
    expect([...new Set(named)].sort()).toEqual([...offered].sort());
    expect(() => substituted(services.nats?.environment?.REPRISE_PASSWORD ?? '', {})).toThrow(
      /SERVICE_PASSWORD: fill in/,
    );
  });

  it('gives the service settings that it takes', async () => {
    const env = Object.fromEntries(
      Object.entries(services.reprise?.environment ?? {}).map(([name, value]) => [name, substituted(value, FILLED)]),
    );
    expect(Object.keys(env).filter((name) => !VARIABLES.includes(name))).toEqual([]);
    const { values } = await readSettings({ env: { ...env, XDG_CONFIG_HOME: '/nonexistent' } });
    expect(values).toMatchObject({ host: '0.0.0.0', tokens: 'required', drainSeconds: 20 });
    const grace = Number.parseInt(String(services.reprise?.stop_grace_period), 10);
    expect(grace).toBeGreaterThan(values.drainSeconds);
  });

  it('gives nats-server all that its configuration asks for', () => {
    const asked = [...textOf('nats.conf').matchAll(/^[^#\n]*?\$(REPRISE_\w+)/gm)].map(([, name]) => name as string);
    const conf = textOf('nats.conf').replace(/^\s*#.*$/gm, '');
    const every = new Set([...asked, ...[...conf.matchAll(/\$(REPRISE_\w+)/g)].map(([, name]) => name as string)]);
    expect(Object.keys(services.nats?.environment ?? {}).sort()).toEqual([...every].sort());
  });

  it('runs: its nats-server with that command, and a service on it that needs a token', async () => {
    const store = join(folder.path, 'nats');
    mkdirSync(store);
    const port = 4_500 + (process.pid % 20_000);
    const nats = services.nats ?? {};
    const natsEnv = Object.fromEntries(
      Object.entries(nats.environment ?? {}).map(([name, value]) => [
        name,
        substituted(value, FILLED).replace('/data', store),
      ]),
    );
    const args = (nats.command ?? []).map((word) =>
      word
        .replace('/etc/reprise/nats.conf', join(ROOT, 'nats.conf'))
        .replace('0.0.0.0', '127.0.0.1')
        .replace('4222', String(port)),
    );
    const path = await findServerBinary({ env: process.env, onProgress: () => undefined });
    const server = start(path, args, { env: natsEnv });
    onTestFinished(async () => {
      server.child.kill('SIGKILL');
      await server.ended;
    });
    const url = substituted(services.reprise?.environment?.NATS_URL ?? '', FILLED).replace(
      'nats:4222',
      `127.0.0.1:${port}`,
    );
    const env = {
      NATS_URL: url,
      REPRISE_STORE: join(folder.path, 'beside'),
      REPRISE_PORT: '0',
      REPRISE_TOKENS: 'required',
    };
    const token = await cliProcess(['token', 'create', '--role', 'writer', '--name', 'ann', '--json'], { env });
    expect([token.code, token.stderr]).toEqual([0, expect.any(String)]);
    const service = startCli(['serve'], { env });
    onTestFinished(() => void service.child.kill('SIGKILL'));
    const [, at = ''] = await service.until('stdout', / at (http:\S+)\n/);
    expect((await fetch(`${at}/readyz`)).status).toBe(200);
    expect((await fetch(`${at}/v1/events`)).status).toBe(401);
    service.child.kill('SIGTERM');
    expect((await service.ended).code).toBe(0);
    expect(readFileSync(join(store, 'server.log'), 'utf8')).not.toMatch(/\[(?:ERR|FTL)\]/);
  });
});

describe('deploy/otel-collector.yaml', () => {
  it('has a pipeline of parts that it defines, and names only variables that compose gives', () => {
    const {
      receivers = {},
      exporters = {},
      service = {},
    } = parse(textOf('deploy/otel-collector.yaml')) as Record<string, object>;
    const { metrics } = (service as { pipelines: { metrics: { receivers: string[]; exporters: string[] } } }).pipelines;
    expect(Object.keys(receivers)).toEqual(metrics.receivers);
    expect(Object.keys(exporters)).toEqual(metrics.exporters);
    const named = [...textOf('deploy/otel-collector.yaml').matchAll(/\$\{env:(\w+)\}/g)].map(
      ([, name]) => name as string,
    );
    for (const name of named) expect(Object.keys(compose().services.telemetry?.environment ?? {})).toContain(name);
  });
});

describe('deploy/reprise.service', () => {
  const sections = unitOf(textOf('deploy/reprise.service'));
  const service = sections.get('Service') ?? [];
  const valuesOf = (key: string) => service.filter(([name]) => name === key).map(([, value]) => value);

  it('has each key once, and the sections of a unit', () => {
    expect([...sections.keys()]).toEqual(['Unit', 'Service', 'Install']);
    const repeated = service.map(([key]) => key).filter((key, at, keys) => keys.indexOf(key) !== at);
    expect(repeated.filter((key) => !['Environment', 'SystemCallFilter'].includes(key))).toEqual([]);
  });

  it('runs a command and settings that exist, as a user of its own, and waits for longer than a drain', async () => {
    const [command = ''] = valuesOf('ExecStart');
    const words = command.replace('/usr/bin/env reprise ', '').split(' ');
    expect((await cliProcess([words[0] as string, '--help'])).stdout).toContain(words[1]);
    const set = valuesOf('Environment').map((one) => one.split('=')[0] as string);
    const others = ['NODE_ENV', 'XDG_CACHE_HOME', 'XDG_CONFIG_HOME'];
    expect(set.filter((name) => !VARIABLES.includes(name) && !others.includes(name))).toEqual([]);
    expect(valuesOf('DynamicUser')).toEqual(['yes']);
    const { values } = await readSettings({ env: { XDG_CONFIG_HOME: '/nonexistent' } });
    expect(Number(valuesOf('TimeoutStopSec')[0])).toBeGreaterThan(values.drainSeconds);
    for (const key of ['NoNewPrivileges', 'ProtectSystem', 'ProtectHome', 'PrivateTmp', 'SystemCallFilter'])
      expect(valuesOf(key).length, key).toBeGreaterThan(0);
  });

  it('is what systemd takes, and exposes little', ({ skip }) => {
    const analyze = '/usr/bin/systemd-analyze';
    if (!existsSync(analyze)) skip('needs systemd-analyze');
    const unit = join(ROOT, 'deploy', 'reprise.service');
    const run = (...args: string[]) =>
      execFileSync(analyze, args, { encoding: 'utf8', env: environment(), stdio: 'pipe' });
    expect(run('verify', '--man=no', unit)).toBe('');
    const report = run('security', '--offline=true', unit);
    expect(Number(/exposure level for \S+ ([\d.]+)/.exec(report)?.[1])).toBeLessThan(2);
  });
});
