// The check of a process before anybody follows it: its finite part explored to the end, and histories at random beyond.

import { profileFrom } from '../../../machines/commands/facts.ts';
import { eventTypeOf } from '../../../machines/commands/words.ts';
import { defined } from '../../../machines/defined.ts';
import type { Invariant } from '../../../machines/invariants/invariant.ts';
import type { Profile } from '../../../machines/profile.ts';
import { RepriseError } from '../../errors.ts';
import { findInSequences } from '../check-sequences.ts';
import { LAW } from '../run.ts';
import { type Aspect, ownAspects, processAspects, workAspects } from './aspects.ts';
import { tellBreaches } from './breaches.ts';
import { Coverage } from './coverage.ts';
import { type Breach, explore, type Place } from './explore.ts';
import { type Explored, Findings, tellDeadEnds, tellMachines, tellProcess, tellTokens } from './findings.ts';
import { type Move, startOf } from './moves.ts';
import { untilItLeaves } from './own-process.ts';
import { hasCompleted } from './reach.ts';
import type { CheckProfileOptions, ExploredAspect, ProfileCheck, StoryCommand } from './result.ts';

const MAX_STATES = 50_000;
/** Of what is explored for one invariant: what it hears of may be most of all there is. */
const MAX_OWN_STATES = 20_000;
const SEQUENCES = 100;
const MAX_LENGTH = 200;

/**
 * Checks a process: explores every state that its phases, gates and each kind of work can reach, and tells what is wrong,
 * each with the shortest story that shows it. A session under it is explored as enforced, whatever the profile says.
 *
 * `invariants`: one's own, held against every legal history that is explored; those of severity `error` are findings.
 * What they remember is part of what tells states apart, so one that counts is stopped early and said to be: let it count as far as it asks, `Math.min(n + 1, 4)`.
 *
 * @throws RepriseError BAD_INPUT when the profile is none, and where an invariant is none or changes what it remembered.
 */
export const checkProfile = async (
  profile: Profile,
  invariants: readonly Invariant[] = [],
  options: CheckProfileOptions = {},
): Promise<ProfileCheck> => {
  const begun = performance.now();
  const given = profileFrom(profile);
  if ('invalid' in given)
    throw new RepriseError('BAD_INPUT', `This is no profile: ${given.invalid}.`, {
      hint: 'Profile.safeParse of reprise/machines tells every place where it differs.',
    });
  if (!Array.isArray(invariants) || !invariants.every((one) => typeof one?.init === 'function'))
    throw new RepriseError('BAD_INPUT', 'The second argument is no list of invariants.', {
      hint: 'Make each with invariant() of reprise/testing; options are the third argument.',
    });
  const followed = given.profile;
  const { law = LAW, maxStates = MAX_STATES, onProgress } = options;
  const commands = (options.commands ?? []).map(moveOf);
  const coverage = new Coverage();
  const findings = new Findings(law);

  const breaches: Breach[] = [];
  let count = 0;

  const run = async (aspect: Aspect, from?: Place, most = maxStates): Promise<Explored> => {
    onProgress?.(`exploring ${aspect.name}`);
    // A turn of the event loop, so that a terminal can draw.
    await new Promise((done) => setImmediate(done));
    const exploring = (own: readonly Invariant[]) =>
      explore({
        law,
        invariants: own,
        moves: aspect.moves,
        maxStates: most,
        count: () => ++count,
        ...defined({ from }),
        onMove: (place, event, to) => coverage.add(place, event, to),
      });
    const exploration = exploring(invariants);
    breaches.push(...exploration.breaches);
    if (exploration.left === 0 || invariants.length === 0) return { aspect, exploration };
    // Invariants that remember more and more never come to an end: of the process itself all can be told all the same.
    const alone = exploring([]);
    const ids = invariants.map(({ id }) => id).join(', ');
    return {
      aspect,
      exploration: alone,
      limit: `With what ${ids} remember it stopped after ${exploration.places.length - exploration.left} states, so a history in which one does not hold may still be there; without them it was explored ${alone.left === 0 ? 'whole' : 'no further'}.`,
    };
  };

  const process: Explored[] = [];
  for (const aspect of processAspects(followed, maxStates))
    process.push(await run(invariants.length === 0 ? aspect : withCommands(aspect, commands)));
  const finished = finishedPlace(process);
  const known = [...process];
  for (const aspect of workAspects(followed))
    known.push(await run(aspect, aspect.begins === 'before the end' ? finished : undefined));
  const started = process[0]?.exploration.places[1];
  if (started !== undefined)
    for (const aspect of ownAspects(
      followed,
      invariants,
      known.map((one) => one.aspect),
      started.state,
      commands,
    ))
      known.push(await run(aspect, undefined, Math.min(maxStates, MAX_OWN_STATES)));

  const limit = known
    .filter(({ exploration }) => exploration.left > 0)
    .map(limitSentence)
    .at(0);
  const machines = coverage.machines(followed, limit);
  // What a part that was not explored to its end did not find may still be there.
  if (process.every(({ exploration }) => exploration.left === 0)) tellProcess(findings, followed, process, law);
  for (const one of known) {
    if (one.aspect.ends && (process.includes(one) || finished !== undefined)) tellDeadEnds(findings, one, law);
    if (one.aspect.name === 'tokens') tellTokens(findings, followed, one, process);
  }
  tellMachines(findings, machines, started ?? (process[0]?.exploration.start as Place));
  tellBreaches(findings, breaches, law, invariants);

  const random = tellRandom(findings, followed, invariants, options);
  const aspects = known.map(shown);
  return {
    profile: followed.name,
    ok: findings.found.length === 0,
    states: aspects.reduce((sum, { states }) => sum + states, 0),
    edges: aspects.reduce((sum, { edges }) => sum + edges, 0),
    aspects,
    machines,
    random,
    durationMs: Math.round(performance.now() - begun),
    findings: findings.found,
  };
};

