// What an examination comes to: each finding good, or as it may be and how it would be better, or wrong.
import { judgeServerVersion, STARTED_FROM } from '../../../server/server-version.ts';
import { counted, number } from '../../render/figures.ts';
import { durabilitySentence } from '../server/server-commands.ts';
import type { Examined } from './examination.ts';

export interface Finding {
  readonly what: 'node' | 'server' | 'binary' | 'version' | 'stream' | 'durability' | 'disk' | 'lock' | 'cache';
  /** `better`: it may stay so, and there is a better. Only `wrong` makes the exit code another than 0. */
  readonly state: 'good' | 'better' | 'wrong';
  readonly said: string;
  /** What would make it better, in a line. */
  readonly advice?: string;
}

/** Below this a server may stop in the middle of a commit, and answers nobody until it is started again. */
const TOO_LITTLE_BYTES = 64 * 1024 * 1024;
const LITTLE_BYTES = 1024 * 1024 * 1024;
const NODE_FROM = [20, 19] as const;

const size = (bytes: number): string => {
  if (bytes >= LITTLE_BYTES) return `${(bytes / LITTLE_BYTES).toFixed(1)} GB`;
  const kilobytes = Math.ceil(bytes / 1024);
  return kilobytes >= 1024 ? `${number(Math.floor(kilobytes / 1024))} MB` : `${number(kilobytes)} KB`;
};

const ofNode = ({ node }: Examined): Finding => {
  const [major = 0, minor = 0] = node.replace(/^v/, '').split('.').map(Number);
  return major > NODE_FROM[0] || (major === NODE_FROM[0] && minor >= NODE_FROM[1])
    ? { what: 'node', state: 'good', said: `Node ${node}` }
    : { what: 'node', state: 'wrong', said: `Node ${node}`, advice: `Use Node ${NODE_FROM.join('.')} or newer.` };
};

const ofServer = ({ server, startedForThis, store, binary, unreachable }: Examined): Finding => {
  const what = 'server';
  if (unreachable !== undefined)
    return {
      what,
      state: 'wrong',
      said: unreachable.message,
      ...(unreachable.hint ? { advice: unreachable.hint } : {}),
    };
  if (server !== undefined) {
    const whose = server.lifetime === 'external' ? 'named by NATS_URL' : `process ${server.pid}`;
    const said = `nats-server ${server.version} at ${server.url} (${whose})`;
    return { what, state: 'good', said: startedForThis ? `${said}, started for this look` : said };
  }
  if (store?.holdsLog)
    return {
      ...{ what, state: 'better', said: 'None runs, and none is here to start: the log was not looked at.' },
      advice: 'Run `reprise up`: it fetches one.',
    };
  return binary === undefined
    ? { what, state: 'good', said: 'None runs; the first command that needs one fetches and starts it.' }
    : { what, state: 'good', said: 'None runs; the first command that needs one starts it.' };
};

const ofBinary = ({ binary, server }: Examined): Finding[] => {
  if (binary === undefined) return [];
  const from = { NATS_SERVER: 'named by NATS_SERVER', PATH: 'on PATH', cache: 'fetched earlier' }[binary.from];
  const said = `nats-server ${binary.version}, ${binary.path} (${from})`;
  return server === undefined || server.version === binary.version
    ? [{ what: 'binary', state: 'good', said }]
    : [
        {
          ...{ what: 'binary', state: 'better', said: `${said}; what runs is ${server.version}` },
          advice: 'End the server (`reprise down`): the next start takes this one.',
        },
      ];
};

const ofVersion = ({ server }: Examined): Finding[] => {
  if (server === undefined) return [];
  const judged = judgeServerVersion(server.version);
  return judged.verdict === 'good'
    ? []
    : [
        {
          ...{ what: 'version', state: 'wrong', said: judged.sentence },
          advice: `Update that server to ${STARTED_FROM} or newer.`,
        },
      ];
};

const ofStream = ({ log, store, server }: Examined): Finding[] => {
  if (log === undefined)
    return server === undefined && store?.holdsLog === false
      ? [{ what: 'stream', state: 'good', said: 'There is no log yet; the first command that records makes it.' }]
      : [];
  const { stream } = log;
  if (stream === undefined)
    return [{ what: 'stream', state: 'good', said: 'There is no log yet; the first command makes it.' }];
  const held = `${counted(stream.sessions, 'session')}, ${counted(stream.commits, 'commit')}, ${size(stream.bytes)}`;
  if (stream.differences.length === 0)
    return [
      { what: 'stream', state: 'good', said: `Stream ${stream.name} has the settings that the log needs (${held}).` },
    ];
  return stream.differences.map(({ setting, found, wanted }) => ({
    ...{ what: 'stream', state: 'wrong' },
    said: `Stream ${stream.name}: ${setting} is ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}.`,
    advice: `Set ${setting} of the stream yourself, as an administrator, or use another server.`,
  }));
};

const ofDurability = ({ log, server }: Examined): Finding[] => {
  if (log === undefined || server === undefined) return [];
  const what = 'durability';
  const { durability } = log;
  const said = `${durability}: ${durability === 'replicated' ? 'A quorum of servers has every event before it is acknowledged.' : durabilitySentence(server)}`;
  if (durability === 'flushed') return [{ what, state: 'good', said }];
  if (durability === 'replicated') return [{ what, state: 'good', said }];
  return [
    {
      ...{ what, state: 'better', said },
      advice:
        server.lifetime === 'external'
          ? 'Set `sync_interval: always` in its settings, or give the stream three replicas.'
          : 'Set `sync_interval: always` in the settings that REPRISE_NATS_CONF names, and start the server again.',
    },
  ];
};

const ofDisk = ({ store }: Examined): Finding[] => {
  if (store === undefined) return [];
  const said = `${size(store.freeBytes)} of ${size(store.totalBytes)} are free where the store is, ${store.store}`;
  const advice = 'Free some space there, or name another folder with --store.';
  if (store.freeBytes < TOO_LITTLE_BYTES) return [{ what: 'disk', state: 'wrong', said, advice }];
  if (store.freeBytes < LITTLE_BYTES) return [{ what: 'disk', state: 'better', said, advice }];
  return [{ what: 'disk', state: 'good', said }];
};

const ofLock = ({ store, server, startedForThis, unreachable }: Examined): Finding[] => {
  // What is wrong with a server is said there; whether the store is free is known only after it.
  if (store === undefined || !store.exists || unreachable !== undefined) return [];
  if (server !== undefined && !startedForThis)
    return [
      { what: 'lock', state: 'good', said: `The store is held by process ${server.supervisorPid}, for its server.` },
    ];
  return [
    {
      what: 'lock',
      state: 'good',
      said: store.locks === 0 ? 'Nobody holds the store.' : 'The store was held by a process that died; it is free.',
    },
  ];
};

const ofCache = ({ cache, server }: Examined): Finding[] =>
  server?.lifetime === 'external'
    ? []
    : [
        {
          what: 'cache',
          state: 'good',
          said: `${cache.folder}: ${cache.servers.length === 0 ? 'no nats-server was fetched' : cache.servers.join(', ')}`,
        },
      ];

/** In the order in which one reads them. */
export const findingsOf = (examined: Examined): Finding[] => [
  ofNode(examined),
  ofServer(examined),
  ...ofBinary(examined),
  ...ofVersion(examined),
  ...ofStream(examined),
  ...ofDurability(examined),
  ...ofDisk(examined),
  ...ofLock(examined),
  ...ofCache(examined),
];
