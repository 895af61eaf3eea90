// What the reader of session files refuses: with one sentence and the place, and nothing recorded.
import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ErrorCode, RepriseError } from '../../../src/errors.ts';
import { MAX_FILE_BYTES } from '../../../src/formats/session-files/json-file.ts';
import { type ImportOptions, readSessionFolder } from '../../../src/formats/session-files/read-session-folder.ts';
import { runs } from '../../more.ts';
import { recorded } from '../recorded.ts';
import { events, FILES, type Files, inFolder, planning, SESSION, todo, WORSE } from './contradictory-session.ts';
import { mutate, mutationsOf } from './mutations.ts';
import { expectNothingLost } from './nothing-lost.ts';

const refusal = async (folder: string, options?: ImportOptions): Promise<RepriseError> => {
  const error = await readSessionFolder(folder, options).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(RepriseError);
  return error as RepriseError;
};
const refused = async (files: Files, code: ErrorCode, options?: ImportOptions): Promise<RepriseError> => {
  const error = await inFolder(files, (folder) => refusal(folder, options));
  expect(error.code).toBe(code);
  expect(error.message).toMatch(/^[^\n]+\.$/);
  return error;
};
const name = (kind: string, session = SESSION): string => `${kind}-${session}.json`;
const changed = <T extends object>(file: T, change: (copy: T) => void): T => {
  const copy = structuredClone(file);
  change(copy);
  return copy;
};

describe('the folder', () => {
  it('is refused when it does not exist, or is a file', async () => {
    expect((await refusal('/nowhere/at/all')).code).toBe('FILE_NOT_FOUND');
    await inFolder({ 'a.txt': 'x' }, async (folder) =>
      expect((await refusal(join(folder, 'a.txt'))).code).toBe('BAD_INPUT'),
    );
  });

  it('is refused without a session file in it', async () => {
    await refused({ 'notes.json': '{}', 'planning.json': '{}' }, 'FILE_NOT_FOUND');
  });

  it('is refused with files of two sessions, unless one is named', async () => {
    const two = { ...FILES, [name('todo', 'other')]: { todos: [] } };
    const error = await refused(two, 'BAD_INPUT');
    expect(error.fields.sessions).toEqual([SESSION, 'other']);
    await refused(two, 'SESSION_NOT_FOUND', { session: 'third' });
    const session = await inFolder(two, (folder) => readSessionFolder(folder, { session: SESSION }));
    expect(session.files).toHaveLength(4);
  });

  it('is refused where a file is of another session by its content', async () => {
    await refused({ ...FILES, [name('todo')]: { ...todo, sessionId: 'other' } }, 'BAD_INPUT');
  });

  it.each(['a.b', 'a b', 'x'.repeat(65), 'é'])('is refused with %j for a session id', async (id) => {
    await refused({ [name('events', id)]: { events: [] } }, 'BAD_SESSION_ID');
  });
});

