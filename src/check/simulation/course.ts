// One course of a simulation: services, writers and readers over one log, from the first command until nothing is unknown
// any more and every reader has everything; then the complete record is checked.
import fc from 'fast-check';
import type { Command } from '../../../machines/commands/command.ts';
import { counted } from '../../../machines/rules/rule.ts';
import { memoryLog } from '../../log/memory.ts';
import type { Log } from '../../log/port.ts';
import { foldFrom, foldOn, textsOf } from '../../session/record/same-views.ts';
import type { MakeSessions } from '../model-run/writer.ts';
import { type GeneratedCommand, startCommand } from '../run/generated-command.ts';
import { commandSequences } from '../sequences/command-sequences.ts';
import { Chance } from './chance.ts';
import type { SimulatedFault } from './faults.ts';
import { overJetStream, overPort } from './ground.ts';
import { Reader } from './reader.ts';
import { Service } from './service.ts';
import type { Setting } from './setting.ts';
import { ModelMismatch, Watch } from './watch.ts';
import { type Life, World } from './world.ts';
import { type PlannedCommand, type Scene, Writer } from './writer.ts';

export interface CourseOptions {
  readonly makeSessions?: MakeSessions | undefined;
  /** A log of the caller's, empty. */
  readonly openLog?: (() => Log | Promise<Log>) | undefined;
  /** The commands of a session, after its start. */
  readonly sequences?: fc.Arbitrary<readonly GeneratedCommand[]> | undefined;
  /** Keeps the story. */
  readonly isTold?: boolean;
}

export interface CourseResult {
  readonly steps: number;
  readonly events: number;
  readonly commands: number;
  readonly answers: Readonly<Record<string, number>>;
  readonly faults: Readonly<Record<SimulatedFault, number>>;
  /** The names of the faults that took place. */
  readonly happened: readonly string[];
  /** Milliseconds that passed in it. */
  readonly simulatedMs: number;
  /** SHA-256 of everything that happened, in order. */
  readonly hash: string;
  readonly failure: Error | undefined;
  readonly story: readonly string[];
  /** The lines of the log, by session. */
  readonly lines: ReadonlyMap<string, readonly string[]>;
}

/** The longest that a course takes, in its own time: what does not come to an end has stopped. */
const MOST_MS = 900_000;
/** Answers that say that the log could not be used. */
const FAILED: ReadonlySet<string> = new Set(['UNKNOWN_OUTCOME', 'LOG_UNREACHABLE', 'QUEUE_FULL', 'CONFLICT', 'gone']);
/** Until nothing is on its way any more. */
const SETTLED_MS = 60_000;

/** Sequences of commands are made once for a profile and length, and used by many sessions under ids of their own. */
const banks = new Map<string, readonly (readonly GeneratedCommand[])[]>();
/** How many sequences; of those of a profile a quarter have commands made without care, which are mostly refused. */
const BANK = 32;
const bankOf = ({ profile, commands: most }: Setting, own: CourseOptions['sequences']) => {
  const sample = (arbitrary: fc.Arbitrary<readonly GeneratedCommand[]>, numRuns: number) =>
    fc.sample(arbitrary, { seed: 1, numRuns });
  if (own !== undefined) return sample(own, BANK);
  const key = JSON.stringify([profile, most]);
  const made = banks.get(key);
  if (made !== undefined) return made;
  const options = { minLength: Math.min(3, most), maxLength: most };
  const bank = [
    ...sample(commandSequences(profile, { ...options, legal: 'legal' }), (3 * BANK) / 4),
    ...sample(commandSequences(profile, options), BANK / 4),
  ];
  banks.set(key, bank);
  return bank;
};

const planOf = (setting: Setting, { draws }: Chance, options: CourseOptions): PlannedCommand[] => {
  const bank = bankOf(setting, options.sequences);
  const leftOut = new Set(setting.leftOut.commands);
  const planned: PlannedCommand[] = [];
  for (let s = 1; s <= setting.sessions; s += 1) {
    const sessionId = `s${s}`;
    const sequence = draws.pick(`${sessionId} sequence`, bank).slice(0, setting.commands - 1);
    for (const [n, { name, data = {}, actor, time }] of [startCommand(setting.profile), ...sequence].entries()) {
      const id = `${sessionId}-c${n}`;
      if (leftOut.has(id)) continue;
      const command = { id, name, data, ...(actor !== undefined && { actor }), ...(time !== undefined && { time }) };
      planned.push({ sessionId, command: command as Command, isStart: n === 0 });
    }
  }
  return planned;
};

/** The ids of the commands of a course. */
export const commandIdsOf = (setting: Setting, options: CourseOptions): string[] =>
  planOf(setting, new Chance(setting), options).map(({ command }) => command.id);

