import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../machines/canonical-json.ts';
import { check } from '../../machines/check.ts';
import {
  CHAIN_START,
  encodeEvent,
  evolve,
  initialState,
  LAW_VERSION,
  type RecordedEvent,
} from '../../machines/index.ts';
import { INVARIANTS } from '../../machines/invariants/all.ts';
import type { Invariant } from '../../machines/invariants/invariant.ts';
import { PROFILES } from '../../machines/profile.ts';
import { memoryLog } from '../../src/log/memory.ts';
import type { Log } from '../../src/log/port.ts';
import { headFrom, headText } from '../../src/session/record/head-text.ts';
import { recordCheck } from '../../src/session/record/record-check.ts';
import { refusalTally } from '../../src/session/record/refusal-tally.ts';
import { foldFrom, foldOn, sameViews, viewTextsOf } from '../../src/session/record/same-views.ts';
import { linesOfBytes, logSource, type Source } from '../../src/session/record/source.ts';
import { verify } from '../../src/session/record/verify.ts';
import { createSessions } from '../../src/session/write/create-sessions.ts';
import { history, sha256 } from '../history.ts';
import { codeOf, WHOLE_SESSION_EVENTS, wholeSession } from './work.ts';

/** A file's bytes as a source, without a file. */
const bytesSource = (bytes: Uint8Array, sessionId = 's1'): Source => ({
  kind: 'file',
  sessionId,
  name: 's1.ndjson',
  lines: () => linesOfBytes('s1.ndjson', [bytes]),
  events: () => {
    throw new Error('verify reads lines');
  },
});
const textOf = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
const verifyText = (text: string) => verify(bytesSource(Buffer.from(text)));

/** Two events, chained as they should be, with one id. */
const sameIds = (): string[] => {
  const { events } = history('s1').start().add('phase_started', { phase: 'Context' });
  let previous = CHAIN_START;
  return events.map(({ hash: _, ...event }) => {
    const { line, hash } = encodeEvent({ ...event, id: 'same' }, previous, sha256);
    previous = hash;
    return line;
  });
};

const log = memoryLog();
const sessions = createSessions(log);
const recorded = await sessions.record('s1', wholeSession());
const lines = (await log.last('s1'))!.lines;
/** Of each line's first byte. */
const starts = lines.map((_, index) => Buffer.byteLength(textOf(lines.slice(0, index))));

it('verifies a sound record, from the log and from its bytes, with the same head', async () => {
  const fromLog = await verify(logSource(log, 's1'));
  const fromBytes = await verifyText(textOf(lines));
  for (const report of [fromLog, fromBytes]) {
    expect(report).toMatchObject({ ok: true, events: WHOLE_SESSION_EVENTS, fault: undefined, refused: [] });
    expect(report.head).toEqual({ ordinal: WHOLE_SESSION_EVENTS, hash: recorded.events.at(-1)?.hash });
    expect(report.views.compared).toEqual(
      expect.arrayContaining(['state', 'plan', 'todo', 'workbook', 'timeline', 'flow', 'usage', 'overview']),
    );
    expect(report.views.differences).toEqual([]);
  }
});

it('reports a session that the log does not hold as not found', async () => {
  expect(await codeOf(verify(logSource(log, 'nobody')))).toBe('SESSION_NOT_FOUND');
});

