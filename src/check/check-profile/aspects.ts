// Which parts of a process are explored together. All parts at once would have more states than anybody waits for, so the
// process (phases and gates) is explored for itself, and each kind of work for itself where the process has run its
// course. What makes that enough: the rules that ask of two parts at once (a wave and its cycle, a task and its agent, a
// review and a cycle) have them in one aspect, and `session_ended` asks of each part whether it is done, of none two.
import type { Invariant } from '../../../machines/invariants/invariant.ts';
import type { Profile } from '../../../machines/profile.ts';
import type { State } from '../../../machines/state/state.ts';
import { type Move, movesIn, PARTS, type Part } from './moves.ts';
import { phaseStates, stretches } from './stretches.ts';

export interface Aspect {
  readonly name: string;
  /** What is in it, in a sentence. */
  readonly about: string;
  /**
   * Where it begins: before the session; or on the shortest way through the process, where nothing but the work is left
   * to do. Only then a session can end as completed within it.
   */
  readonly begins: 'before the start' | 'before the end';
  /** True where the session can end as completed within it, so that dead ends can be told. */
  readonly ends: boolean;
  readonly moves: (state: State) => readonly Move[];
}

/** Below so many, pausing (which doubles them) is explored together with everything else. */
const SMALL = 8_000;

const count = (number: number, one: string): string =>
  `${number === 0 ? 'no' : number} ${one}${number === 1 ? '' : 's'}`;

/** Of the process itself: sessions, phases, gates. The first to tell the end. */
export const processAspects = (profile: Profile, maxStates: number): Aspect[] => {
  const { phases, gates } = profile;
  const moves = (parts: readonly Part[]) => (state: State) => movesIn(state, profile, parts);
  const estimate = phaseStates(phases.length) * 4 ** gates.length;
  const has = `${count(phases.length, 'phase')} and ${count(gates.length, 'gate')}`;
  const whole = (parts: readonly Part[], without: string): Aspect => ({
    name: 'process',
    about: `The session with ${has}, every phase started, completed, skipped and reopened, every gate passed, failed and waived${without}.`,
    begins: 'before the start',
    ends: true,
    moves: moves(['ending', 'phases', 'skipping', 'reopening', 'verdicts', ...parts]),
  });
  if (estimate * 2 <= Math.min(SMALL, maxStates)) return [whole(['pausing'], ', paused and resumed anywhere')];
  const straight = (parts: readonly Part[], how: string): Aspect => ({
    name: 'straight on',
    about: `The whole process with ${has}, paused and resumed anywhere, no phase skipped or reopened${how}.`,
    begins: 'before the start',
    ends: true,
    moves: moves(['ending', 'phases', 'pausing', ...parts]),
  });
  const line = (phases.length * 2 + 1) * 2;
  const verdicts = line * 4 ** gates.length <= maxStates;
  return [
    ...(estimate <= maxStates ? [whole([], '; pausing is explored straight on')] : stretches(profile, maxStates)),
    verdicts ? straight(['verdicts'], '') : straightInTurn(profile, has),
  ];
};

/** With many gates each passes in its turn: when it is the first that has not. */
const straightInTurn = (profile: Profile, has: string): Aspect => ({
  name: 'straight on',
  about: `The whole process with ${has}, paused and resumed anywhere, no phase skipped or reopened, each gate passed in its turn.`,
  begins: 'before the start',
  ends: true,
  moves: (state) => movesInTurn(state, profile, ['ending', 'phases', 'pausing', 'passing']),
});

/** Moves of which only the next gate is passed. */
const movesInTurn = (state: State, profile: Profile, parts: readonly Part[]): readonly Move[] => {
  const next = inTurn(profile, state);
  const early = profile.gates.filter(({ id }) => id !== next).map(({ id }) => id);
  return movesIn(state, profile, parts).filter(
    ({ name, data }) => name !== 'gate.pass' || !early.includes((data as { gate: string }).gate),
  );
};

/** The first gate, in the order of the phases that they guard, that is not open. */
const inTurn = ({ phases, gates }: Profile, state: State): string | undefined => {
  const place = (guards: string | undefined) => (guards === undefined ? phases.length : phases.indexOf(guards));
  return [...gates]
    .sort((a, b) => place(a.guards) - place(b.guards))
    .find(({ id }) => !['passed', 'waived'].includes(state.session.gates.get(id)?.state ?? ''))?.id;
};

interface Work {
  readonly name: string;
  readonly about: string;
  readonly parts: readonly Part[];
  readonly begins?: Aspect['begins'];
}

