// JetStream by hand: the same lines on a stream of the same settings, each under the expectation of its subject, with
// nothing decided or checked. The side-by-side form is what a program without group commit does.
import { connect, headers, nuid } from '@nats-io/transport-node';
import { SETTINGS } from '../../dist/src/log/nats/stream.js';

const STREAM = 'RAW';
const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** What the server acknowledged. @throws Error for a refusal */
const acknowledged = (reply) => {
  const answer = JSON.parse(decoder.decode(reply.data));
  if (answer.error !== undefined) throw new Error(answer.error.description);
  return answer;
};

/** @param {{ url: string, user: string, password: string, version: string }} server */
export const openRaw = async ({ url, user, password, version }) => {
  const nc = await connect({ servers: url, user, pass: password });
  const { republish: _, ...settings } = SETTINGS;
  const republish = { src: 'raw.>', dest: 'live.raw.>' };
  const config = { name: STREAM, ...settings, republish, subjects: ['raw.*'] };
  const created = await nc.request(`$JS.API.STREAM.CREATE.${STREAM}`, JSON.stringify(config));
  acknowledged(created);
  const expectations = new Map();
  const headerOf = (subject) => {
    const header = headers();
    header.set('Nats-Msg-Id', nuid.next());
    header.set('Nats-Expected-Last-Subject-Sequence', String(expectations.get(subject) ?? 0));
    return header;
  };
  const publish = async (session, body) => {
    const subject = `raw.${session}`;
    const { seq } = acknowledged(await nc.request(subject, body, { headers: headerOf(subject), timeout: 30_000 }));
    expectations.set(subject, seq);
  };
  return {
    name: 'raw publishes',
    version: `nats-server ${version}`,
    settings: 'the same server and settings of the stream',
    nc,
    publish,
    writers: (sessions, line) => {
      const body = encoder.encode(`${line}\n`);
      return sessions.map((session) => () => publish(session, body));
    },
    /** One atomic batch a call: one message to each of the sessions. */
    batches: (sessions, line) => {
      const body = encoder.encode(`${line}\n`);
      const subjects = sessions.map((session) => `raw.${session}`);
      return async () => {
        const id = nuid.next();
        let answer;
        for (const [index, subject] of subjects.entries()) {
          const header = headerOf(subject);
          header.set('Nats-Batch-Id', id);
          header.set('Nats-Batch-Sequence', String(index + 1));
          if (index === 0) {
            const first = await nc.request(subject, body, { headers: header, timeout: 30_000 });
            if (first.data.length > 0) acknowledged(first);
          } else if (index < subjects.length - 1) nc.publish(subject, body, { headers: header });
          else {
            header.set('Nats-Batch-Commit', '1');
            answer = acknowledged(await nc.request(subject, body, { headers: header, timeout: 30_000 }));
          }
        }
        for (const [index, subject] of subjects.entries())
          expectations.set(subject, answer.seq - subjects.length + 1 + index);
      };
    },
    close: () => nc.close(),
  };
};