describe('reports the first fault and what happened there, for every event', () => {
  const faultOf = async (text: string) => {
    const report = await verifyText(text);
    expect(report.ok).toBe(false);
    const { fault } = report;
    if (fault === undefined || !('file' in fault.place)) throw new Error('no fault in a file');
    expect(report.events).toBe(fault.ordinal - 1);
    return { ordinal: fault.ordinal, line: fault.place.line, byte: fault.place.byte, ...fault.diagnosis };
  };
  const at = (index: number) => ({ ordinal: index + 1, line: index + 1, byte: starts[index] });

  it.each(lines.map((_, index) => index))('event %i changed: any byte of it', async (index) => {
    const line = lines[index] as string;
    const bytes = Buffer.from(line);
    // A dozen places along the line, its first byte and its last, and the line feed.
    const places = new Set([0, bytes.length - 1, bytes.length]);
    for (let part = 1; part < 12; part += 1) places.add(Math.floor((bytes.length * part) / 12));
    const ordinal = bytes.indexOf('"ordinal":') + '"ordinal":'.length;
    for (const place of [...places, ordinal]) {
      const whole = Buffer.from(textOf(lines));
      const offset = starts[index]! + place;
      whole[offset] = whole[offset] === 0x37 ? 0x38 : 0x37; // '7', or '8' where '7' stands
      const fault = (await verify(bytesSource(whole))).fault;
      expect(fault?.ordinal, `byte ${place}`).toBe(index + 1);
      expect(fault?.place, `byte ${place}`).toMatchObject({ line: index + 1, byte: starts[index] });
      expect(fault?.diagnosis.happened, `byte ${place}`).toMatch(/changed|torn/);
    }
  });

  it('missing', async () => {
    for (let index = 0; index < lines.length - 1; index += 1) {
      const fault = await faultOf(textOf(lines.toSpliced(index, 1)));
      expect(fault).toMatchObject({ ...at(index), happened: 'missing' });
      expect(fault.sentence).toBe(`Event ${index + 1} is missing.`);
    }
    expect((await faultOf(textOf(lines.toSpliced(3, 4)))).sentence).toBe('Events 4 to 7 are missing.');
  });

  it('repeated', async () => {
    for (let index = 0; index < lines.length; index += 1) {
      const fault = await faultOf(textOf(lines.toSpliced(index, 0, lines[index]!)));
      expect(fault).toMatchObject({ ordinal: index + 2, line: index + 2, happened: 'repeated' });
      expect(fault.sentence).toContain(`Event ${index + 1} appears twice`);
    }
  });

  it('swapped', async () => {
    for (let index = 0; index < lines.length - 1; index += 1) {
      const fault = await faultOf(textOf(lines.toSpliced(index, 2, lines[index + 1]!, lines[index]!)));
      expect(fault).toMatchObject({ ...at(index), happened: 'moved' });
      expect(fault.sentence).toContain(`line ${index + 2}`);
    }
  });

  it('torn, at any length of the last line', async () => {
    const text = textOf(lines);
    for (const cut of [1, 2, 40, 100, lines.at(-1)!.length])
      expect(await faultOf(text.slice(0, -cut))).toMatchObject({ ...at(lines.length - 1), happened: 'torn' });
  });

  it('replaced by another session’s event', async () => {
    const other = history('other').start().add('phase_started', { phase: 'Context' });
    const fault = await verifyText(textOf(lines.toSpliced(1, 1, other.lines[1]!)));
    expect(fault.fault).toMatchObject({ kind: 'session', ordinal: 2, expected: 's1', got: 'other' });
  });

  it('bytes that are not UTF-8', async () => {
    const whole = Buffer.from(textOf(lines));
    whole[starts[4]! + 200] = 0xff;
    expect((await verify(bytesSource(whole))).fault).toMatchObject({ kind: 'utf8', ordinal: 5 });
  });
});

