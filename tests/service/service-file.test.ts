// `service.json`: the services that run on the log of a store, found by every program of the same user, also when one ends
// without a word.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { processStart } from '../../src/server/process-identity.ts';
import { announceService, runningServices, serviceFile, serviceOf } from '../../src/server/service-file.ts';

const newStore = (): string => {
  const store = mkdtempSync(join(tmpdir(), 'reprise-service-'));
  onTestFinished(() => rmSync(store, { recursive: true, force: true }));
  return store;
};
const LOG = { streams: ['REPRISE'] };
const on = (port: number) => ({ ...LOG, url: `http://127.0.0.1:${port}` });

it('names a service, for its user alone, until it is withdrawn', () => {
  const store = newStore();
  const withdraw = announceService(store, on(1));
  expect(JSON.parse(readFileSync(serviceFile(store), 'utf8'))).toEqual({
    ...on(1),
    pid: process.pid,
    processStart: processStart(process.pid),
    startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
  });
  expect(statSync(serviceFile(store)).mode & 0o777).toBe(0o600);
  withdraw();
  expect(existsSync(serviceFile(store))).toBe(false);
  withdraw();
});

it('keeps the first of several, and goes on to the next when that one ends', () => {
  const store = newStore();
  const first = announceService(store, on(1));
  const second = announceService(store, on(2));
  expect(runningServices(store).map(({ url }) => url)).toEqual([on(1).url, on(2).url]);
  expect(JSON.parse(readFileSync(serviceFile(store), 'utf8'))).toMatchObject({ url: on(1).url, others: [on(2)] });
  first();
  expect(serviceOf(store, LOG)).toMatchObject(on(2));
  second();
  expect(serviceOf(store, LOG)).toBeUndefined();
});

it('is harmless where its process is gone, or another has its id', async () => {
  const store = newStore();
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  const start = processStart(child.pid as number);
  const record = { ...on(3), pid: child.pid, processStart: start, startedAt: new Date().toISOString() };
  writeFileSync(serviceFile(store), JSON.stringify(record));
  expect(serviceOf(store, LOG)).toMatchObject({ url: on(3).url });
  writeFileSync(serviceFile(store), JSON.stringify({ ...record, processStart: 'another start' }));
  expect(serviceOf(store, LOG)).toBeUndefined();
  const ended = new Promise((done) => child.once('exit', done));
  child.kill('SIGKILL');
  await ended;
  writeFileSync(serviceFile(store), JSON.stringify(record));
  expect(serviceOf(store, LOG)).toBeUndefined();
  // The next service takes its place.
  const withdraw = announceService(store, on(4));
  expect(JSON.parse(readFileSync(serviceFile(store), 'utf8'))).toMatchObject({ url: on(4).url });
  expect(JSON.parse(readFileSync(serviceFile(store), 'utf8'))).not.toHaveProperty('others');
  withdraw();
});

it.each(['', '{', '[]', '7', '{"url":7}', '{"url":"x","pid":"1"}', 'null'])('with %j in it names none', (text) => {
  const store = newStore();
  writeFileSync(serviceFile(store), text);
  expect(runningServices(store)).toEqual([]);
});

it('is found only for the log that it serves', () => {
  const store = newStore();
  const withdraw = announceService(store, { ...on(5), natsUrl: 'nats://127.0.0.1:4222' });
  expect(serviceOf(store, LOG)).toBeUndefined();
  expect(serviceOf(store, { ...LOG, natsUrl: 'nats://127.0.0.1:4222' })).toMatchObject(on(5));
  expect(serviceOf(store, { streams: ['OTHER'], natsUrl: 'nats://127.0.0.1:4222' })).toBeUndefined();
  withdraw();
});

it('gets a service back into it that another one wrote over', async () => {
  const store = newStore();
  const withdraw = announceService(store, on(6));
  writeFileSync(serviceFile(store), '{}');
  await expect.poll(() => serviceOf(store, LOG)?.url, { timeout: 60_000 }).toBe(on(6).url);
  withdraw();
});
