// Which part of the write path the processor was in, by V8's sampling profiler: a sample belongs to the part of the innermost
// function whose file and name are listed, so that what zod or Node do for a part counts as that part.
import { Session } from 'node:inspector/promises';

/** Samples of the profiler itself, which count for nothing. */
const OWN = 'profiler';

/** Parts, each with its files and, where only some functions of a file are meant, the names of these. */
const PARTS = [
  [OWN, /^node:inspector/],
  ['garbage collection', '', /^\(garbage collector\)$/],
  ['ids', /uuidv7/],
  ['secrets', /src\/secrets\//],
  ['hash (SHA-256)', /src\/sha256\.js/],
  ['encode', /machines\/events\/envelope\.js/, /^encodeEvent/],
  [
    'read back (decode)',
    /machines\/events\/envelope\.js|src\/session\/record\/chain\.js/,
    /decode|parsed|malformed|objectIn|faultOf|chainHash/,
  ],
  [
    'decide: hash of the command',
    /machines\/canonical-json\.js|machines\/commands\/command\.js/,
    /canonicalJson|commandHash/,
  ],
  ['decide: shape of the command', /machines\/commands\/|machines\/events\/nesting\.js/],
  ['decide: rules and machines', /machines\/(?:check|steps|rules\/|life-cycles\/)/],
  ['fold', /machines\/(?:evolve|state\/|collections\/)/],
  ['decide: the rest', /machines\//],
  ['command as JSON', /src\/session\/write\/new-command\.js/],
  ['append to the memory log', /src\/log\//],
  ['queue and answer', /src\/session\//],
];
const REST = 'the rest (runtime, promises)';

const partOf = ({ functionName, url }) =>
  PARTS.find(([, file, name]) =>
    file === '' ? name.test(functionName) : file.test(url) && (name === undefined || name.test(functionName)),
  )?.[0];

/** Runs with the profiler on. @returns its profile, and the share of each part, largest first */
export const profiled = async (run) => {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 200 });
  await session.post('Profiler.start');
  await run();
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  return { profile, shares: sharesOf(profile) };
};

const sharesOf = ({ nodes, samples, timeDeltas }) => {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const known = new Map();
  const partAt = (id) => {
    if (id === undefined) return REST;
    if (!known.has(id)) known.set(id, partOf(byId.get(id).callFrame) ?? partAt(parents.get(id)));
    return known.get(id);
  };
  const times = new Map();
  let all = 0;
  for (const [index, id] of samples.entries()) {
    if (partAt(id) === OWN || byId.get(id).callFrame.functionName === '(idle)') continue;
    times.set(partAt(id), (times.get(partAt(id)) ?? 0) + timeDeltas[index]);
    all += timeDeltas[index];
  }
  return [...times].map(([part, time]) => [part, time / all]).sort(([, a], [, b]) => b - a);
};
