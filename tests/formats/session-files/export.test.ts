// Import, export and import again: the second import gives the same log, whatever the first files were.

import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { defined } from '../../../machines/defined.ts';
import { isDerived, type RecordedEvent } from '../../../machines/events/envelope.ts';
import { type Documents, foldViews, showAll } from '../../../projections/index.ts';
import { Run } from '../../../src/check/run/run.ts';
import { commandSequences } from '../../../src/check/sequences/command-sequences.ts';
import { RepriseError } from '../../../src/errors.ts';
import { type ImportOptions, readSessionFolder } from '../../../src/formats/session-files/read-session-folder.ts';
import { sessionAsFiles } from '../../../src/formats/session-files/session-as-files.ts';
import { writeSessionFolder } from '../../../src/formats/session-files/write-session-folder.ts';
import { importFolder } from '../../../src/import/import-folder.ts';
import { memoryLog } from '../../../src/log/memory.ts';
import { recorderOn } from '../../../src/session/write/recorder.ts';
import { anySession } from '../../any-session.ts';
import { runs } from '../../more.ts';
import { collect, wholeSession } from '../../session/work.ts';
import { recorded } from '../recorded.ts';
import { FILES, type Files, inFolder, SESSION } from './contradictory-session.ts';
import { mutate, mutationsOf } from './mutations.ts';

const EXAMPLE = fileURLToPath(new URL('../../../examples/password-reset/', import.meta.url));
const exampleFiles = async (): Promise<Files> => {
  const names = (await readdir(EXAMPLE)).filter((name) => name.endsWith('.json'));
  return Object.fromEntries(
    await Promise.all(
      names.map(async (name) => [name, JSON.parse(await readFile(join(EXAMPLE, name), 'utf8'))] as const),
    ),
  );
};

const imported = async (files: Files, options?: ImportOptions) => {
  const session = await inFolder(files, (folder) => readSessionFolder(folder, options));
  return { ...session, ...recorded(session.sessionId, session.commands) };
};
const exported = (sessionId: string, events: readonly RecordedEvent[]): Files =>
  Object.fromEntries(
    Object.entries(sessionAsFiles(sessionId, events)).map(([kind, file]) => [`${kind}-${sessionId}.json`, file]),
  );
const viewsOf = (sessionId: string, events: readonly RecordedEvent[]): Documents =>
  showAll(foldViews(events, sessionId));
/** Without what the exact facts are kept in. */
const withoutRecord = (sessionId: string, files: Files): Files => {
  const { reprise: _record, ...events } = files[`events-${sessionId}.json`] as Record<string, unknown>;
  return { ...files, [`events-${sessionId}.json`]: events };
};

test('two waves of one number are exported with their phases, and imported again each with its own fields', async () => {
  const waves = (events: readonly RecordedEvent[], id: string) =>
    viewsOf(id, events).plan.waves.map(({ phase, number, title, agents }) => [phase, number, title, agents.length]);
  const run = new Run().must('session.start', { goal: 'Reset passwords by email' });
  for (const [index, title] of ['Look', 'Plan'].entries()) {
    const agentId = `a${index}`;
    run.must('phase.next').must('agent.launch', { agents: [{ agentId, agentType: 'tester' }], wave: 1, title });
    run.must('agent.complete', { agents: [{ agentId }] });
  }
  run.must('todo.create', { todoId: 't', content: 'Read', agentId: 'a1' });
  const out = exported('s1', run.events);
  const planning = out['planning-s1.json'] as { waves: Record<string, unknown>[] };
  expect(planning.waves).toMatchObject([
    { wave: 1, phase: 'Context', title: 'Look', agents: ['a0'] },
    { wave: 1, phase: 'Planning', title: 'Plan', agents: ['a1'] },
  ]);
  // The view shows the todo in its agent's wave; the file has the todo's own wave, and it has none.
  expect(viewsOf('s1', run.events).todo.todos).toMatchObject([{ phase: 'Planning', wave: 1 }]);
  expect((out['todo-s1.json'] as { todos: unknown[] }).todos[0]).not.toHaveProperty('wave');

  for (const [index, budget] of ['small', 'large'].entries()) Object.assign(planning.waves[index] ?? {}, { budget });
  const again = await imported(withoutRecord('s1', out));
  expect(waves(again.events, 's1')).toEqual(waves(run.events, 's1'));
  expect(exported('s1', again.events)['planning-s1.json']).toMatchObject({
    waves: [
      { phase: 'Context', title: 'Look', budget: 'small' },
      { phase: 'Planning', title: 'Plan', budget: 'large' },
    ],
  });
});

