// A writer of a simulation: a program that sends its commands through one service or another, waits for answers, and sends
// again, under the same id, what it has no answer for.
import type { Command } from '../../../machines/commands/command.ts';
import { defined } from '../../../machines/defined.ts';
import { answerOf, type CallRequest, type Ending } from '../model-run/call.ts';
import type { Chance } from './chance.ts';
import type { Service } from './service.ts';
import { endingOf, type Watch } from './watch.ts';
import type { World } from './world.ts';

export interface PlannedCommand {
  readonly sessionId: string;
  readonly command: Command;
  readonly isStart: boolean;
}

/** What the writers of a course share. */
export interface Scene {
  readonly world: World;
  readonly chance: Chance;
  readonly watch: Watch;
  readonly services: readonly Service[];
  /** Whether writers send the next command as soon as they have an answer. */
  readonly isHurried: boolean;
  /** How commands ended, by the kind of the answer or the code of the error. */
  readonly answers: Record<string, number>;
}

/** Answers after which a command is sent again. */
const AGAIN: readonly string[] = ['gone', 'UNKNOWN_OUTCOME', 'LOG_UNREACHABLE', 'QUEUE_FULL', 'CONFLICT'];
const MOST_ATTEMPTS = 4;
const LONGEST_MS = 10_000;
const DEADLINES_MS = [300, 2_000, LONGEST_MS] as const;
/** Beyond the deadline: what a service may still need to find out that the log does not answer, and for others before it. */
const GRACE_MS = 60_000;
/** Of a thousand commands. */
const REPEATED = 60;
const EXPECTING = 60;
const LOADED_BEFORE = 80;
const ELSEWHERE = 200;

const shown = (commands: readonly Command[]): string => commands.map(({ id, name }) => `${id} (${name})`).join(', ');

export class Writer {
  readonly name: string;
  readonly #scene: Scene;

  constructor(name: string, scene: Scene) {
    this.name = name;
    this.#scene = scene;
  }

  /** Sends its commands, some at the same time, in their order. */
  async run(commands: readonly PlannedCommand[]): Promise<void> {
    const { chance, isHurried } = this.#scene;
    const { draws } = chance;
    const sent: Promise<void>[] = [];
    for (const one of commands) {
      const { id } = one.command;
      const part = draws.part(`${id} think`);
      // Half of them do not wait for the answer to the one before.
      if (part < 0.5) await Promise.all(sent.splice(0));
      if (part < 0.9) await this.#pause(part < 0.5 && !isHurried ? part * 20 : part, `${id} is next`);
      sent.push(this.#sendUntilAnswered(one));
    }
    await Promise.all(sent);
  }

  async #sendUntilAnswered({ sessionId, command }: PlannedCommand): Promise<void> {
    const { chance, watch } = this.#scene;
    const { draws } = chance;
    const { id } = command;
    for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
      const what = `${id}, attempt ${attempt}`;
      if (draws.perMille(`${what} loads`, LOADED_BEFORE))
        await this.call(sessionId, { kind: 'load', commands: [], importing: false }, `${what} loads`);
      const expectedOrdinal = draws.perMille(`${what} expects`, EXPECTING)
        ? Math.max(0, watch.modelOf(sessionId).ordinal - draws.between(`${what} behind`, 0, 1))
        : undefined;
      const answer = await this.call(
        sessionId,
        { kind: 'send', commands: [command], ...defined({ expectedOrdinal }) },
        what,
      );
      if (!AGAIN.includes(answer)) break;
      await this.#pause(draws.latencyMs(`${what} again`) * 20, `${id} is sent again`);
    }
    if (!draws.perMille(`${id} repeats`, REPEATED)) return;
    await this.#pause(draws.part(`${id} repeats later`) * 500, `${id} is repeated`);
    await this.call(sessionId, { kind: 'send', commands: [command] }, `${id}, repeated`);
  }

  #pause(ms: number, what: string): Promise<void> {
    return this.#scene.world.sleep(ms, undefined, `${this.name}: ${what}`);
  }

  /** Mostly the same, so that commands of several writers go out together. */
  #serviceFor(what: string): Service {
    const { chance, services } = this.#scene;
    const isOther = chance.draws.perMille(`${what} goes elsewhere`, ELSEWHERE);
    return chance.draws.pick(isOther ? `${what} service` : `${this.name} service`, services);
  }

  /** One call through one of the services, and its answer in a word or two, checked. */
  async call(sessionId: string, request: CallRequest, what: string, through?: Service): Promise<string> {
    const { world, chance, watch, answers } = this.#scene;
    const { draws } = chance;
    const service = through ?? this.#serviceFor(what);
    await service.whenUp();
    const call = await watch.begin(sessionId, this.name, request);
    const { sessions, gone } = service;
    const deadlineMs = chance.isOver ? LONGEST_MS : draws.pick(`${what} deadline`, DEADLINES_MS);
    const about = () =>
      `${this.name} ${request.kind === 'load' ? `loads ${sessionId}` : `sends ${shown(request.commands)} to ${sessionId}`}`;
    world.tell(() => `${about()} through ${service.name}, which has ${deadlineMs} ms.`);
    if (request.kind !== 'load' && chance.faultOf(what, ['crash']) !== undefined)
      world.after(draws.part(`${what} crash`) * 8, undefined, `${what}: crash`, () =>
        service.crash(`while it handles ${what}`),
      );
    let cancel = () => {};
    const silence = new Promise<Ending>((resolve) => {
      cancel = world.after(deadlineMs + GRACE_MS, undefined, `${what}: silence`, () => resolve({ kind: 'silent' }));
    });
    const done = async (): Promise<Ending> => {
      if (sessions === undefined) return { kind: 'gone' };
      try {
        if (request.kind === 'load') return { kind: 'loaded', session: await sessions.load(sessionId) };
        if (request.kind === 'record')
          return { kind: 'many', result: await sessions.record(sessionId, request.commands, { deadlineMs }) };
        const options = { deadlineMs, ...defined({ expectedOrdinal: request.expectedOrdinal }) };
        return { kind: 'sent', result: await sessions.send(sessionId, request.commands[0], options) };
      } catch (error) {
        return endingOf(error);
      }
    };
    const ending = await Promise.race([gone.then((): Ending => ({ kind: 'gone' })), done(), silence]);
    cancel();
    const answer = answerOf(ending);
    world.trace(`${this.name} ${what}: ${answer}`);
    world.tell(
      () =>
        `${this.name} has the answer to ${request.kind === 'load' ? `its load of ${sessionId}` : shown(request.commands)}: ${answer}.`,
    );
    answers[answer] = (answers[answer] ?? 0) + 1;
    try {
      await watch.ended(sessionId, call, ending);
    } catch (error) {
      world.fail(error);
    }
    return answer;
  }
}
