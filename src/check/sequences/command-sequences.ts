// Random sequences of commands for a profile: legal ones, and nearly legal ones with some illegal commands. They follow the
// session while they are generated, so that long ones go through the whole process and reach its end.
import fc from 'fast-check';
import type { Profile } from '../../../machines/profile.ts';
import { type GeneratedCommand, startCommand } from '../run/generated-command.ts';
import { nextCommand } from './next-command.ts';
import { Picks } from './picks.ts';
import { SequenceState } from './sequence-state.ts';
import { type Place, simplerSequences } from './shrink.ts';
import { stepsToEnd } from './steps-to-end.ts';

export interface SequenceOptions {
  /** Commands at least, 0 to `maxLength`; default 1. A sequence that has ended its session may be shorter. */
  readonly minLength?: number;
  /** Commands at most, up to 10,000; default 100. The mean is about half of it. */
  readonly maxLength?: number;
  /**
   * `legal`: each command is accepted by an enforced session. `nearly`: about three in ten are made without care (an id
   * that nobody has, a phase out of order), most of them refused. Default `nearly`.
   */
  readonly legal?: 'legal' | 'nearly';
  /** What `session.start` takes besides goal and profile: `{ tokenBudget: 1000 }`. */
  readonly start?: Readonly<Record<string, unknown>>;
}

const MOST = 10_000;
/** Of a hundred nearly legal commands, those made without care. */
const CARELESS = 30;
/** The same, while the session is brought to its end. */
const CARELESS_AT_END = 15;
/** Of a hundred sequences that are long enough, those that lead to the end of the session. */
const ENDING = 95;
/** Of a hundred sequences, those whose session may end before its process is complete. */
const EARLY = 8;
/** Commands after the end of a nearly legal sequence. */
const AFTERWARDS = 2;
const TRIES = 12;

class CommandSequences extends fc.Arbitrary<GeneratedCommand[]> {
  readonly #start: GeneratedCommand;
  readonly #least: number;
  readonly #most: number;
  readonly #legal: boolean;

  constructor(profile: string | Profile, { minLength, maxLength = 100, legal = 'nearly', start }: SequenceOptions) {
    super();
    this.#most = maxLength;
    this.#least = minLength ?? Math.min(1, maxLength);
    this.#legal = legal === 'legal';
    this.#start = startCommand(profile, { ...start, enforcement: 'enforce' });
    if (!Number.isInteger(maxLength) || maxLength < 0 || maxLength > MOST)
      throw new RangeError(`maxLength: a whole number from 0 to 10,000, not ${maxLength}`);
    if (!Number.isInteger(this.#least) || this.#least < 0 || this.#least > maxLength)
      throw new RangeError(`minLength: a whole number from 0 to maxLength, not ${minLength}`);
  }

  override generate(random: fc.Random, biasFactor: number | undefined): fc.Value<GeneratedCommand[]> {
    const picks = new Picks(random);
    // As fast-check has it: of biased values some are small, so that small failures are found first.
    const span = this.#most - this.#least;
    const small = biasFactor !== undefined && picks.between(1, 2 * biasFactor) === 1;
    const length = this.#least + picks.between(0, small ? Math.min(span, 8) : span);
    return new fc.Value(this.#sequence(new SequenceState(picks, this.#start), length), undefined);
  }

  #sequence(sequence: SequenceState, length: number): GeneratedCommand[] {
    const { picks } = sequence;
    const commands: GeneratedCommand[] = [];
    const care = this.#legal ? 1.3 : 1.8;
    const margin = this.#legal ? 6 : 10;
    sequence.mayEndEarly = picks.percent(EARLY);
    const ends = length > stepsToEnd(sequence.state) * care + margin && picks.percent(ENDING);
    let after = 0;
    while (commands.length < length) {
      const ended = sequence.state.session.state === 'ended';
      if (ended && (this.#legal || after === AFTERWARDS)) break;
      if (ended) after += 1;
      sequence.progress = commands.length / length;
      sequence.ending ||= ends && length - commands.length <= stepsToEnd(sequence.state) * care + margin;
      sequence.careless = !this.#legal && picks.percent(sequence.ending ? CARELESS_AT_END : CARELESS);
      commands.push(this.#legal ? legalCommand(sequence) : carelessCommand(sequence));
    }
    return commands;
  }

  override canShrinkWithoutContext(value: unknown): value is GeneratedCommand[] {
    return Array.isArray(value) && value.every((command) => typeof command?.name === 'string');
  }

  override shrink(commands: GeneratedCommand[], place: unknown): fc.Stream<fc.Value<GeneratedCommand[]>> {
    return fc.stream(this.#simpler(commands, place as Place | undefined));
  }

  *#simpler(commands: GeneratedCommand[], from: Place | undefined): Generator<fc.Value<GeneratedCommand[]>> {
    for (const { commands: simpler, place } of simplerSequences(commands, this.#least, from)) {
      if (!this.#legal) yield new fc.Value([...simpler], place);
      else {
        const legal = this.#legalOf(simpler);
        // Commands that are no longer legal are left out, too; only a shorter sequence counts.
        const counts = place.size > 0 ? legal.length >= this.#least : legal.length === commands.length;
        if (counts) yield new fc.Value(legal, place);
      }
    }
  }

  /** The commands that are legal one after the other. */
  #legalOf(commands: readonly GeneratedCommand[]): GeneratedCommand[] {
    const sequence = new SequenceState(new Picks(NO_CHANCE), this.#start);
    return commands.filter((command) => sequence.accepts(command));
  }
}

/** For a sequence whose commands are given. */
const NO_CHANCE = {} as fc.Random;

const carelessCommand = (sequence: SequenceState): GeneratedCommand => {
  const command = nextCommand(sequence);
  sequence.accepts(command);
  return command;
};

const legalCommand = (sequence: SequenceState): GeneratedCommand => {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const command = nextCommand(sequence);
    if (sequence.accepts(command)) return command;
  }
  const note: GeneratedCommand = { name: 'fact.note', data: { name: 'Nothing else to do' } };
  sequence.accepts(note);
  return note;
};

/**
 * Sequences of commands for a session that has started under a profile (a built-in one's name, or a whole one): every
 * word of the command table, ids from small pools, gates by id and by name. Most long ones end as completed. They shrink
 * to the few commands that matter; legal ones stay legal.
 * @throws RangeError for a length out of bounds. @throws Error for a profile that no session can start under.
 */
export const commandSequences = (
  profile: string | Profile,
  options: SequenceOptions = {},
): fc.Arbitrary<GeneratedCommand[]> => new CommandSequences(profile, options);