/** Where the process has run its course and nothing but work is left to do, on the shortest way; undefined: nowhere. */
const finishedPlace = (process: readonly Explored[]): Place | undefined =>
  process
    .flatMap(({ exploration }) => exploration.places.find(hasCompleted)?.before ?? [])
    .sort((a, b) => a.steps - b.steps)
    .at(0);

/** Histories at random, longer and with more in them than an exploration has. */
const tellRandom = (
  findings: Findings,
  profile: Profile,
  invariants: readonly Invariant[],
  { seed, sequences = SEQUENCES, maxLength = MAX_LENGTH, law, onProgress }: CheckProfileOptions,
): ProfileCheck['random'] => {
  if (sequences === 0) return { sequences: 0, commands: 0, seed: seed ?? 0 };
  onProgress?.(`trying ${sequences} sequences at random`);
  const checked = findInSequences(profile, {
    invariants: invariants.map((invariant) => untilItLeaves(profile, invariant)),
    runs: sequences,
    maxLength,
    enforcement: 'enforce',
    ...defined({ seed, law }),
  });
  if (checked.failure !== undefined) findings.tellFailure(checked.failure, startOf(profile));
  return { sequences: checked.sequences, commands: checked.commands, seed: checked.seed };
};

const withCommands = (aspect: Aspect, commands: readonly Move[]): Aspect => ({
  ...aspect,
  moves: (state) => (state.session.state === 'unstarted' ? aspect.moves(state) : [...aspect.moves(state), ...commands]),
});

/** A command of the caller's as one to try. */
const moveOf = (command: StoryCommand): Move => {
  const type = eventTypeOf(command.name);
  if (type === undefined)
    throw new RepriseError('BAD_INPUT', `No command is named ${command.name}.`, {
      hint: 'commands: names are words such as metric.record, as `reprise send --help` lists them.',
    });
  return { ...command, type, label: `${command.name} ${JSON.stringify(command.data)}` };
};

const limitSentence = ({ limit, exploration: { places, left } }: Explored): string | undefined =>
  left === 0
    ? limit
    : `It stopped after ${places.length - left} states; ${left} more were reached and not gone on from, so what it did not find may still be there.`;

const shown = (explored: Explored): ExploredAspect => {
  const { aspect, exploration } = explored;
  const limit = limitSentence(explored);
  return {
    aspect: aspect.name,
    about: aspect.about,
    states: exploration.places.length,
    edges: exploration.edges,
    ...defined({ limit }),
    explored: exploration.places.map(({ id, steps, state, taken }) => ({
      id,
      steps,
      edges: [...(taken?.values() ?? [])].map(({ move, to }) => ({ command: move.label, to: to.id })),
      ...(state.session.state === 'ended' && state.session.outcome !== undefined
        ? { ended: state.session.outcome }
        : {}),
    })),
  };
};