it('finds any one change of a longer record at its place (fast-check)', async () => {
  const long = history('long').start();
  for (let n = 0; n < 120; n += 1)
    long.add('workbook_entry_added', {
      entryId: `e${n}`,
      entryType: 'note',
      title: `Note ${n}`,
      content: 'ä'.repeat(n),
    });
  const all = long.lines;
  const change = fc.record({
    kind: fc.constantFrom('byte', 'drop', 'repeat', 'swap'),
    index: fc.nat({ max: all.length - 2 }),
    place: fc.nat(),
    value: fc.integer({ min: 0, max: 255 }),
  });
  await fc.assert(
    fc.asyncProperty(change, async ({ kind, index, place, value }) => {
      const changed = [...all];
      let expected = index + 1;
      let bytes = Buffer.from(textOf(all));
      if (kind === 'byte') {
        const offset = Buffer.byteLength(textOf(all.slice(0, index))) + (place % (Buffer.byteLength(all[index]!) + 1));
        fc.pre(bytes[offset] !== value);
        bytes[offset] = value;
      } else {
        if (kind === 'drop') changed.splice(index, 1);
        if (kind === 'repeat') changed.splice(index, 0, all[index]!);
        if (kind === 'swap') changed.splice(index, 2, all[index + 1]!, all[index]!);
        if (kind === 'repeat') expected += 1;
        bytes = Buffer.from(textOf(changed));
      }
      const record = recordCheck('long');
      let found: number | undefined;
      for await (const line of linesOfBytes('f', [bytes])) {
        const checked = record.check(line);
        if (checked.kind === 'fault') {
          found = checked.fault.ordinal;
          expect(checked.fault.place).toMatchObject({ line: expected });
          break;
        }
      }
      expect(found).toBe(expected);
    }),
    { numRuns: 300 },
  );
});

describe('the head', () => {
  it('finds the loss of the newest events, which nothing else can', async () => {
    const head = { ordinal: WHOLE_SESSION_EVENTS, hash: recorded.events.at(-1)!.hash };
    const shorter = textOf(lines.slice(0, -2));
    expect((await verifyText(shorter)).ok).toBe(true);
    const report = await verify(bytesSource(Buffer.from(shorter)), { head });
    expect(report).toMatchObject({ ok: false, expectedHead: { expected: head, got: undefined, holds: false } });
  });

  it('finds a chain that was computed anew', async () => {
    const first = history('s1').start({ goal: 'one' });
    const second = history('s1').start({ goal: 'another' });
    const head = { ordinal: 1, hash: first.events[0]!.hash };
    expect((await verify(bytesSource(Buffer.from(textOf(first.lines))), { head })).ok).toBe(true);
    const report = await verify(bytesSource(Buffer.from(textOf(second.lines))), { head });
    expect(report).toMatchObject({ ok: false, expectedHead: { got: { ordinal: 1, hash: second.events[0]!.hash } } });
  });

  it('holds for a record that continued since', async () => {
    const head = { ordinal: 3, hash: recorded.events[2]!.hash };
    const report = await verify(logSource(log, 's1'), { head });
    expect(report).toMatchObject({ ok: true, expectedHead: { holds: true } });
  });

  it('is read as it is printed, and any other text is refused', async () => {
    const head = { ordinal: 3, hash: recorded.events[2]!.hash };
    expect(headFrom(headText(head))).toEqual(head);
    for (const text of ['3', `0:${head.hash}`, `3:${head.hash.toUpperCase()}`, `3:${head.hash}0`, ''])
      expect(await codeOf((async () => headFrom(text))())).toBe('USAGE');
  });
});

