// What can happen in a run, as commands of `fc.commands`: a writer sends the story's next command, or several at once, or
// one that was sent before; and with a share of them something goes wrong. Steps are drawn before, so they shrink.
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import type { Command } from '../../../machines/commands/command.ts';
import type { GeneratedCommand } from '../run/generated-command.ts';
import type { FaultKind } from './counts.ts';
import type { Fault } from './faulty-log.ts';
import type { SessionModel } from './session-model.ts';
import type { Writer } from './writer.ts';
import type { Writers } from './writers.ts';

/** Of a thousand steps, how many are to have each fault. */
export type FaultWeights = Readonly<Partial<Record<FaultKind, number>>>;

export const FAULT_WEIGHTS: Readonly<Record<FaultKind, number>> = {
  'lost-acknowledgement': 60,
  'lost-request': 30,
  'late-request': 40,
  'repeated-append': 40,
  'repeated-command': 90,
  conflict: 90,
  'writer-killed': 50,
  'server-killed': 5,
};

/** A fault as it is drawn: `skip` appends are let through before it; `stored`: of a writer killed after its append. */
interface Mishap {
  readonly kind: Fault['kind'];
  readonly skip: number;
  readonly stored: boolean;
}

/** `looking`: where writers write at the same time, the writer loads the session meanwhile, with the same service. */
interface Sending {
  readonly mishap: Mishap | undefined;
  readonly looking: boolean;
}

export type Step = { readonly writer: number } & (
  | ({ readonly kind: 'next' } & Sending)
  | ({ readonly kind: 'import'; readonly commands: number } & Sending)
  /** As a caller that saw the session at its newest event, or `behind` events before. */
  | { readonly kind: 'expecting'; readonly behind: number }
  /** A command sent before, by its place; `altered`: under its id, another one. */
  | { readonly kind: 'again'; readonly which: number; readonly altered: boolean }
  /** A writer loads the session, with the service of its imports or the other. */
  | { readonly kind: 'look'; readonly importing: boolean }
  | { readonly kind: 'deliver' }
);

/** What the steps of one run share: the writers, what is still to be sent, and what a killed server does. */
export interface Scene {
  readonly writers: Writers;
  /** Commands that wait to be sent; taken from the front. */
  readonly story: GeneratedCommand[];
  readonly restart: (() => Promise<unknown>) | undefined;
  /** Waits for each step. */
  readonly oneByOne: boolean;
  /** What was done, a line each. */
  readonly told: string[];
}

const commandOf = ({ writers }: Scene, generated: GeneratedCommand): Command =>
  JSON.parse(JSON.stringify({ data: {}, ...generated, id: writers.newId('c') }));

const next = (scene: Scene): Command[] => {
  const generated = scene.story.shift();
  return generated === undefined ? [] : [commandOf(scene, generated)];
};

const faultOf = (scene: Scene, { kind, stored }: Mishap, writer: Writer): Fault | undefined => {
  const { writers } = scene;
  switch (kind) {
    case 'lost-acknowledgement':
    case 'lost-request':
    case 'repeated-append':
      return { kind };
    case 'late-request':
      return { kind, late: (deliver) => writers.late(deliver) };
    case 'conflict':
      return {
        kind,
        between: () => {
          const entryId = writers.newId('between');
          const data = { entryId, entryType: 'note', title: 'Between', content: '' };
          return writers.ask(writers.other(), {
            kind: 'send',
            commands: [commandOf(scene, { name: 'entry.add', data })],
          });
        },
      };
    case 'writer-killed':
      return { kind, stored, killed: () => writers.kill(writer) };
    case 'server-killed':
      return scene.restart === undefined ? undefined : { kind, restart: scene.restart };
    default:
      return kind satisfies never;
  }
};