describe('the export of an imported session', () => {
  it.each([
    ['the example', exampleFiles],
    ['a session that contradicts itself', async () => FILES],
  ])('%s gives the same log again, event by event, and adds nothing to the first', async (_name, files) => {
    const first = await imported(await files());
    const out = exported(first.sessionId, first.events);
    const second = await imported(out);
    expect(second.events).toEqual(first.events);
    expect(second.exported).toBe(true);
    expect(exported(second.sessionId, second.events)).toEqual(out);
    const onto = recorded(first.sessionId, second.commands, first);
    expect([onto.repeated, onto.refused]).toEqual([first.commands.length, []]);
    const { recorded: own, derived, byFile } = second.report;
    expect({ recorded: own, derived, byFile }).toEqual({
      recorded: first.report.recorded,
      derived: first.report.derived,
      byFile: first.report.byFile,
    });
  });

  it('has counted summaries: importing it finds no difference and no anomaly', async () => {
    for (const files of [await exampleFiles(), FILES]) {
      const { sessionId, events } = await imported(files);
      const { report } = await imported(exported(sessionId, events));
      const figures = report.differences.filter(({ field }) => /^(?:summary|index|metadata|tokenBudget)\./.test(field));
      expect(figures).toEqual([]);
    }
    const { sessionId, events } = await imported(await exampleFiles());
    const { report } = await imported(exported(sessionId, events));
    expect([report.differences, report.warnings]).toEqual([[], []]);
  });

  it('has the same plan, todos, workbook and usage when it is read without its exact facts', async () => {
    const first = await imported(await exampleFiles());
    const { sessionId } = first;
    const bare = await imported(withoutRecord(sessionId, exported(sessionId, first.events)));
    expect([bare.exported, bare.report.differences]).toEqual([false, []]);
    const [one, two] = [viewsOf(sessionId, first.events), viewsOf(sessionId, bare.events)];
    const unordered = (document: unknown): unknown =>
      JSON.parse(JSON.stringify(document, (name, value) => (name === 'ordinal' ? undefined : value)));
    for (const view of ['plan', 'todo', 'workbook', 'usage', 'timeline', 'flow'] as const)
      expect({ view, document: unordered(two[view]) }).toEqual({ view, document: unordered(one[view]) });
  });

  it('is read as it is once a file of it was changed, with a warning', async () => {
    const { sessionId, events } = await imported(FILES);
    const out = structuredClone(exported(sessionId, events));
    (out[`todo-${SESSION}.json`] as { todos: { status: string }[] }).todos[2] = {
      ...(out[`todo-${SESSION}.json`] as { todos: { status: string }[] }).todos[2],
      status: 'completed',
    };
    const changed = await imported(out);
    expect(changed.exported).toBe(false);
    expect(changed.report.warnings.join()).toContain('its todo file was changed');
    expect(viewsOf(sessionId, changed.events).todo.summary.completed).toBe(2);
    expect(changed.report.differences).toContainEqual(
      expect.objectContaining({ field: 'summary.completed', claimed: 1, counted: 2 }),
    );
  });

  it('is a fixed point for every mutation of files that can be read', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(mutationsOf(FILES), { minLength: 1, maxLength: 6 }), async (mutations) => {
        const files = structuredClone(FILES);
        for (const one of mutations) mutate(files, one);
        const first = await imported(files).catch((error: unknown) => {
          expect(error).toBeInstanceOf(RepriseError);
          return undefined;
        });
        if (first === undefined) return;
        const second = await imported(exported(first.sessionId, first.events));
        expect(second.events).toEqual(first.events);
      }),
      { numRuns: runs(150) },
    );
  });
});