describe('the rules', () => {
  it('are reported by id, with the ordinals of today and of the recording', async () => {
    const observed = history('s1')
      .start({ enforcement: 'observe' })
      .add('phase_completed', { phase: 'Review' }, { violates: 'M.phase' })
      .add('phase_completed', { phase: 'Delivery' });
    const report = await verifyText(textOf(observed.lines));
    expect(report.ok).toBe(true);
    expect(report.rules).toEqual([
      { rule: 'M.phase', sentence: expect.any(String), severity: 'error', today: [2, 3], recorded: [2] },
    ]);
    expect(report.rulesDiffer).toEqual([3]);
  });

  it('an enforced session with an event that the law refuses does not verify', async () => {
    const forged = history('s1').start().add('phase_completed', { phase: 'Review' });
    const report = await verifyText(textOf(forged.lines));
    expect(report.ok).toBe(false);
    expect(report.refused.map(({ ordinal }) => ordinal)).toEqual([2]);
  });

  it.each(['2', '10', '0', '-1', '1.5', 'none'])(
    'an enforced session under version %s of the law, which is not an earlier one, is not exempt from refusal',
    async (version) => {
      const unknown = history('s1').start({ law: version }).add('phase_completed', { phase: 'Review' });
      const report = await verifyText(textOf(unknown.lines));
      expect(report).toMatchObject({ ok: false, rulesVersion: { recorded: version, today: LAW_VERSION } });
      expect(report.refused.map(({ ordinal }) => ordinal)).toEqual([2]);
    },
  );

  it('an enforced session under an earlier version of the law is only reported', () => {
    const judged = (lawVersion: string) => {
      const tally = refusalTally('10');
      const { events } = history('s1').start({ law: lawVersion }).add('phase_completed', { phase: 'Review' });
      let state = initialState('s1');
      for (const event of events) {
        tally.add(event, check(state, event));
        state = evolve(state, event);
      }
      return tally.report(state.session).refused.map(({ ordinal }) => ordinal);
    };
    expect(judged('9')).toEqual([]);
    expect(judged('10')).toEqual([2]);
  });

  it('a profile that differs from its hash does not verify, also in an observed session', async () => {
    const profileHash = '0'.repeat(64);
    const forged = history('s1').start({ enforcement: 'observe', profileHash });
    const report = await verifyText(textOf(forged.lines));
    expect(report).toMatchObject({ ok: false, refused: [], fault: undefined });
    expect(report.profileHashes).toEqual([
      { ordinal: 1, expected: sha256(canonicalJson(PROFILES.normal)), got: profileHash },
    ]);
  });

  it('as enforce: reports where an observed session would have been refused', async () => {
    const observed = createSessions(log);
    await observed.send('o1', { name: 'session.start', data: { goal: 'g', enforcement: 'observe' } });
    await observed.send('o1', { name: 'phase.complete', data: { phase: 'Review' } });
    await observed.send('o1', { name: 'phase.start', data: { phase: 'Context' } });
    const report = await verify(logSource(log, 'o1'), { as: 'enforce' });
    expect(report.ok).toBe(true);
    expect(report.wouldRefuse?.map(({ ordinal }) => ordinal)).toContain(2);
    expect(report.rulesDiffer).toEqual([]);
    expect((await verify(logSource(log, 'o1'))).wouldRefuse).toBeUndefined();
  });
});

describe('violations from an event on that was not interpreted', () => {
  /** A session whose event of this ordinal is of version 99, chained anew. */
  const newerAt = (ordinal: number, ...more: readonly ['phase_completed', object][]): string => {
    const built = history('s1').start().add('phase_started', { phase: 'Context' });
    for (const [type, data] of [['phase_completed', { phase: 'Context' }] as const, ...more])
      built.add(type, data as { phase: string });
    let previous = CHAIN_START;
    const chained = built.events.map(({ hash: _, ...event }) => {
      const schemaversion = event.ordinal === ordinal ? 99 : event.schemaversion;
      const { line, hash } = encodeEvent({ ...event, schemaversion }, previous, sha256);
      previous = hash;
      return line;
    });
    return textOf(chained);
  };

  it('perhaps follow from it, and are no failure of the record', async () => {
    const report = await verifyText(newerAt(2));
    expect(report).toMatchObject({ ok: true, enforcement: 'enforce', refused: [] });
    expect(report.perhapsRefused.map(({ ordinal }) => ordinal)).toEqual([3]);
  });

  it('are failures where they come before it', async () => {
    const report = await verifyText(
      newerAt(5, ['phase_completed', { phase: 'Review' }], ['phase_completed', { phase: 'Delivery' }]),
    );
    expect(report.ok).toBe(false);
    expect(report.refused.map(({ ordinal }) => ordinal)).toEqual([4]);
  });

  it('leave process and enforcement unknown where the start is that event', async () => {
    const report = await verifyText(newerAt(1));
    expect(report).toMatchObject({ ok: true, refused: [], rulesVersion: { recorded: undefined, today: '1' } });
    expect(report.enforcement).toBeUndefined();
    expect(report.perhapsRefused.map(({ ordinal }) => ordinal)).toContain(1);
  });

  it('do not excuse a damaged chain', async () => {
    const report = await verifyText(newerAt(2).replace('Reset', 'Forget'));
    expect(report).toMatchObject({ ok: false, fault: { kind: 'hash' } });
  });
});

