// One service of a simulation: the real session service over a log that it reaches over the simulated network. It can die
// at any step; then nothing of it goes on, its callers get no answer, and a new one starts after a while.
import type { Log } from '../../log/port.ts';
import { createSessions } from '../../session/write/create-sessions.ts';
import type { Sessions } from '../../session/write/sessions.ts';
import type { MakeSessions } from '../model-run/writer.ts';
import type { Chance } from './chance.ts';
import { clockOf, type Life, type World } from './world.ts';

export interface ServiceOptions {
  readonly name: string;
  readonly world: World;
  readonly chance: Chance;
  /** The log as this incarnation of the service reaches it. */
  readonly openLog: (life: Life, crash: (why: string) => void) => Log;
  readonly makeSessions: MakeSessions | undefined;
}

const BEGIN = Date.parse('2026-01-31T14:00:00.000Z');
/** Clocks of different machines differ by up to a minute. */
const SKEW_MS = 60_000;

export class Service {
  readonly name: string;
  /** Undefined while it is down. */
  sessions: Sessions | undefined;
  /** Resolves when the present incarnation dies. */
  gone: Promise<void> = Promise.resolve();
  readonly #options: ServiceOptions;
  readonly #skewMs: number;
  #incarnation = 0;
  #life: Life = { name: '', isAlive: false };
  #notice = () => {};
  readonly #waiting: (() => void)[] = [];

  constructor(options: ServiceOptions) {
    this.#options = options;
    this.name = options.name;
    this.#skewMs = options.chance.draws.between(`${this.name} clock`, -SKEW_MS, SKEW_MS);
    this.#start();
  }

  #start(): void {
    const { world, chance, openLog, makeSessions = createSessions } = this.#options;
    this.#incarnation += 1;
    const name = this.#incarnation === 1 ? this.name : `${this.name} (${this.#incarnation})`;
    const life = { name, isAlive: true };
    this.#life = life;
    this.gone = new Promise((resolve) => {
      this.#notice = resolve;
    });
    let ids = 0;
    let drawn = 0;
    this.sessions = makeSessions(
      openLog(life, (why) => this.crash(why)),
      {
        clock: clockOf(world, life),
        now: () => new Date(BEGIN + this.#skewMs + Math.floor(world.nowMs)),
        newId: () => {
          ids += 1;
          return `${name.replaceAll(/[^A-Za-z0-9]+/g, '-')}-${ids}`;
        },
        random: () => {
          drawn += 1;
          return chance.draws.part(`${name} jitter ${drawn}`);
        },
        secrets: false,
      },
    );
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /** Dies now: what it was about to do is never done. */
  crash(why: string): void {
    const { world, chance } = this.#options;
    if (!this.#life.isAlive) return;
    this.#life.isAlive = false;
    this.sessions = undefined;
    world.trace(`${this.#life.name} dies`);
    const notice = this.#notice;
    world.after(0.1, undefined, `callers of ${this.name} notice`, notice);
    const pauseMs = chance.draws.latencyMs(`${this.#life.name} restarts`) * 10;
    world.after(pauseMs, undefined, `${this.name} starts`, () => {
      world.tell(() => `${this.name} starts again, and knows nothing of before.`);
      this.#start();
    });
    world.tell(() => `${this.name} dies (${why}).`);
  }

  /** Resolves once it is up. */
  async whenUp(): Promise<void> {
    if (this.sessions === undefined) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