/** Begins what a step is about, and tells it; undefined where there is nothing to do. */
const begin = (scene: Scene, step: Step): Promise<unknown> | undefined => {
  const { writers, told } = scene;
  const writer = writers.at(step.writer);
  const tell = (what: string, commands: readonly Command[], mishap?: Mishap) =>
    told.push(
      `${writer.name} ${what} ${commands.map(({ id, name }) => `${id} (${name})`).join(', ')}${inWords(mishap)}`,
    );
  const armed = (commands: readonly Command[], mishap: Mishap | undefined): Mishap | undefined => {
    const fault = mishap && faultOf(scene, mishap, writer);
    if (fault === undefined || mishap === undefined) return undefined;
    writers.arm(writer, commands, fault, mishap.skip);
    return mishap;
  };
  const load = (importing: boolean) => {
    told.push(`${writer.name} loads the session`);
    return writers.ask(writer, { kind: 'load', commands: [], importing });
  };
  switch (step.kind) {
    case 'next': {
      const [command] = next(scene);
      if (command === undefined) return undefined;
      tell('sends', [command], armed([command], step.mishap));
      if (step.looking && !scene.oneByOne) void load(false);
      return writers.ask(writer, { kind: 'send', commands: [command] });
    }
    case 'import': {
      const commands = Array.from({ length: step.commands }, () => next(scene)).flat();
      if (commands.length === 0) return undefined;
      tell('records', commands, armed(commands, step.mishap));
      if (step.looking && !scene.oneByOne) void load(true);
      return writers.ask(writer, { kind: 'record', commands });
    }
    case 'expecting': {
      const [command] = next(scene);
      if (command === undefined) return undefined;
      const expectedOrdinal = Math.max(0, writers.model.ordinal - step.behind);
      tell(`expects event ${expectedOrdinal} to be the last and sends`, [command]);
      return writers.ask(writer, { kind: 'send', commands: [command], expectedOrdinal });
    }
    case 'again': {
      const sent = [...writers.model.sent.values()];
      const [command] = sent[step.which % sent.length]?.commands ?? [];
      if (command === undefined) return undefined;
      writers.counts.faults['repeated-command'] += 1;
      const altered = { ...command, description: 'Another one' };
      tell(`sends again${step.altered ? ', with other words,' : ''}`, [command]);
      return writers.ask(writer, { kind: 'send', commands: [step.altered ? altered : command] });
    }
    case 'look':
      return load(step.importing);
    case 'deliver':
      told.push('what was late arrives');
      return writers.deliver();
    default:
      return step satisfies never;
  }
};

const inWords = (mishap: Mishap | undefined): string => {
  if (mishap === undefined) return '';
  const { kind, skip, stored } = mishap;
  const which = skip === 0 ? '' : ` at append ${skip + 1}`;
  return `: ${kind}${which}${kind === 'writer-killed' ? `, ${stored ? 'after' : 'before'} it is stored` : ''}`;
};

export class StepCommand implements fc.AsyncCommand<SessionModel, Scene> {
  readonly #step: Step;

  constructor(step: Step) {
    this.#step = step;
  }

  check(): boolean {
    return true;
  }

  async run(_model: SessionModel, scene: Scene): Promise<void> {
    // Each writer goes as far as it can without the log: so every log, slow or fast, meets the same order.
    if (!scene.oneByOne) await setImmediate();
    const begun = begin(scene, this.#step);
    if (begun === undefined) return;
    if (scene.oneByOne) await scene.writers.settled(begun);
    else await scene.writers.judge();
    if (!scene.oneByOne) await setImmediate();
  }

  toString(): string {
    return JSON.stringify(this.#step);
  }
}

/** @throws RangeError for weights that are none, or more than a thousand together */
export const steps = (writers: number, weights: Readonly<Record<FaultKind, number>>): fc.Arbitrary<StepCommand> => {
  const sum = Object.values(weights).reduce((all, weight) => all + weight, 0);
  if (sum > 1_000 || Object.values(weights).some((weight) => !Number.isInteger(weight) || weight < 0))
    throw new RangeError('faults: whole numbers from 0, of a thousand steps together');
  const writer = fc.nat({ max: writers - 1 });
  const looking = fc.boolean();
  const stepOf = (mishap: fc.Arbitrary<Mishap | undefined>): fc.Arbitrary<Step> => {
    const commands = fc.integer({ min: 2, max: 6 });
    return fc.oneof(
      { weight: 4, arbitrary: fc.record({ kind: fc.constant('next' as const), writer, mishap, looking }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('import' as const), writer, commands, mishap, looking }) },
    );
  };
  // Shrinks to none, which is hardly ever drawn.
  const mishap = (kind: Fault['kind']): fc.Arbitrary<Mishap | undefined> =>
    fc.option(mishapOf(kind), { nil: undefined, freq: 1_000_000 });
  const mishapOf = (kind: Fault['kind']): fc.Arbitrary<Mishap> =>
    fc.record({
      kind: fc.constant(kind),
      skip: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat({ max: 2 }) }),
      stored: fc.boolean(),
    });
  const { 'repeated-command': again, ...mishaps } = weights;
  const whole = 1_000 - sum;
  const plain: fc.Arbitrary<Step> = fc.oneof(
    { weight: 70, arbitrary: stepOf(fc.constant(undefined)) },
    {
      weight: 6,
      arbitrary: fc.record({ kind: fc.constant('expecting' as const), writer, behind: fc.nat({ max: 3 }) }),
    },
    { weight: 14, arbitrary: fc.record({ kind: fc.constant('look' as const), writer, importing: fc.boolean() }) },
    { weight: 10, arbitrary: fc.record({ kind: fc.constant('deliver' as const), writer }) },
  );
  const repeat = fc.record({
    kind: fc.constant('again' as const),
    writer,
    which: fc.nat({ max: 1_000 }),
    altered: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  });
  return fc
    .oneof(
      { weight: whole, arbitrary: plain },
      { weight: again, arbitrary: repeat },
      ...Object.entries(mishaps).map(([kind, weight]) => ({
        weight,
        arbitrary: stepOf(mishap(kind as Fault['kind'])),
      })),
    )
    .map((step) => new StepCommand(step));
};
