// What can happen in a run, as commands of `fc.commands`: a writer sends the next command, or several at once, or one that
// was sent before; some of them with a fault. Steps are drawn in advance, so they shrink.
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import type { Command } from '../../../machines/commands/command.ts';
import type { GeneratedCommand } from '../run/generated-command.ts';
import type { FaultKind } from './counts.ts';
import type { Fault } from './faulty-log.ts';
import type { SessionModel } from './session-model.ts';
import type { Writer } from './writer.ts';
import type { Writers } from './writers.ts';

/** How many of a thousand steps have each fault. */
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

/** A fault as it is drawn: `skip` appends succeed before it; `stored`: for a writer killed after its append. */
interface DrawnFault {
  readonly kind: Fault['kind'];
  readonly skip: number;
  readonly stored: boolean;
}

/** `loading`: where writers write at the same time, the writer also loads the session, with the same service. */
interface Sending {
  readonly fault: DrawnFault | undefined;
  readonly loading: boolean;
}

export type Step = { readonly writer: number } & (
  | ({ readonly kind: 'next' } & Sending)
  | ({ readonly kind: 'import'; readonly commands: number } & Sending)
  /** As a caller that expects the session at its newest event, or `behind` events before. */
  | { readonly kind: 'expecting'; readonly behind: number }
  /** A command sent before, by its place; `altered`: under its id, another one. */
  | { readonly kind: 'again'; readonly which: number; readonly altered: boolean }
  /** A writer loads the session, with the service of its imports or the other. */
  | { readonly kind: 'load'; readonly importing: boolean }
  | { readonly kind: 'deliver' }
);

/** What the steps of one run share. */
export interface Scene {
  readonly writers: Writers;
  /** Commands to send; taken from the front. */
  readonly pending: GeneratedCommand[];
  readonly restart: (() => Promise<unknown>) | undefined;
  /** Each step is awaited. */
  readonly oneByOne: boolean;
  /** What was done, a line each. */
  readonly done: string[];
}

const commandOf = ({ writers }: Scene, generated: GeneratedCommand): Command =>
  JSON.parse(JSON.stringify({ data: {}, ...generated, id: writers.newId('c') }));

const next = (scene: Scene): Command[] => {
  const generated = scene.pending.shift();
  return generated === undefined ? [] : [commandOf(scene, generated)];
};

