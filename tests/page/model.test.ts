// What the page works out by itself, without a browser: views at any moment, the address, what differs, lanes, jumps, a test.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeEvent, type RecordedEvent } from '../../machines/events/envelope.ts';
import { showAll, VIEW_NAMES } from '../../projections/index.ts';
import { importFolder } from '../../src/import/import-folder.ts';
import { memoryLog } from '../../src/log/memory.ts';
import { changedPlaces, differencesOf } from '../../src/page/model/differences.ts';
import { filteredEvents, placeOf } from '../../src/page/model/event-filter.ts';
import { SessionHistory } from '../../src/page/model/history.ts';
import { lanesOf, packed, ticks } from '../../src/page/model/lanes.ts';
import { jumpFrom } from '../../src/page/model/moves.ts';
import { NO_ROUTE, otherFrom, pathOf, queryOf, routeFrom, TABS } from '../../src/page/model/route.ts';
import { testText } from '../../src/page/model/test-text.ts';
import { tokensOverTime } from '../../src/page/model/tokens-over-time.ts';
import { recorderOn } from '../../src/session/write/recorder.ts';
import { given } from '../../src/testing/given.ts';
import { EXAMPLE, EXAMPLE_ID, ROOT } from '../cli/run-cli.ts';
import { runs } from '../more.ts';
import { served } from '../service/served.ts';

const eventsOf = (name: string): RecordedEvent[] =>
  readFileSync(join(ROOT, 'examples', name, 'session.ndjson'), 'utf8')
    .trimEnd()
    .split('\n')
    .map(decodeEvent);

const inCycles = eventsOf('websocket-reconnection');
const historyOf = (events: readonly RecordedEvent[]): SessionHistory => {
  const history = new SessionHistory(events[0]?.sessionid ?? 's');
  history.append(events);
  return history;
};

describe('views folded in the page', () => {
  test('are those of the service at 50 moments', async () => {
    const log = memoryLog();
    await importFolder(recorderOn(log), EXAMPLE, { enforcement: 'enforce' });
    const { json } = await served(log);
    const { events } = (await json(`/v1/sessions/${EXAMPLE_ID}/events?limit=10000`)) as {
      events: { event: RecordedEvent }[];
    };
    const history = historyOf(events.map(({ event }) => event));
    const moments = Array.from({ length: 50 }, (_, index) => 1 + Math.floor((index * (history.length - 1)) / 49));
    // Back and forth, as a slider is moved.
    const moved = moments.map((_, index) => moments[(index * 17) % 50] as number);
    expect(new Set(moved).size).toBe(50);
    for (const [index, at] of moved.entries()) {
      const view = VIEW_NAMES[index % VIEW_NAMES.length] as (typeof VIEW_NAMES)[number];
      const document = await json(`/v1/sessions/${EXAMPLE_ID}/views/${view}?at=${at}`);
      expect(JSON.parse(JSON.stringify(showAll(history.viewsAt(at))[view])), `${view} at ${at}`).toEqual(document);
    }
  });

  test('at any moment are the same, whatever was looked at before', () => {
    const whole = inCycles.map((_, index) =>
      JSON.stringify(showAll(historyOf(inCycles.slice(0, index + 1)).viewsAt(index + 1))),
    );
    const history = historyOf(inCycles);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: inCycles.length }), { minLength: 1, maxLength: 6 }), (moments) => {
        for (const at of moments) expect(JSON.stringify(showAll(history.viewsAt(at)))).toBe(whole[at - 1]);
      }),
      { numRuns: runs(100) },
    );
  });

  test('take each event once, and none after a gap', () => {
    const history = new SessionHistory('s');
    expect(history.append(inCycles.slice(0, 5))).toBe(5);
    expect(history.append(inCycles.slice(3, 8))).toBe(3);
    expect(history.append(inCycles.slice(9, 12))).toBe(-1);
    expect(history.length).toBe(8);
  });
});

describe('an address', () => {
  test('gives back the route that it was made from', () => {
    const text = fc.string({ minLength: 1, unit: 'binary' });
    const route = fc.record({
      session: fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/),
      at: fc.option(fc.nat(1_000_000), { nil: undefined }),
      view: fc.constantFrom(...TABS),
      with: fc.option(text, { nil: undefined }),
      event: fc.option(fc.nat(1_000_000), { nil: undefined }),
      agent: fc.option(text, { nil: undefined }),
      filters: fc.record({ q: text, type: text }, { requiredKeys: [] }),
    });
    fc.assert(
      fc.property(route, (one) => {
        expect(routeFrom(pathOf(one), queryOf(one))).toEqual(one);
      }),
      { numRuns: runs(200) },
    );
  });

  test.each(['/s/../x', '/s/a b', '/s/', '/x'])('%s is that of no session', (path) => {
    expect(routeFrom(path, '?at=x&view=nothing')).toEqual(NO_ROUTE);
  });

  test('names what is compared: a moment, a session, or a moment of a session', () => {
    expect(otherFrom('12')).toEqual({ session: undefined, at: 12 });
    expect(otherFrom('other@7')).toEqual({ session: 'other', at: 7 });
    expect(otherFrom('other')).toEqual({ session: 'other', at: undefined });
    expect(otherFrom('a b')).toBeUndefined();
  });
});

