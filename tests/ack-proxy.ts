// A proxy before a real nats-server that knows one thing of the protocol: acknowledgements of publishes and batches. It
// drops, doubles or delays them, or puts an error in their place, as the test says.
import { type LoopbackProxy, startLoopbackProxy } from './loopback-proxy.ts';

/** `refused` and `taken`: the client receives an error (not now; another sequence) though the server has stored it. */
export type AckFate = 'passed' | 'dropped' | 'doubled' | 'delayed' | 'refused' | 'taken';

const ERRORS = {
  refused: { code: 503, err_code: 10_008, description: 'JetStream system temporarily unavailable' },
  taken: { code: 400, err_code: 10_071, description: 'wrong last sequence: 0' },
};

/** What a server or a client says, frame by frame: a message with its payload is one, any other line is one. */
export class Frames {
  #rest = Buffer.alloc(0);

  *of(bytes: Buffer): Generator<Buffer> {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    for (;;) {
      const lineEnd = this.#rest.indexOf('\r\n');
      if (lineEnd < 0) return;
      const line = this.#rest.subarray(0, lineEnd).toString('latin1');
      const payload = /^H?(?:MSG|PUB) /.test(line) ? Number(line.split(' ').at(-1)) + 2 : 0;
      const end = lineEnd + 2 + payload;
      if (this.#rest.length < end) return;
      yield this.#rest.subarray(0, end);
      this.#rest = this.#rest.subarray(end);
    }
  }
}

const isAck = (frame: Buffer): boolean =>
  frame.subarray(0, 4).toString() === 'MSG ' &&
  /^MSG [^\r]*\r\n\{"stream":"[^"]*",\s?"seq":[1-9]/.test(frame.toString('latin1'));

/** The same frame with another payload. */
const withPayload = (frame: Buffer, payload: string): Buffer => {
  const head = frame.subarray(0, frame.indexOf('\r\n')).toString('latin1').split(' ');
  return Buffer.from(`${[...head.slice(0, -1), payload.length].join(' ')}\r\n${payload}\r\n`);
};

/** @param fate of the next acknowledgement @param delayMs of one that is delayed */
export const startAckProxy = (targetUrl: string, fate: () => AckFate, delayMs: number): Promise<LoopbackProxy> => {
  return startLoopbackProxy(targetUrl, (client, upstream) => {
    const frames = new Frames();
    client.on('data', (bytes) => upstream.write(bytes));
    upstream.on('data', (bytes) => {
      for (const frame of frames.of(bytes)) {
        const ends = isAck(frame) ? fate() : 'passed';
        if (ends === 'dropped') continue;
        // A copy: the buffer of the frames moves on.
        const copy = Buffer.from(frame);
        if (ends === 'delayed') setTimeout(() => client.write(copy), delayMs);
        else if (ends === 'refused' || ends === 'taken')
          client.write(withPayload(copy, JSON.stringify({ error: ERRORS[ends], stream: 'REPRISE', seq: 0 })));
        else client.write(copy);
        if (ends === 'doubled') client.write(copy);
      }
    });
  });
};