describe('a file', () => {
  it.each([
    ['{"todos": [', 1, 12],
    ['{"todos": []\n  "summary": {}}', 2, 3],
    ["{'todos': []}", 1, 2],
    ['', 1, 1],
    ['{"todos": [1,]}', 1, 14],
    ['{"a": "b\n"}', 1, 9],
  ])('that is not JSON is refused with its line and column: %j', async (text, line, column) => {
    const error = await refused({ ...FILES, [name('todo')]: text }, 'BAD_INPUT');
    expect(error.fields).toMatchObject({ file: name('todo'), line, column });
  });

  it('that is not UTF-8 is refused', async () => {
    await refused({ ...FILES, [name('todo')]: new Uint8Array([0x7b, 0xff, 0x7d]) }, 'BAD_INPUT');
  });

  it.each([
    ['todo', []],
    ['todo', { items: [] }],
    ['todo', { todos: {} }],
    ['todo', { todos: ['text'] }],
    ['workbook', { entries: null }],
    ['events', 'text'],
    ['events', { events: [[]] }],
    ['planning', { name: 'something else' }],
    ['planning', { tasks: 'none' }],
    ['planning', { phases: [3] }],
  ])('%s of another shape is refused: %j', async (kind, content) => {
    const error = await refused({ ...FILES, [name(kind)]: JSON.stringify(content) }, 'BAD_INPUT');
    expect(error.fields.file).toBe(name(kind));
  });

  it('over the limit is refused before it is read', async () => {
    await inFolder(FILES, async (folder) => {
      await writeFile(join(folder, name('todo')), '');
      await truncate(join(folder, name('todo')), MAX_FILE_BYTES + 1);
      const error = await refusal(folder);
      expect(error.fields).toMatchObject({ bytes: MAX_FILE_BYTES + 1, limit: MAX_FILE_BYTES });
    });
  });

  it('nested too deep is refused', async () => {
    const text = `{"todos": [{"id": "a", "x": ${'['.repeat(5_000)}${']'.repeat(5_000)}}]}`;
    await refused({ ...FILES, [name('todo')]: text }, 'BAD_INPUT');
  });

  it.each(['yesterday', '2026-02-30T10:00:00Z', '2026-02-03T25:00:00Z', 12, true, { at: 1 }])(
    'with %j for a time is refused with file, entry and field',
    async (time) => {
      const todos = changed(todo, (copy) => Object.assign(copy.todos[0] as object, { startedAt: time }));
      const error = await refused({ ...FILES, [name('todo')]: todos }, 'BAD_INPUT');
      expect(error.fields).toMatchObject({ file: name('todo'), entry: '7', field: 'startedAt' });
    },
  );

  it('without any time is refused', async () => {
    await refused({ [name('planning')]: { taskDescription: 'x' } }, 'BAD_INPUT');
  });

  it('is read under a profile of the caller, and refused under an unknown one', async () => {
    await refused(FILES, 'BAD_INPUT', { profile: 'waterfall' });
    const { commands } = await inFolder(FILES, (folder) => readSessionFolder(folder, { profile: 'meta' }));
    expect(commands[0]?.data).toMatchObject({ profile: { name: 'meta' } });
  });
});

describe('mutated files', () => {
  const mutation = mutationsOf(FILES);

  it('are recorded completely under observe, the same twice, or refused with a RepriseError', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 6 }), async (mutations) => {
        const files = structuredClone(FILES);
        for (const one of mutations) mutate(files, one);
        await inFolder(files, async (folder) => {
          const read = () =>
            readSessionFolder(folder).catch((error: unknown) => {
              expect(error).toBeInstanceOf(RepriseError);
              return undefined;
            });
          const session = await read();
          expect(await read()).toEqual(session);
          if (session === undefined) return;
          const once = recorded(session.sessionId, session.commands);
          expect(once.refused).toEqual([]);
          expect(once.events).toHaveLength(session.commands.length);
          expect(session.report.recorded + session.report.derived).toBe(session.commands.length);
          expect(recorded(session.sessionId, session.commands, once).repeated).toBe(session.commands.length);
        });
      }),
      { numRuns: runs(400) },
    );
  });

  it('lose no text and no number that could be read', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(mutationsOf(WORSE), { minLength: 1, maxLength: 4 }), async (mutations) => {
        const files = structuredClone(WORSE);
        for (const one of mutations) mutate(files, one);
        const session = await inFolder(files, (folder) => readSessionFolder(folder)).catch(() => undefined);
        if (session === undefined) return;
        expectNothingLost(Object.values(files), recorded(session.sessionId, session.commands).events);
      }),
      { numRuns: runs(150) },
    );
  });

  it('truncated or garbled as text are refused, or read', async () => {
    const text = JSON.stringify(planning);
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length), fc.string({ maxLength: 3 }), fc.nat(20), async (at, insert, cut) => {
        const garbled = text.slice(0, at) + insert + text.slice(at + cut);
        await inFolder({ [name('planning')]: garbled, [name('events')]: events }, async (folder) => {
          await readSessionFolder(folder).catch((error: unknown) => expect(error).toBeInstanceOf(RepriseError));
        });
      }),
      { numRuns: runs(200) },
    );
  });
});