describe('rules and invariants', () => {
  const lawless = () =>
    history('s1')
      .start({ enforcement: 'observe' })
      .add('phase_completed', { phase: 'Review' })
      .add('phase_started', { phase: 'Planning' });
  const verifyWith = (invariants: readonly Invariant[]) =>
    verify(bytesSource(Buffer.from(textOf(lawless().lines))), { invariants });

  it('agree on the violations of a record', async () => {
    expect(await verifyText(textOf(lawless().lines))).toMatchObject({ ok: true, disagreements: [] });
  });

  it('that disagree are reported as a defect of Reprise, and the record does not verify', async () => {
    const report = await verifyWith(INVARIANTS.filter(({ id }) => id !== 'P.order'));
    expect(report.ok).toBe(false);
    expect(report.disagreements).toEqual([
      { ordinal: 3, rulesAlone: ['P.order'], invariantsAlone: [], sentence: expect.any(String) },
    ]);
    expect(report.disagreements[0]?.sentence).toBe(
      'Rules and invariants disagree about event 3: only the rules report a violation of P.order. This is a defect of Reprise, not of the record; please report it with the record.',
    );
  });

  it('in either direction', async () => {
    const suspicious: Invariant<number> = {
      id: 'X.second',
      severity: 'warn',
      always: false,
      receives: undefined,
      on: undefined,
      init: () => 0,
      step: (memo) => ({ memo: memo + 1, violations: memo === 1 ? [{ rule: 'X.second', detail: 'the second' }] : [] }),
    };
    const { disagreements } = await verifyWith([...INVARIANTS, suspicious]);
    expect(disagreements.map(({ ordinal, invariantsAlone }) => [ordinal, invariantsAlone])).toEqual([
      [2, ['X.second']],
    ]);
  });
});

it.each([
  ['a member that is missing', { type: 'plan_titled', data: {} }, 'not a valid plan_titled: data.title is missing'],
  ['a type of the wrong form', { type: 'Plan.Titled' }, 'not an event: its type "Plan.Titled" is not 1 to 64 of'],
  ['version 0', { schemaversion: 0 }, 'not a valid phase_started: schemaversion: a whole number from 1'],
])('reports an event with %s in one sentence', async (_what, change, reason) => {
  const { events } = history('s1').start().add('phase_started', { phase: 'Context' });
  const first = events[0] as RecordedEvent;
  const { hash: _, ...second } = { ...(events[1] as RecordedEvent), ...change } as RecordedEvent;
  const { line } = encodeEvent(second, first.hash, sha256);
  const { fault } = await verifyText(textOf([encodeEvent(first, CHAIN_START, sha256).line, line]));
  expect(fault?.sentence).toMatch(/^Event 2, line 2 \(byte \d+\) of s1\.ndjson, is /);
  expect(fault?.sentence).toContain(`, is ${reason}`);
});

it('finds a commit whose events are apart, in a chain that is otherwise sound', async () => {
  const apart = history('s1')
    .start({}, { commitid: 'k1' })
    .add('phase_started', { phase: 'Context' }, { commitid: 'k2' })
    .add('phase_completed', { phase: 'Context' }, { commitid: 'k1' });
  const { fault } = await verifyText(textOf(apart.lines));
  expect(fault).toMatchObject({ kind: 'commit', ordinal: 3 });
});

it('finds an id that two events have, in a chain that is otherwise sound', async () => {
  const events = sameIds();
  const { fault } = await verifyText(textOf(events));
  expect(fault).toMatchObject({ kind: 'id', ordinal: 2, diagnosis: { happened: 'repeated' } });
});

