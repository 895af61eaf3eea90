// A reader of a simulation: it subscribes, remembers its position, reads slowly now and then, dies, and goes on from where it
// was. It must receive every event once, in order, without a gap, and its views must be the fold of the log.
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import type { EventPosition, Log } from '../../log/port.ts';
import type { SubscribeFrom } from '../../session/follow/options.ts';
import { subscribe } from '../../session/follow/subscribe.ts';
import { type Folded, foldFrom, foldOn } from '../../session/record/same-views.ts';
import type { Chance } from './chance.ts';
import { ModelMismatch } from './watch.ts';
import type { Life, World } from './world.ts';

export interface ReaderOptions {
  readonly name: string;
  readonly world: World;
  readonly chance: Chance;
  readonly openLog: (life: Life) => Log;
  /** The stream sequence of the log's newest commit, as it is now. */
  readonly end: () => number;
  /** Whether it folds the views of what it reads. */
  readonly folds: boolean;
}

/** Of a thousand events, those on which a reader takes long. */
const SLOW = 30;

export class Reader {
  readonly name: string;
  readonly events: RecordedEvent[] = [];
  readonly folded = new Map<string, Folded>();
  /** Where it is; undefined before its first event. */
  position: EventPosition | undefined;
  readonly #options: ReaderOptions;
  readonly #ordinals = new Map<string, number>();
  #incarnation = 0;
  #stop = new AbortController();

  constructor(options: ReaderOptions) {
    this.#options = options;
    this.name = options.name;
  }

  /** Begins to read at the start, or goes on from where it was. */
  start(): void {
    this.#incarnation += 1;
    const life = { name: `${this.name} (${this.#incarnation})`, isAlive: true };
    void this.#read(life).catch((error) => {
      if (life.isAlive) this.#options.world.fail(error);
    });
  }

  /** Ends its subscription, at the end of the course. */
  stop(): void {
    this.#stop.abort();
  }

  async #read(life: Life): Promise<void> {
    const { world, chance, openLog, end } = this.#options;
    const { draws } = chance;
    const { position } = this;
    const from: SubscribeFrom = position === undefined ? 'start' : { position };
    const before = end();
    this.#stop = new AbortController();
    let isCaughtUp = false;
    world.tell(
      () => `${this.name} reads ${position === undefined ? 'from the start' : `on after commit ${position.sequence}`}.`,
    );
    for await (const one of subscribe(openLog(life), { from, signal: this.#stop.signal })) {
      switch (one.kind) {
        case 'event': {
          this.#take(one.event, one.position);
          const what = `${this.name} takes ${one.event.id}`;
          if (draws.perMille(what, SLOW)) await world.sleep(draws.part(`${what} slowly`) * 4_000, life, what);
          if (chance.faultOf(what, ['reader-crash']) !== undefined) {
            life.isAlive = false;
            world.tell(() => `${this.name} dies after event ${one.event.ordinal} of ${one.event.sessionid}.`);
            world.after(draws.latencyMs(`${what} again`) * 10, undefined, `${this.name} starts`, () => this.start());
            return;
          }
          break;
        }
        case 'caught-up': {
          if (isCaughtUp) throw new ModelMismatch(`${this.name} received \`caught-up\` twice.`);
          isCaughtUp = true;
          const read = this.position?.sequence ?? 0;
          world.tell(() => `${this.name} has caught up, at commit ${read}.`);
          if (read < before)
            throw new ModelMismatch(
              `${this.name} received \`caught-up\` after commit ${read}; the log had ${before} when it began.`,
            );
          break;
        }
        case 'fault':
          throw new ModelMismatch(
            `${this.name} received a fault of the record of ${one.sessionId}: ${one.error.message}`,
          );
        case 'behind':
        case 'disconnected':
        case 'reconnected':
          break;
        default:
          one satisfies never;
      }
    }
  }

  #take(event: RecordedEvent, position: EventPosition): void {
    const { sessionid, ordinal } = event;
    const expected = (this.#ordinals.get(sessionid) ?? 0) + 1;
    if (ordinal !== expected)
      throw new ModelMismatch(
        `${this.name} received event ${ordinal} of ${sessionid} where event ${expected} comes next.`,
      );
    const last = this.position;
    const isAfter =
      last === undefined ||
      position.sequence > last.sequence ||
      (position.sequence === last.sequence && position.index > last.index);
    if (!isAfter)
      throw new ModelMismatch(`${this.name} received commit ${position.sequence} after commit ${last?.sequence}.`);
    this.#ordinals.set(sessionid, ordinal);
    this.position = position;
    this.events.push(event);
    if (this.#options.folds)
      this.folded.set(sessionid, foldOn(this.folded.get(sessionid) ?? foldFrom(sessionid), event));
    this.#options.world.trace(`${this.name} ${sessionid} ${ordinal} ${event.hash}`);
  }
}
