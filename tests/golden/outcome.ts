// The outcome of a history: its head, the state and the eight views at the end, what each event violates, and short
// hashes at each tenth of the way, so that a change of behaviour is found near the event that first shows it.
import { canonicalJson } from '../../machines/canonical-json.ts';
import { check } from '../../machines/check.ts';
import { writtenMove } from '../../machines/commands/written-move.ts';
import { decodeEvent } from '../../machines/events/envelope.ts';
import { legalMoves } from '../../machines/legal.ts';
import { showAll, VIEW_NAMES } from '../../projections/index.ts';
import { type Folded, foldFrom, foldOn } from '../../src/session/record/same-views.ts';
import { sha256 } from '../../src/sha256.ts';
import type { Golden } from './histories.ts';

/** SHA-256 of canonical JSON; at the stations on the way only the beginning of it. */
export interface Outcome {
  readonly events: number;
  /** As an export prints it and `verify --head` takes it. */
  readonly head: string;
  readonly state: string;
  readonly views: Readonly<Record<string, string>>;
  /** By rule and severity, the ordinals of the events that violate it today: `2-4 17`. */
  readonly violations: Readonly<Record<string, string>>;
  readonly stations: readonly Station[];
}

export interface Station {
  readonly ordinal: number;
  readonly state: string;
  readonly views: string;
  /** What `legalMoves` lists there. */
  readonly legal: string;
}

const hashOf = (value: unknown): string => sha256(canonicalJson(value));
const short = (value: unknown): string => hashOf(value).slice(0, 16);

/** `[2, 3, 4, 17]` as `2-4 17`. */
export const rangesOf = (ordinals: readonly number[]): string => {
  const ranges: [from: number, to: number][] = [];
  for (const ordinal of ordinals) {
    const last = ranges.at(-1);
    if (last !== undefined && ordinal === last[1] + 1) last[1] = ordinal;
    else if (last?.[1] !== ordinal) ranges.push([ordinal, ordinal]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(' ');
};

const STATIONS = 10;

export const outcomeOf = ({ sessionId, lines }: Golden): Outcome => {
  const violated = new Map<string, number[]>();
  const stations: Station[] = [];
  let folded: Folded = foldFrom(sessionId);
  let hash = '';
  for (const [index, line] of lines.entries()) {
    const event = decodeEvent(line);
    for (const { rule, severity } of check(folded.state, event)) {
      const key = `${rule} (${severity})`;
      violated.set(key, [...(violated.get(key) ?? []), event.ordinal]);
    }
    folded = foldOn(folded, event);
    hash = event.hash;
    const ordinal = index + 1;
    if (Math.floor((ordinal * STATIONS) / lines.length) === Math.floor((index * STATIONS) / lines.length)) continue;
    const { state, views } = folded;
    const shown = showAll(views);
    stations.push({
      ordinal,
      state: short(state),
      views: short(shown),
      legal: short(legalMoves(state).map(writtenMove)),
    });
  }
  const documents = showAll(folded.views);
  const rules = [...violated].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    events: lines.length,
    head: `${lines.length}:${hash}`,
    state: hashOf(folded.state),
    views: Object.fromEntries(VIEW_NAMES.map((name) => [name, hashOf(documents[name])])),
    violations: Object.fromEntries(rules.map(([rule, ordinals]) => [rule, rangesOf(ordinals)])),
    stations,
  };
};

/** The differences from the expected outcome, in sentences; empty where there are none. */
export const changesBetween = (expected: Outcome | undefined, got: Outcome): string[] => {
  if (expected === undefined) return [`It is new: ${got.events} events.`];
  const differences: string[] = [];
  const { events, head, state, views, violations, stations } = expected;
  if (head !== got.head) differences.push(`The history itself differs: ${events} events became ${got.events}.`);
  if (state !== got.state) differences.push('The state at the end differs.');
  const other = [...new Set([...Object.keys(views), ...Object.keys(got.views)])].filter(
    (name) => views[name] !== got.views[name],
  );
  if (other.length > 0) differences.push(`At the end these views differ: ${other.join(', ')}.`);
  for (const rule of [...new Set([...Object.keys(violations), ...Object.keys(got.violations)])].sort()) {
    const [then, now] = [violations[rule] ?? 'no event', got.violations[rule] ?? 'no event'];
    if (then !== now)
      differences.push(`${rule} was violated by ${inShort(then)} and is now violated by ${inShort(now)}.`);
  }
  for (const what of ['state', 'views', 'legal'] as const) {
    const at = got.stations.findIndex((station, index) => station[what] !== stations[index]?.[what]);
    if (at < 0) continue;
    const from = (got.stations[at - 1]?.ordinal ?? 0) + 1;
    const name = { state: 'The state', views: 'A view', legal: 'What is legal' }[what];
    differences.push(`${name} first differs after one of the events ${from} to ${got.stations[at]?.ordinal}.`);
  }
  return differences;
};

const inShort = (text: string): string => (text.length <= 80 ? text : `${text.slice(0, 80)}…`);
