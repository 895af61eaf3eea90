// A process of readers: so many streams of server-sent events, or one raw subscription to the live subjects. It reports the
// delay of each delivery from the moment that the event carries, what came out of order, and what is missing.
// Arguments, as JSON: { kind: 'sse' | 'raw', url, sessions, readers, idle, user, password }.
import { request } from 'node:http';
import { connect } from '@nats-io/transport-node';

const given = JSON.parse(process.argv[2]);

/** The moment at which an append began, as its entry carries it: nanoseconds of the machine's steady clock. */
const BEGAN = /"title":"at (\d+)"/;
const ORDINAL = /"ordinal":(\d+)/;

const delays = [];
let delivered = 0;
let disordered = 0;
let caughtUp = 0;
const failures = [];

const took = (text) => {
  const [, began] = BEGAN.exec(text) ?? [];
  if (began !== undefined) delays.push(Number(process.hrtime.bigint() - BigInt(began)) / 1e6);
};

/** One stream; `reads: false` never takes anything from its socket. */
const openStream = (session, reads) =>
  new Promise((resolve) => {
    const asked = request(`${given.url}/v1/events?session=${session}`, { agent: false }, (response) => {
      response.setEncoding('utf8');
      let rest = '';
      let last = 0;
      if (!reads) {
        response.pause();
        resolve();
        return;
      }
      response.on('data', (chunk) => {
        rest += chunk;
        const items = rest.split('\n\n');
        rest = items.pop();
        for (const item of items) {
          if (item.includes('event: caught-up')) {
            caughtUp += 1;
            resolve();
          }
          const [, ordinal] = ORDINAL.exec(item) ?? [];
          if (ordinal === undefined) continue;
          if (Number(ordinal) !== last + 1) disordered += 1;
          last = Number(ordinal);
          delivered += 1;
          took(item);
        }
      });
      response.on('end', () => failures.push('a stream ended'));
    });
    asked.on('error', (error) => failures.push(error.message));
    asked.end();
  });

const openRaw = async () => {
  const nc = await connect({
    servers: given.url,
    user: given.user,
    pass: given.password,
    inboxPrefix: given.inboxPrefix,
  });
  nc.subscribe('live.session.>', {
    // A message holds the events of one append.
    callback: (_, message) => {
      for (const line of message.string().split('\n')) {
        if (line === '') continue;
        delivered += 1;
        took(line);
      }
    },
  });
  await nc.flush();
};

if (given.kind === 'raw') await openRaw();
else {
  const { sessions, readers, idle = 0 } = given;
  const opened = [];
  for (let index = 0; index < readers + idle; index += 1)
    opened.push(openStream(sessions[index % sessions.length], index < readers));
  await Promise.all(opened);
}
process.send({ kind: 'ready', caughtUp });

/** Of delays in order. */
const quantile = (share) => delays[Math.min(delays.length - 1, Math.floor(delays.length * share))] ?? 0;
process.on('disconnect', () => process.exit());
process.on('message', (message) => {
  if (message === 'begin') {
    delays.length = 0;
    delivered = 0;
    disordered = 0;
    process.send({ kind: 'begun' });
    return;
  }
  if (message === 'count') {
    process.send({ delivered });
    return;
  }
  delays.sort((a, b) => a - b);
  const p = { p50: quantile(0.5), p99: quantile(0.99), most: quantile(1) };
  process.send({
    kind: 'report',
    delivered,
    disordered,
    failures: failures.slice(0, 3),
    failed: failures.length,
    ...p,
  });
});