const faultOf = (scene: Scene, { kind, stored }: DrawnFault, writer: Writer): Fault | undefined => {
  const { writers } = scene;
  switch (kind) {
    case 'lost-acknowledgement':
    case 'lost-request':
    case 'repeated-append':
      return { kind };
    case 'late-request':
      return { kind, late: (deliver) => writers.delay(deliver) };
    case 'conflict':
      return {
        kind,
        between: () => {
          const entryId = writers.newId('between');
          const data = { entryId, entryType: 'note', title: 'Between', content: '' };
          return writers.begin(writers.another(), {
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

/** Begins a step, and notes it; undefined where there is nothing to do. */
const begin = (scene: Scene, step: Step): Promise<unknown> | undefined => {
  const { writers, done } = scene;
  const writer = writers.at(step.writer);
  const note = (what: string, commands: readonly Command[], fault?: DrawnFault) =>
    done.push(
      `${writer.name} ${what} ${commands.map(({ id, name }) => `${id} (${name})`).join(', ')}${inWords(fault)}`,
    );
  const armed = (commands: readonly Command[], drawn: DrawnFault | undefined): DrawnFault | undefined => {
    const fault = drawn && faultOf(scene, drawn, writer);
    if (fault === undefined || drawn === undefined) return undefined;
    writers.arm(writer, commands, fault, drawn.skip);
    return drawn;
  };
  const load = (importing: boolean) => {
    done.push(`${writer.name} loads the session`);
    return writers.begin(writer, { kind: 'load', commands: [], importing });
  };
  switch (step.kind) {
    case 'next': {
      const [command] = next(scene);
      if (command === undefined) return undefined;
      note('sends', [command], armed([command], step.fault));
      if (step.loading && !scene.oneByOne) void load(false);
      return writers.begin(writer, { kind: 'send', commands: [command] });
    }
    case 'import': {
      const commands = Array.from({ length: step.commands }, () => next(scene)).flat();
      if (commands.length === 0) return undefined;
      note('records', commands, armed(commands, step.fault));
      if (step.loading && !scene.oneByOne) void load(true);
      return writers.begin(writer, { kind: 'record', commands });
    }
    case 'expecting': {
      const [command] = next(scene);
      if (command === undefined) return undefined;
      const expectedOrdinal = Math.max(0, writers.model.ordinal - step.behind);
      note(`expects event ${expectedOrdinal} to be the last and sends`, [command]);
      return writers.begin(writer, { kind: 'send', commands: [command], expectedOrdinal });
    }
    case 'again': {
      const sent = [...writers.model.sent.values()];
      const [command] = sent[step.which % sent.length]?.commands ?? [];
      if (command === undefined) return undefined;
      writers.counts.faults['repeated-command'] += 1;
      const altered = { ...command, description: 'Another one' };
      note(`sends again${step.altered ? ', altered,' : ''}`, [command]);
      return writers.begin(writer, { kind: 'send', commands: [step.altered ? altered : command] });
    }
    case 'load':
      return load(step.importing);
    case 'deliver':
      done.push('a delayed request arrives');
      return writers.deliver();
    default:
      return step satisfies never;
  }
};

const inWords = (fault: DrawnFault | undefined): string => {
  if (fault === undefined) return '';
  const { kind, skip, stored } = fault;
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
    // Each writer runs as far as it can without the log, so that every log gets the same order.
    if (!scene.oneByOne) await setImmediate();
    const begun = begin(scene, this.#step);
    if (begun === undefined) return;
    if (scene.oneByOne) await scene.writers.settled(begun);
    else await scene.writers.checkEnded();
    if (!scene.oneByOne) await setImmediate();
  }

  toString(): string {
    return JSON.stringify(this.#step);
  }
}

/** @throws RangeError for weights that are not whole numbers from 0, or more than a thousand together */
export const steps = (writers: number, weights: Readonly<Record<FaultKind, number>>): fc.Arbitrary<StepCommand> => {
  const sum = Object.values(weights).reduce((all, weight) => all + weight, 0);
  if (sum > 1_000 || Object.values(weights).some((weight) => !Number.isInteger(weight) || weight < 0))
    throw new RangeError('faults: whole numbers from 0, at most a thousand together');
  const writer = fc.nat({ max: writers - 1 });
  const loading = fc.boolean();
  const stepOf = (fault: fc.Arbitrary<DrawnFault | undefined>): fc.Arbitrary<Step> => {
    const commands = fc.integer({ min: 2, max: 6 });
    return fc.oneof(
      { weight: 4, arbitrary: fc.record({ kind: fc.constant('next' as const), writer, fault, loading }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('import' as const), writer, commands, fault, loading }) },
    );
  };
  // Shrinks to none, which is hardly ever drawn.
  const fault = (kind: Fault['kind']): fc.Arbitrary<DrawnFault | undefined> =>
    fc.option(faultWith(kind), { nil: undefined, freq: 1_000_000 });
  const faultWith = (kind: Fault['kind']): fc.Arbitrary<DrawnFault> =>
    fc.record({
      kind: fc.constant(kind),
      skip: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat({ max: 2 }) }),
      stored: fc.boolean(),
    });
  const { 'repeated-command': again, ...faultWeights } = weights;
  const whole = 1_000 - sum;
  const plain: fc.Arbitrary<Step> = fc.oneof(
    { weight: 70, arbitrary: stepOf(fc.constant(undefined)) },
    {
      weight: 6,
      arbitrary: fc.record({ kind: fc.constant('expecting' as const), writer, behind: fc.nat({ max: 3 }) }),
    },
    { weight: 14, arbitrary: fc.record({ kind: fc.constant('load' as const), writer, importing: fc.boolean() }) },
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
      ...Object.entries(faultWeights).map(([kind, weight]) => ({
        weight,
        arbitrary: stepOf(fault(kind as Fault['kind'])),
      })),
    )
    .map((step) => new StepCommand(step));
};