export const runCourse = async (setting: Setting, options: CourseOptions = {}): Promise<CourseResult> => {
  const world = new World(options.isTold);
  const chance = new Chance(setting);
  const ground =
    setting.log === 'jetstream'
      ? overJetStream(world, chance)
      : overPort(options.openLog === undefined ? memoryLog() : await options.openLog());
  const watch = new Watch(ground.truth);
  const reach = (name: string, life: Life, crash: (why: string) => void): Log =>
    ground.reach({
      world,
      chance,
      life,
      name,
      crash,
      overlapped: (session) =>
        world.fail(new ModelMismatch(`${name} has two commits of ${session} under way at the same time.`)),
    });
  const services = Array.from({ length: setting.services }, (_, n) => {
    const name = `service ${n + 1}`;
    return new Service({
      name,
      world,
      chance,
      openLog: (life, crash) => reach(name, life, crash),
      makeSessions: options.makeSessions,
    });
  });
  const answers: Record<string, number> = {};
  const isWide = setting.writers === setting.sessions;
  const scene: Scene = { world, chance, watch, services, isHurried: isWide, answers };
  const planned = planOf(setting, chance, options);
  const readers = Array.from({ length: setting.readers }, (_, n) => `reader ${n + 1}`)
    .filter((name) => !setting.leftOut.readers.includes(name))
    .map((name, n) => {
      const openLog = (life: Life) => reach(name, life, () => {});
      return new Reader({ name, world, chance, openLog, end: ground.end, folds: n === 0 });
    });
  for (const reader of readers)
    world.after(chance.draws.part(`${reader.name} begins`) * 200, undefined, `${reader.name} begins`, () =>
      reader.start(),
    );

  const write = async (): Promise<void> => {
    const writers = Array.from({ length: setting.writers }, (_, n) => new Writer(`writer ${n + 1}`, scene));
    const writeAll = (commands: readonly PlannedCommand[]) => {
      const byWriter = new Map<Writer, PlannedCommand[]>(writers.map((writer) => [writer, []]));
      for (const one of commands) {
        // Where there are as many writers as sessions, each session has one of its own.
        const own = Number(one.sessionId.slice(1)) - 1;
        const writer = isWide ? writers[own] : chance.draws.pick(`${one.command.id} writer`, writers);
        if (writer !== undefined) byWriter.get(writer)?.push(one);
      }
      return Promise.all([...byWriter].map(([writer, own]) => writer.run(own)));
    };
    await writeAll(planned.filter(({ isStart }) => isStart));
    await writeAll(planned.filter(({ isStart }) => !isStart));
    // From now on everything works, and what is unknown is found out.
    chance.isOver = true;
    world.tell(() => 'From now on nothing goes wrong.');
    await world.sleep(SETTLED_MS, undefined, 'what is late arrives');
    const finder = new Writer('the last writer', scene);
    for (const { sessionId, command } of planned)
      for (let n = 1; n < 5 && watch.isUnknown(sessionId, command.id); n += 1)
        await finder.call(sessionId, { kind: 'send', commands: [command] }, `${command.id}, found out ${n}`);
    // Every service is back by itself: each session is read, and written to once more.
    for (const [n, sessionId] of watch.sessionIds.entries()) {
      await finder.call(sessionId, { kind: 'load', commands: [], importing: false }, `at the end ${sessionId}`);
      const data = { entryType: 'note', title: 'The end', content: '' };
      const last: Command = { id: `${sessionId}-end`, name: 'entry.add', data };
      const service = services[n % services.length];
      const answer = await finder.call(
        sessionId,
        { kind: 'send', commands: [last] },
        `the end of ${sessionId}`,
        service,
      );
      if (FAILED.has(answer))
        throw new ModelMismatch(
          `${service?.name} answers ${answer} to ${last.id}, although nothing has gone wrong for ${SETTLED_MS / 1_000} s.`,
        );
    }
  };

  let isWritten = false;
  const isBehind = ({ events }: Reader) => events.length < ground.events();
  write().then(
    () => {
      isWritten = true;
    },
    (error) => world.fail(error),
  );
  const ended = await world.run(() => isWritten && !readers.some(isBehind), MOST_MS);
  if (ended === 'idle' || ended === 'late')
    world.fail(
      new ModelMismatch(
        isWritten
          ? `${readers.find(isBehind)?.name} received ${counted(readers.find(isBehind)?.events.length ?? 0, 'event')} of the log's ${ground.events()}, and then no more.`
          : 'A call was never answered: nothing goes on.',
      ),
    );
  // Every view of every session costs more than all the rest; one in four shows what they all would.
  const isCheckedWhole = (sessionId: string) => chance.draws.part(`${sessionId} is checked whole`) < 0.25;
  const check = async (): Promise<void> => {
    await watch.checkRecords(isCheckedWhole);
    for (const reader of readers) checkReader(reader, watch, isCheckedWhole);
  };
  if (world.failure === undefined) await check().catch((error) => world.fail(error));
  for (const reader of readers) reader.stop();
  const models = watch.sessionIds.map((sessionId) => watch.modelOf(sessionId));
  const lines = new Map(models.map((model) => [model.sessionId, model.lines]));
  for (const ofOne of lines.values()) world.trace(ofOne.join('\n'));
  return {
    steps: world.steps,
    events: models.reduce((sum, { ordinal }) => sum + ordinal, 0),
    commands: planned.length,
    answers,
    faults: chance.counts,
    happened: chance.happened,
    simulatedMs: world.nowMs,
    hash: world.hash,
    failure: world.failure,
    story: world.story ?? [],
    lines,
  };
};

/** What a reader received is what the log holds, and its views are those of the log. @throws ModelMismatch */
const checkReader = (reader: Reader, watch: Watch, isCheckedWhole: (sessionId: string) => boolean): void => {
  for (const event of reader.events) {
    const recorded = watch.modelOf(event.sessionid).events[event.ordinal - 1];
    if (recorded?.hash !== event.hash)
      throw new ModelMismatch(
        `${reader.name} received another event ${event.ordinal} of ${event.sessionid} than the log holds.`,
      );
  }
  for (const [sessionId, folded] of reader.folded) {
    if (!isCheckedWhole(sessionId)) continue;
    const model = watch.modelOf(sessionId);
    const expected = textsOf(model.events.reduce(foldOn, foldFrom(sessionId)));
    for (const [view, text] of textsOf(folded))
      if (expected.get(view) !== text)
        throw new ModelMismatch(`${view} of ${sessionId} of ${reader.name} is not the fold of the log.`);
  }
};