test('rows are compared by their names: one that is new in the middle is one difference', () => {
  const from = {
    rows: [
      { id: 'a', n: 1 },
      { id: 'c', n: 3 },
    ],
    gone: 1,
  };
  const to = {
    rows: [
      { id: 'a', n: 1 },
      { id: 'b', n: 2 },
      { id: 'c', n: 4 },
    ],
  };
  const differences = differencesOf(from, to);
  expect(differences).toEqual([
    { path: ['rows', 'b'], kind: 'added', from: undefined, to: { id: 'b', n: 2 } },
    { path: ['rows', 'c', 'n'], kind: 'changed', from: 3, to: 4 },
    { path: ['gone'], kind: 'removed', from: 1, to: undefined },
  ]);
  expect([...changedPlaces(differences)]).toEqual(['rows', 'rows/b', 'rows/c', 'rows/c/n', 'gone']);
  expect(differencesOf(to, to)).toEqual([]);
});

describe('lanes', () => {
  test('hold bars that do not overlap, each once', () => {
    const bar = fc.record({ from: fc.nat(50), length: fc.nat(20) });
    fc.assert(
      fc.property(fc.array(bar, { maxLength: 30 }), (all) => {
        const bars = all.map(({ from, length }, index) => ({
          ...{ id: String(index), label: '', status: 'running', from, to: from + length, isOpen: false, idle: [] },
        }));
        const rows = packed(bars);
        expect(
          rows
            .flat()
            .map(({ id }) => id)
            .sort(),
        ).toEqual(bars.map(({ id }) => id).sort());
        for (const row of rows)
          for (const [index, one] of row.entries())
            if (index > 0) expect(one.from).toBeGreaterThanOrEqual(row[index - 1]?.to ?? 0);
      }),
      { numRuns: runs(100) },
    );
  });

  test('show every agent and every cycle of a session, and a person that is waited for', () => {
    const { timeline } = showAll(historyOf(inCycles).viewsAt(inCycles.length));
    const { lanes, from, to } = lanesOf(timeline);
    const shown = (kind: string) =>
      new Set(lanes.filter((lane) => lane.kind === kind).flatMap(({ bars }) => bars.map(({ id }) => id)));
    expect(shown('agent')).toEqual(new Set(timeline.agents.map(({ id }) => id)));
    expect(shown('cycle')).toEqual(new Set(timeline.cycles.map(({ id }) => id)));
    expect(shown('waiting').size > 0).toBe(timeline.waiting.length > 0);
    expect(ticks(from, to, 8).length).toBeLessThanOrEqual(9);
  });
});

test('jumps stop at gates, cycles, errors and questions, forward and back, and nowhere after the last', () => {
  const cycles = inCycles
    .filter(({ type }) => type === 'cycle_started' || type === 'cycle_ended')
    .map(({ ordinal }) => ordinal);
  let at = 0;
  const forward: number[] = [];
  for (let to = jumpFrom(inCycles, at, 'cycle', 1); to !== undefined; to = jumpFrom(inCycles, at, 'cycle', 1)) {
    forward.push(to);
    at = to;
  }
  expect(forward).toEqual(cycles);
  expect(jumpFrom(inCycles, at, 'cycle', -1)).toBe(cycles.at(-2));
});

test('events are filtered by type, actor and text, and found by ordinal', () => {
  const { type, actor } = inCycles[5] as RecordedEvent;
  expect(filteredEvents(inCycles, { type })).toEqual(inCycles.filter((event) => event.type.startsWith(type)));
  expect(filteredEvents(inCycles, { actor })).toEqual(inCycles.filter((event) => event.actor === actor));
  expect(filteredEvents(inCycles, { q: (inCycles[5] as RecordedEvent).id.toUpperCase() })).toEqual([inCycles[5]]);
  expect(filteredEvents(inCycles, {})).toBe(inCycles);
  expect(placeOf(inCycles, 6)).toBe(5);
  expect(placeOf(inCycles, 0)).toBe(-1);
});

test('tokens over time end at the total of the usage view', async () => {
  const log = memoryLog();
  const recorder = recorderOn(log);
  await importFolder(recorder, EXAMPLE, { enforcement: 'enforce' });
  const { json } = await served(log);
  const { events } = (await json(`/v1/sessions/${EXAMPLE_ID}/events?limit=10000`)) as {
    events: { event: RecordedEvent }[];
  };
  const history = historyOf(events.map(({ event }) => event));
  for (const at of [history.length, 90]) {
    const { total } = showAll(history.viewsAt(at)).usage;
    expect(tokensOverTime(history.events, at).at(-1)?.tokens).toBe(total.tokens);
  }
});

test('an event copied as a test runs, and passes', () => {
  const one = inCycles.find(({ type }) => type === 'agent_launched') as RecordedEvent;
  const text = testText(one) as string;
  const body = text.replaceAll(/^import .*$/gm, '').replace(/readFileSync\([^)]*\)/, 'text');
  const record = readFileSync(join(ROOT, 'examples', 'websocket-reconnection', 'session.ndjson'), 'utf8');
  const run = new Function('given', 'decodeEvent', 'text', body);
  expect(() => run(given, decodeEvent, record)).not.toThrow();
  // Of another event it would fail.
  expect(() =>
    run(
      given,
      decodeEvent,
      `${record
        .split('\n')
        .slice(0, one.ordinal - 2)
        .join('\n')}\n`,
    ),
  ).toThrow();
});
