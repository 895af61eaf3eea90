// `health`: whether the services of this store, found by `service.json`, are ready. For containers and scripts: the exit code
// says it.
import { request as askPlain } from 'node:http';
import { request as askSecure } from 'node:https';
import { EXIT, RepriseError } from '../../../errors.ts';
import { storeFolder } from '../../../server/places.ts';
import { runningServices } from '../../../server/service-file.ts';
import { jsonLine } from '../../json-line.ts';
import type { CommonOptions } from '../../options.ts';
import type { Terminal } from '../../terminal.ts';

const ANSWER_MS = 4_000;

/** The status of its answer to /readyz; why there is none, as the end of a sentence. */
const statusOf = (url: string): Promise<number | string> =>
  new Promise((resolve) => {
    const at = new URL('/readyz', url);
    const options = { timeout: ANSWER_MS, agent: false as const };
    // On this machine, where only the process is asked for: its certificate names another host.
    const asked =
      at.protocol === 'https:' ? askSecure(at, { ...options, rejectUnauthorized: false }) : askPlain(at, options);
    asked.on('response', (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asked.on('timeout', () => asked.destroy(new Error(`no answer came in ${ANSWER_MS / 1_000} s`)));
    asked.on('error', ({ message }) => resolve(message));
    asked.end();
  });

/** @returns the exit code: 6 where one is not ready @throws RepriseError FILE_NOT_FOUND where none runs */
export const health = async ({ env, print }: Terminal, { store, json }: CommonOptions): Promise<number> => {
  const folder = storeFolder({ store, env });
  const running = runningServices(folder);
  if (running.length === 0)
    throw new RepriseError('FILE_NOT_FOUND', `No service runs on the store ${folder}.`, {
      hint: '`reprise serve` starts one.',
      fields: { store: folder },
    });
  const services = await Promise.all(
    running.map(async ({ url, pid }) => {
      const status = await statusOf(url);
      return { url, pid, isReady: status === 200, status };
    }),
  );
  if (json) print(jsonLine({ store: folder, services }));
  else
    for (const { url, isReady, status } of services)
      print(isReady ? `The service at ${url} is ready.` : `The service at ${url} is not ready: ${status}.`);
  return services.every(({ isReady }) => isReady) ? EXIT.ok : EXIT.unreachable;
};
