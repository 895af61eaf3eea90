// Several writers on one session of a real log, and the model that watches them. Ids and times count up, so the same
// steps give the same record, byte for byte.
import type { Command } from '../../../machines/commands/command.ts';
import { defined } from '../../../machines/defined.ts';
import { isRepriseError } from '../../errors.ts';
import type { Log } from '../../log/port.ts';
import { type Call, type CallRequest, callText, type Ending } from './call.ts';
import { checkAnswer } from './check-answer.ts';
import { checkRecord } from './check-record.ts';
import { type ModelRunCounts, newCounts } from './counts.ts';
import type { Fault } from './faulty-log.ts';
import type { Schedule } from './schedule.ts';
import { newSent, type SessionModel, same } from './session-model.ts';
import { type MakeSessions, newWriter, type Writer } from './writer.ts';

const BEGIN = Date.parse('2026-01-31T14:00:00.000Z');

export interface WritersOptions {
  readonly log: Log;
  readonly model: SessionModel;
  readonly writers: number;
  readonly deadlineMs: number;
  readonly makeSessions?: MakeSessions | undefined;
  /** Where writers write at the same time. */
  readonly schedule?: Schedule | undefined;
}

/** A fault of an append of one writer, after `skip` others. */
interface Armed {
  readonly writer: string;
  readonly fault: Fault;
  skip: number;
}

const commandsIn = (lines: readonly string[]): Set<string> =>
  new Set(lines.map((line) => (JSON.parse(line) as { commandid: string }).commandid));

export class Writers {
  readonly model: SessionModel;
  readonly counts: ModelRunCounts = newCounts();
  /** Calls with their answers, in order of the answers. */
  readonly answers: string[] = [];
  readonly #options: WritersOptions;
  readonly #writers: Writer[];
  readonly #faults = new Map<string, Armed>();
  readonly #late: (() => Promise<unknown>)[] = [];
  readonly #pending = new Set<Promise<unknown>>();
  readonly #conflicted = new Set<string>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #ended: { readonly call: Call; readonly ending: Ending }[] = [];
  #ids = 0;
  #ticks = 0;
  #made = 0;

  constructor(options: WritersOptions) {
    this.#options = options;
    this.model = options.model;
    this.#writers = Array.from({ length: options.writers }, () => this.another());
    this.counts.runs = 1;
    this.counts.interleaved = options.schedule === undefined ? 0 : 1;
  }

  /** An id that this run has not had. */
  newId(prefix: string): string {
    this.#ids += 1;
    return `${prefix}${this.#ids}`;
  }

  /** One of the writers, whatever the number. */
  at(number: number): Writer {
    return this.#writers[number % this.#writers.length] as Writer;
  }

  /** Another writer beside them. */
  another(): Writer {
    const { log, schedule, makeSessions } = this.#options;
    this.#made += 1;
    const name = `writer ${this.#made}`;
    return newWriter({
      name,
      ...{ log, schedule, makeSessions },
      clock: () => {
        this.#ticks += 1;
        return new Date(BEGIN + this.#ticks * 1_000);
      },
      newId: () => this.newId(`${this.model.sessionId}-`),
      faultOf: ({ commit }, ofServer) => this.#faultOf(name, commit.lines, ofServer),
      happened: (kind) => {
        this.counts.faults[kind] += 1;
      },
      conflicted: ({ commit }) => {
        for (const id of commandsIn(commit.lines)) this.#conflicted.add(id);
      },
    });
  }

  /** Kills a writer and replaces it by a new one. */
  kill(writer: Writer): void {
    const place = this.#writers.indexOf(writer);
    if (place >= 0) this.#writers[place] = this.another();
    writer.kill();
  }

  #faultOf(writer: string, lines: readonly string[], ofServer: boolean): Fault | undefined {
    for (const id of commandsIn(lines)) {
      const armed = this.#faults.get(id);
      if (armed?.writer !== writer || (armed.fault.kind === 'server-killed') !== ofServer) continue;
      armed.skip -= 1;
      if (armed.skip >= 0) return undefined;
      this.#faults.delete(id);
      return armed.fault;
    }
    return undefined;
  }

  /** Makes an append of these commands by a writer fail, after `skip` that succeed. */
  arm({ name: writer }: Writer, commands: readonly Command[], fault: Fault, skip: number): void {
    const armed: Armed = { writer, fault, skip };
    for (const { id } of commands) this.#faults.set(id, armed);
  }

  /** Delays a request until `deliver`. */
  delay(deliver: () => Promise<unknown>): void {
    this.#late.push(deliver);
  }

  /** Delivers the oldest delayed request. */
  deliver(): Promise<void> {
    const deliver = this.#late.shift();
    // Its sender has an answer already, so a failure is ignored.
    return this.#pend(deliver === undefined ? Promise.resolve() : deliver().catch(() => {}));
  }

