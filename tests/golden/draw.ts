// The generated golden histories, drawn from their seeds. They are stored as they were drawn. Drawing them again
// (`npm run golden -- --draw`) gives other histories once the generator has changed, and is rarely needed.
import fc from 'fast-check';
import type { Command } from '../../machines/commands/command.ts';
import { decide } from '../../machines/decide.ts';
import { CHAIN_START, encodeEvent } from '../../machines/events/envelope.ts';
import { PROFILES, type Profile } from '../../machines/profile.ts';
import { initialState } from '../../machines/state/state.ts';
import { type GeneratedCommand, startCommand } from '../../src/check/run/generated-command.ts';
import { commandSequences } from '../../src/check/sequences/command-sequences.ts';
import { sha256 } from '../../src/sha256.ts';
import { arbitraryDraft, hostileText } from '../arbitrary-event.ts';
import type { Golden } from './histories.ts';

/** Phases and cycles, two gates for a phase, a budget that is passed, rules turned off and made severe. */
const BOTH: Profile = {
  ...(PROFILES.normal as Profile),
  name: 'both',
  phases: ['Sketch', 'Build', 'Look'],
  cycles: true,
  gates: [
    { id: 'looked', name: 'Looked at', criteria: ['Somebody looked'], guards: 'Build' },
    { id: 'signed', name: 'Signed', criteria: ['Signed', 'Dated'], guards: 'Look' },
  ],
  budget: { session: 20_000, phases: { Sketch: 500, Build: 10_000 } },
  rules: { 'K.phase': 'off', 'L.parent': 'error', 'C.validated': 'off' },
};

/**
 * `lawful`: commands that are accepted under enforcement, most of them to the end of the process. `careless`: the same
 * with careless commands, which an observed session records. `any`: facts of every type in any order.
 */
type How = 'lawful' | 'careless' | 'any';

/** About so many events of each: some sessions end earlier. */
const DRAWN: readonly (readonly [profile: string, how: How, events: number])[] = [
  ['normal', 'lawful', 100],
  ['integrated', 'lawful', 120],
  ['cycles', 'lawful', 140],
  ['both', 'lawful', 150],
  ['normal', 'careless', 160],
  ['meta', 'careless', 180],
  ['cycles', 'careless', 200],
  ['normal', 'any', 200],
  ['meta', 'lawful', 240],
  ['both', 'careless', 260],
  ['cycles', 'any', 280],
  ['normal', 'lawful', 300],
  ['cycles', 'lawful', 350],
  ['both', 'any', 400],
  ['integrated', 'careless', 500],
  ['normal', 'lawful', 600],
  ['both', 'lawful', 700],
  ['cycles', 'careless', 800],
  ['meta', 'any', 1_000],
  ['cycles', 'lawful', 1_200],
  ['normal', 'careless', 1_500],
  ['meta', 'lawful', 2_000],
  ['both', 'careless', 2_400],
  ['normal', 'lawful', 5_000],
];

const BEGIN = Date.parse('2026-01-31T09:00:00.000Z');

/** Options that a command has now and then. */
const asides = fc.record(
  {
    description: hostileText.map((text) => text.slice(0, 100)),
    tags: fc.array(fc.constantFrom('a,b', '%', 'slow', 'ünïcode'), { maxLength: 2 }),
    severity: fc.constantFrom('debug' as const, 'warning' as const, 'critical' as const),
    correlationId: fc.constantFrom('turn-1', 'turn-2'),
  },
  { requiredKeys: [] },
);

/** The longest of a few, as some random draws are short. */
const commandsFor = (profile: Profile, how: How, events: number, seed: number): readonly GeneratedCommand[] => {
  const facts = fc.array(
    arbitraryDraft().map(({ type, data }): GeneratedCommand => ({ name: type, data })),
    { minLength: 2 * events, maxLength: 2 * events, size: 'max' },
  );
  const legal = how === 'lawful' ? 'legal' : 'nearly';
  const sequences = how === 'any' ? facts : commandSequences(profile, { maxLength: events, minLength: events, legal });
  return fc
    .sample(sequences, { numRuns: 5, seed })
    .reduce((longest, commands) => (commands.length > longest.length ? commands : longest), []);
};

const nameAt = (place: number): string => {
  const [named, how] = DRAWN[place] as (typeof DRAWN)[number];
  const alike = DRAWN.slice(0, place).filter(([profile, other]) => profile === named && other === how).length;
  return `${named}-${how}-${alike + 1}`;
};
export const DRAWN_NAMES: readonly string[] = DRAWN.map((_, place) => nameAt(place));

const drawOne = ([named, how, events]: (typeof DRAWN)[number], place: number): Golden => {
  const profile = named === 'both' ? BOTH : (PROFILES[named] as Profile);
  const name = nameAt(place);
  const seed = 20_260_131 + place;
  const enforcement = how === 'lawful' ? 'enforce' : 'observe';
  const start = startCommand(profile, { enforcement, tokenBudget: 100 * events });
  const options = fc.sample(fc.tuple(fc.nat({ max: 5 }), fc.integer({ min: -20, max: 90 }), asides), {
    numRuns: 2 * events + 1,
    seed,
  });
  const lines: string[] = [];
  let state = initialState(name);
  let hash = CHAIN_START;
  let now = BEGIN;
  let ids = 0;
  let commits = 0;
  for (const [index, generated] of [start, ...commandsFor(profile, how, events, seed)].entries()) {
    if (lines.length >= events) break;
    const [chance, passedS, aside] = options[index] ?? [0, 1, {}];
    // Most commands have their own commit; time runs backwards now and then where nothing is enforced.
    if (index < 2 || chance > 1) commits += 1;
    now += (how === 'lawful' ? Math.abs(passedS) : passedS) * 1_000;
    const command: Command = {
      id: `command-${index + 1}`,
      name: generated.name,
      data: generated.data ?? {},
      ...(generated.actor !== undefined && { actor: generated.actor }),
      ...(chance === 0 && how !== 'lawful' && { actor: 'somebody' }),
      ...(chance === 5 && aside),
    };
    const decision = decide(state, command, {
      now: new Date(now).toISOString(),
      newId: () => `event-${++ids}`,
      commitId: `commit-${commits}`,
      sha256,
    });
    if (decision.kind !== 'accepted') continue;
    for (const event of decision.events) {
      const encoded = encodeEvent(event, hash, sha256);
      ({ hash } = encoded);
      lines.push(encoded.line);
    }
    state = decision.state;
  }
  return { name, sessionId: name, lines };
};

/** All that are generated, in order of name. */
export const drawHistories = (): Golden[] => DRAWN.map(drawOne).sort((a, b) => (a.name < b.name ? -1 : 1));
