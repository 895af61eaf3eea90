// A proxy between one writer and its server that stops an atomic batch at a chosen place: before its first message reaches the
// server, in the middle of a message, or when all is stored and before the writer has the answer.
import { Frames } from '../ack-proxy.ts';
import { type LoopbackProxy, startLoopbackProxy } from '../loopback-proxy.ts';

export type Place = 'before' | 'within' | 'after';

export interface BatchProxy extends LoopbackProxy {
  /** Stops the next batch. @returns the ids of its commits, once it is stopped; nothing of its connection passes from then on */
  stopAt(place: Place): Promise<string[]>;
}

/** Of a batch that is stopped within, so many messages arrive, and half of the next. */
const WHOLE_MESSAGES = 2;

interface Stop {
  readonly place: Place;
  readonly commits: string[];
  /** Resolves `stopAt`. */
  readonly stopped: () => void;
}

export const startBatchProxy = async (targetUrl: string): Promise<BatchProxy> => {
  let next: Stop | undefined;
  const proxy = await startLoopbackProxy(targetUrl, (client, upstream) => {
    const frames = new Frames();
    let stop: Stop | undefined;
    let isComplete = false;
    client.on('data', (bytes) => {
      for (const frame of frames.of(bytes)) {
        const text = frame.toString('latin1');
        const isOfBatch = text.startsWith('HPUB ') && text.includes('\r\nNats-Batch-Id: ');
        if (next !== undefined && text.includes('\r\nNats-Batch-Sequence: 1\r\n')) {
          stop = next;
          next = undefined;
        }
        if (stop === undefined || isComplete) {
          if (stop === undefined) upstream.write(Buffer.from(frame));
          continue;
        }
        if (isOfBatch) stop.commits.push(/\r\nNats-Msg-Id: [^:\r]*:([^\r]*)\r\n/.exec(text)?.[1] ?? '');
        const arrived = stop.place === 'after' || (stop.place === 'within' && stop.commits.length <= WHOLE_MESSAGES);
        if (arrived) upstream.write(Buffer.from(frame));
        else if (stop.place === 'within' && stop.commits.length === WHOLE_MESSAGES + 1)
          upstream.write(Buffer.from(frame.subarray(0, frame.length >> 1)));
        isComplete = text.includes('\r\nNats-Batch-Commit: 1\r\n');
        if (isComplete && stop.place !== 'after') stop.stopped();
      }
    });
    upstream.on('data', (bytes) => {
      if (!isComplete) client.write(bytes);
      else if (stop?.place === 'after' && bytes.toString('latin1').includes('"batch"')) stop.stopped();
    });
  });
  return {
    ...proxy,
    stopAt: (place) =>
      new Promise((resolve) => {
        const commits: string[] = [];
        next = { place, commits, stopped: () => resolve(commits) };
      }),
  };
};