const WORK: readonly Work[] = [
  {
    name: 'agents and tasks',
    about: 'An agent in every life, and two tasks of which one depends on the other, its own or under the agent.',
    parts: ['agents', 'tasks', 'pausing'],
  },
  { name: 'waves', about: 'Two agents in two waves.', parts: ['waves'] },
  {
    name: 'reports',
    about: 'An agent and another that reviews: verdicts, and a finding that blocks or does not.',
    parts: ['reports'],
  },
  { name: 'baseline', about: 'A baseline that holds and breaks.', parts: ['baseline', 'pausing'] },
  { name: 'todos', about: 'Two todos of an agent, one depending on the other.', parts: ['todos', 'pausing'] },
  { name: 'plan', about: 'A section of plan.md and two items, one below the other, in every life.', parts: ['plan'] },
  {
    name: 'commitments',
    about: 'A requirement, a deliverable and a question.',
    parts: ['commitments', 'pausing'],
  },
  {
    name: 'reviews',
    about: 'Two reviews by a person.',
    parts: ['reviews', 'pausing'],
  },
  {
    name: 'own gate',
    about: 'A gate that the session defines itself, guarding nothing or the first phase.',
    parts: ['own gate'],
    begins: 'before the start',
  },
  {
    name: 'tokens',
    about: 'Tokens used in each phase on the way straight on: one, and one more than each limit leaves.',
    parts: ['phases', 'passing', 'tokens'],
    begins: 'before the start',
  },
];

const CYCLES: readonly Work[] = [
  { name: 'waves', about: 'Two agents in two waves, within and outside of cycles.', parts: ['waves', 'cycles'] },
  {
    name: 'reviews',
    about: 'Cycles, an agent launched in them, and two reviews by a person.',
    parts: ['cycles', 'reviews', 'one agent', 'pausing'],
  },
];

const LAUNCHING: readonly Part[] = ['agents', 'one agent', 'waves', 'reports'];

/** Of the work done in a process, each for itself. */
export const workAspects = (profile: Profile): Aspect[] => {
  const replaced = new Set(profile.cycles ? CYCLES.map(({ name }) => name) : []);
  const all = [...WORK.filter(({ name }) => !replaced.has(name)), ...(profile.cycles ? CYCLES : [])];
  // Where a launch makes the end wait for another agent's verdict, that agent is in the aspect too.
  const validated = profile.cycles && profile.rules['C.validated'] === 'error';
  return all.map(({ name, about, parts, begins = 'before the end' }) => {
    const more: Part[] = validated && parts.some((part) => LAUNCHING.includes(part)) ? ['validation'] : [];
    return {
      name,
      about,
      begins,
      ends: begins === 'before the end',
      moves: (state) => movesInTurn(state, profile, ['ending', ...parts, ...more]),
    };
  });
};

/** Where several parts have a type of event, the one that has the most to say of it. */
const FULLEST: Readonly<Record<string, Part>> = { agent_reported: 'reports' };

/** Parts in which some types of event occur: for each type one. */
const partsOf = (profile: Profile, state: State, types: ReadonlySet<string>): Part[] => {
  const parts = new Set<Part>();
  const has = (part: Part, type: string) => movesIn(state, profile, [part]).some((move) => move.type === type);
  // What has the most to say first: it may have the other types too.
  for (const type of [...types].sort((a, b) => Number(b in FULLEST) - Number(a in FULLEST))) {
    if ([...parts].some((part) => has(part, type))) continue;
    const part = FULLEST[type] ?? PARTS.find((one) => has(one, type));
    if (part !== undefined) parts.add(part);
  }
  return [...parts];
};

/**
 * For each of one's own invariants that no aspect shows whole: one with all the parts whose events it hears. `started` is
 * a state of the session after its start.
 */
export const ownAspects = (
  profile: Profile,
  invariants: readonly Invariant[],
  known: readonly Aspect[],
  started: State,
  commands: readonly Move[],
): Aspect[] => {
  const typesOf = (moves: readonly Move[]) => new Set(moves.map(({ type }) => type));
  const explored = known.map(({ moves }) => typesOf([...moves(started), ...commands]));
  const all = typesOf([...movesIn(started, profile, PARTS), ...commands]);
  const aspects: Aspect[] = [];
  for (const { id, hears } of invariants) {
    const heard = new Set([...all].filter((type) => hears === undefined || hears.includes(type)));
    if (explored.some((types) => [...heard].every((type) => types.has(type)))) continue;
    const parts = partsOf(profile, started, heard);
    // With the verdicts, as a gate may stand before what it hears of.
    const moves = (state: State) => [
      ...movesIn(state, profile, ['ending', 'phases', 'verdicts', ...parts]),
      ...(state.session.state === 'unstarted' ? [] : commands),
    ];
    aspects.push({
      name: `invariant ${id}`,
      about: `What the invariant ${id} hears of, together: ${[...new Set<Part>(['phases', 'verdicts', ...parts])].join(', ')}.`,
      begins: 'before the start',
      ends: false,
      moves,
    });
    explored.push(typesOf(moves(started)));
  }
  return aspects;
};