describe('the export of a session that was recorded live', () => {
  /** Without what is new in any record: the ids of events. */
  const unnamed = (documents: Documents): unknown =>
    JSON.parse(
      JSON.stringify(documents, (name, value) => (name === 'id' && /^event-\d+$/.test(value) ? 'an event' : value)),
    );

  it('gives the same views, whatever its events are, and is a fixed point from then on', async () => {
    await fc.assert(
      fc.asyncProperty(
        anySession(60),
        fc.constantFrom('observe', 'enforce'),
        async ({ list, profile }, enforcement) => {
          const live = new Run({ sessionId: 'live' }).must('session.start', {
            goal: 'Whatever comes',
            profile,
            enforcement,
          });
          for (const { name, data, actor } of list) live.send(name, data, defined({ actor, tags: ['a,b', '%'] }));
          const first = await imported(exported('live', live.events));
          expect(first.refused).toEqual([]);
          expect(unnamed(viewsOf('live', first.events))).toEqual(unnamed(viewsOf('live', live.events)));
          const second = await imported(exported('live', first.events));
          expect(second.events).toEqual(first.events);
        },
      ),
    );
  });

  it('can be read without its exact facts, with every event in the events file', async () => {
    await fc.assert(
      fc.asyncProperty(commandSequences('normal', { maxLength: 40 }), async (said) => {
        const live = new Run({ sessionId: 'live' }).must('session.start', {
          goal: 'Whatever comes',
          enforcement: 'observe',
        });
        for (const { name, data, actor } of said) live.send(name, data, defined({ actor }));
        const bare = await imported(withoutRecord('live', exported('live', live.events)));
        expect(bare.report.recorded).toBe(live.events.length);
        const types = bare.events.filter((event) => !isDerived(event)).map(({ type }) => type);
        expect(types.toSorted()).toEqual(live.events.map(({ type }) => type).toSorted());
      }),
    );
  });

  it('adds nothing where it is recorded, and is refused where the log has something else', async () => {
    const recorder = recorderOn(memoryLog());
    const { sessions } = recorder;
    const commands = wholeSession();
    await sessions.record('live', commands);
    const events = (await collect(sessions.read('live'))).map(({ event }) => event);
    const files = exported('live', events);
    await inFolder(files, async (folder) => {
      const again = await importFolder(recorder, folder);
      expect([again.wasThere, again.added]).toEqual([true, 0]);
      await sessions.send('live', { name: 'warning_issued', data: { message: 'One more' } });
      expect((await importFolder(recorder, folder)).wasThere).toBe(true);
      const elsewhere = recorderOn(memoryLog());
      const other = elsewhere.sessions;
      await other.record(
        'live',
        commands.slice(0, 3).map((command) => ({ ...command, actor: 'somebody' })),
      );
      await expect(importFolder(elsewhere, folder)).rejects.toMatchObject({ code: 'CONFLICT' });
      expect((await other.load('live')).head.ordinal).toBe(3);
    });
  });
});

describe('a folder of session files', () => {
  it('is written completely, or not at all', async () => {
    const { sessionId, events } = await imported(FILES);
    const files = sessionAsFiles(sessionId, events);
    await inFolder({}, async (folder) => {
      const out = join(folder, 'out');
      const { files: names } = await writeSessionFolder(out, sessionId, files);
      expect((await readdir(out)).toSorted()).toEqual(names.toSorted());
      await writeSessionFolder(out, sessionId, files);
      expect(await readdir(folder)).toEqual(['out']);
      await writeFile(join(out, 'notes.txt'), 'mine');
      await expect(writeSessionFolder(out, sessionId, files)).rejects.toMatchObject({ code: 'BAD_INPUT' });
      await expect(writeSessionFolder(join(folder, 'no', 'where'), sessionId, files)).rejects.toMatchObject({
        code: 'FILE_NOT_FOUND',
      });
      await expect(writeSessionFolder(join(out, 'notes.txt'), sessionId, files)).rejects.toMatchObject({
        code: 'BAD_INPUT',
      });
      await mkdir(join(folder, 'empty'));
      await writeSessionFolder(join(folder, 'empty'), sessionId, files);
      expect((await readdir(folder)).toSorted()).toEqual(['empty', 'out']);
    });
  });
});