  /** Begins a call. Its answer is checked by the first `checkEnded` after its end. */
  begin(writer: Writer, request: CallRequest): Promise<void> {
    const { model } = this;
    const call: Call = { ...request, writer: writer.name, begin: model.ordinal };
    for (const command of call.commands) {
      this.counts.commands += 1;
      const sent = model.sent.get(command.id) ?? newSent();
      if (!sent.commands.some((known) => same(known, command))) sent.commands.push(command);
      sent.running += 1;
      model.sent.set(command.id, sent);
    }
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<Ending>((resolve) => {
      timer = setTimeout(() => resolve({ kind: 'silent' }), 2 * this.#options.deadlineMs);
      this.#timers.add(timer);
    });
    const ending = Promise.race([writer.gone, this.#do(writer, call), silence]);
    return this.#pend(
      ending.then((ended) => {
        clearTimeout(timer);
        if (timer !== undefined) this.#timers.delete(timer);
        for (const { id } of call.commands) if (this.#faults.get(id)?.writer === call.writer) this.#faults.delete(id);
        this.#ended.push({ call, ending: ended });
      }),
    );
  }

  async #do(writer: Writer, call: Call): Promise<Ending> {
    const { sessionId } = this.model;
    const { deadlineMs } = this.#options;
    try {
      switch (call.kind) {
        case 'send': {
          const { expectedOrdinal } = call;
          const options = { deadlineMs, ...defined({ expectedOrdinal }) };
          return { kind: 'sent', result: await writer.sessions.send(sessionId, call.commands[0], options) };
        }
        case 'record':
          return { kind: 'many', result: await writer.imports.record(sessionId, call.commands, { deadlineMs }) };
        case 'load': {
          const service = call.importing ? writer.imports : writer.sessions;
          return { kind: 'loaded', session: await service.load(sessionId) };
        }
        default:
          return call satisfies never;
      }
    } catch (error) {
      return isRepriseError(error) ? { kind: 'failed', error } : { kind: 'threw', error };
    }
  }

  /** Stops waiting for anything. */
  abandon(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #pend(done: Promise<unknown>): Promise<void> {
    const waited = done.then(() => {
      this.#pending.delete(waited);
    });
    this.#pending.add(waited);
    return waited;
  }

  /** Reads the log, and checks the calls that had ended before. @throws ModelMismatch */
  async checkEnded(): Promise<void> {
    const ended = this.#ended;
    this.#ended = [];
    await this.model.catchUp(this.#options.log);
    for (const { call, ending } of ended) {
      const answer = checkAnswer(this.model, call, ending);
      this.answers.push(callText(call, ending, answer));
      this.#count(call, ending, answer);
    }
  }

  #count(call: Call, ending: Ending, answer: string): void {
    const { counts } = this;
    const [kind = answer] = answer.split(' ');
    counts.answers[kind] = (counts.answers[kind] ?? 0) + 1;
    const isAnswered = ending.kind === 'failed' ? answer !== 'UNKNOWN_OUTCOME' : ending.kind !== 'gone';
    if (call.commands.filter(({ id }) => this.#conflicted.delete(id)).length > 0) {
      counts.conflicts += 1;
      if (isAnswered) counts.conflictsSettled += 1;
    }
    for (const { id } of call.commands) {
      const sent = this.model.sent.get(id);
      if (sent === undefined) continue;
      if (isAnswered && sent.outcome === 'unknown') {
        sent.outcome = 'settled';
        counts.unknownsSettled += 1;
      } else if (!isAnswered && sent.outcome === 'known' && !sent.acknowledged) {
        sent.outcome = 'unknown';
        counts.unknowns += 1;
      }
    }
  }

  /** Waits for a call, or for all that are running, and checks those that ended. @throws ModelMismatch */
  async settled(call?: Promise<unknown>): Promise<void> {
    const { schedule } = this.#options;
    const until = (done: Promise<unknown>) => (schedule === undefined ? done : schedule.scheduler.waitFor(done));
    if (call !== undefined) await until(call);
    else while (this.#pending.size > 0) await until(Promise.all(this.#pending));
    await this.checkEnded();
  }

  /**
   * Ends a run: delivers delayed requests, sends commands of unknown outcome again, lets every writer load the session,
   * and checks the complete record. @throws ModelMismatch
   */
  async finish(): Promise<void> {
    const { model } = this;
    await this.settled();
    while (this.#late.length > 0) await this.settled(this.deliver());
    const sender = this.another();
    for (const { commands, maybe, acknowledged } of model.sent.values())
      if (maybe && !acknowledged)
        for (const command of commands) await this.settled(this.begin(sender, { kind: 'send', commands: [command] }));
    for (const writer of [...this.#writers, this.another()])
      for (const importing of [false, true])
        await this.settled(this.begin(writer, { kind: 'load', commands: [], importing }));
    await checkRecord(this.#options.log, model);
    this.counts.events = model.ordinal;
  }
}