it('reports which view differs, and where', async () => {
  const { events } = history('s1').start().add('phase_started', { phase: 'Context' });
  const whole = viewTextsOf(events.reduce(foldOn, foldFrom('s1')));
  const read = (from: readonly RecordedEvent[]) =>
    async function* () {
      yield* from;
    };
  expect(await sameViews('s1', read(events), 2, whole)).toEqual([]);
  const other = history('s1').start().add('phase_skipped', { phase: 'Context', reason: 'known' }).events;
  const found = await sameViews('s1', read(other), 2, whole);
  expect(new Set(found.map(({ read: how }) => how))).toEqual(new Set(['export', 'resumed']));
  expect(found.map(({ view }) => view)).toContain('plan');
  expect(found[0]).toMatchObject({ expected: expect.any(String), got: expect.any(String) });
});

it('does not verify when the record differs at the second reading', async () => {
  const one = history('s1').start().add('phase_started', { phase: 'Context' }).lines;
  const other = history('s1').start().add('phase_skipped', { phase: 'Context', reason: 'known' }).lines;
  let reads = 0;
  const changing = {
    ...bytesSource(Buffer.from('')),
    lines: () => bytesSource(Buffer.from(textOf(reads++ ? other : one))).lines(),
  };
  const report = await verify(changing);
  expect(report).toMatchObject({ ok: false, fault: undefined });
  expect(report.views.differences.length).toBeGreaterThan(0);
  const torn = {
    ...changing,
    lines: () =>
      bytesSource(Buffer.from(textOf(reads++ % 2 ? one : one.map((line) => line.replace('Reset', 'Forget'))))).lines(),
  };
  reads = 1;
  expect(await codeOf(verify(torn))).toBe('RECORD_INVALID');
});

it('finds in a log a message that holds two commits, and a commit in two messages', async () => {
  const two = history('s1')
    .start({}, { commitid: 'k1' })
    .add('phase_started', { phase: 'Context' }, { commitid: 'k2' });
  const kept = (parts: readonly (readonly string[])[]): Log => ({
    ...log,
    async *read() {
      for (const [index, part] of parts.entries())
        yield { sessionId: 's1', position: { stream: 'S', sequence: index + 1 }, lines: part };
    },
  });
  const mixed = await verify(logSource(kept([two.lines]), 's1'));
  expect(mixed.fault).toMatchObject({ kind: 'commit', ordinal: 2, place: { sequence: 1, index: 1 } });
  const one = history('s1')
    .start({}, { commitid: 'k1' })
    .add('phase_started', { phase: 'Context' }, { commitid: 'k1' });
  const split = await verify(logSource(kept(one.lines.map((line) => [line])), 's1'));
  expect(split.fault).toMatchObject({ kind: 'commit', ordinal: 2, place: { sequence: 2, index: 0 } });
});

describe('what does not change a fact is diagnosed as such', () => {
  it('line ends that were converted to CR LF', async () => {
    const { ok, fault } = await verifyText(lines.map((line) => `${line}\r\n`).join(''));
    expect([ok, fault?.ordinal]).toEqual([false, 1]);
    expect(fault?.diagnosis).toEqual({
      happened: 'changed',
      sentence: 'Event 1 ends in CR LF instead of LF and is sound otherwise: the line ends were converted.',
    });
  });

  it('another session in the same file, and an event of one', async () => {
    await sessions.record('s2', wholeSession());
    const other = (await log.last('s2'))!.lines;
    const both = await verifyText(textOf([...lines, ...other]));
    expect(both.events).toBe(WHOLE_SESSION_EVENTS);
    expect(both.fault?.diagnosis).toEqual({
      happened: 'foreign',
      sentence: 'Another session, s2, begins here: the file holds two exports.',
    });
    const one = await verifyText(textOf([...lines.slice(0, 3), other[5]!, ...lines.slice(3)]));
    expect(one.fault?.diagnosis).toEqual({
      happened: 'foreign',
      sentence: 'Here is event 6 of another session, s2.',
    });
    const renamed = lines.map((line, index) =>
      index === 3 ? line.replace('"sessionid":"s1"', '"sessionid":"s2"') : line,
    );
    expect((await verifyText(textOf(renamed))).fault?.diagnosis.happened).toBe('changed');
  });
});
