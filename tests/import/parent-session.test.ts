// The parent of an imported session: in the log, among the folders of the same import, or nowhere.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { importFolder } from '../../src/import/import-folder.ts';
import { type FolderOutcome, importFolders } from '../../src/import/import-folders.ts';
import { memoryLog } from '../../src/log/memory.ts';
import { makeFolder } from '../../src/make-folder.ts';
import { verify } from '../../src/session/record/verify.ts';
import { folderSource } from '../../src/session/source/folder-source.ts';
import { recorderOn } from '../../src/session/write/recorder.ts';
import { freshFolder } from '../cli/run-cli.ts';

const folder = freshFolder();
afterAll(folder.remove);

/** A session folder that names its parent. */
const written = async (id: string, parentSessionId: string | undefined): Promise<string> => {
  const path = join(folder.path, '.sisyphus', 'sessions', id);
  await makeFolder(path);
  const state = {
    ...{ id, task: `The work of ${id}`, cwd: '/home/somebody/work', status: 'active' },
    ...{ createdAt: '2026-03-01T10:00:00.000Z', agents: [], orchestratorCycles: [], parentSessionId },
  };
  writeFileSync(join(path, 'state.json'), JSON.stringify(state));
  return path;
};

const rulesOf = (outcome: FolderOutcome): [string, string[]] => [
  outcome.folder.split('/').at(-1) as string,
  'imported' in outcome ? outcome.imported.violations.map(({ rule }) => rule) : [outcome.error.code],
];

describe('an imported session whose parent', () => {
  it('is among the folders of the same import starts after it, in whatever order the folders are', async () => {
    const paths = await Promise.all([
      written('grandchild', 'child'),
      written('child', 'root'),
      written('alone', undefined),
      written('root', undefined),
    ]);
    for (const concurrency of [1, 8]) {
      const outcomes: FolderOutcome[] = [];
      const totals = await importFolders(recorderOn(memoryLog()), paths, {
        concurrency,
        onOutcome: (outcome) => outcomes.push(outcome),
      });
      expect(totals).toMatchObject({ folders: 4, done: 4, recorded: 4, failed: 0, left: 0, errors: 0 });
      const order = outcomes.map(rulesOf);
      expect(order.flatMap(([, rules]) => rules)).toEqual([]);
      // Those of one moment end in any order, but for a child and its parent.
      const line = order.map(([id]) => id).filter((id) => id !== 'alone');
      expect(line).toEqual(['root', 'child', 'grandchild']);
    }
  });

  it('is not looked up by a dry run, which reports nothing about it', async () => {
    const paths = await Promise.all([written('tried-child', 'tried-root'), written('tried-root', undefined)]);
    const outcomes: FolderOutcome[] = [];
    await importFolders(recorderOn(memoryLog()), paths, {
      dryRun: true,
      onOutcome: (outcome) => outcomes.push(outcome),
    });
    expect(outcomes.map(rulesOf).toSorted()).toEqual([
      ['tried-child', []],
      ['tried-root', []],
    ]);
  });

  it('is in no log and no folder is recorded, and reported each time', async () => {
    const recorder = recorderOn(memoryLog());
    const path = await written('orphan', 'nowhere');
    const violation = { rule: 'S.parent', ordinal: 1, place: 'state.json#start' };
    for (const added of [1, 0])
      expect(await importFolder(recorder, path)).toMatchObject({
        wasThere: added === 0,
        violations: [expect.objectContaining({ ...violation, place: expect.stringContaining('state.json') })],
      });
    // Its parent comes later: what was recorded stays.
    await importFolder(recorder, await written('nowhere', undefined));
    expect(await importFolder(recorder, path)).toMatchObject({ violations: [{ rule: 'S.parent' }] });
    expect(await importFolder(recorder, await written('younger', 'nowhere'))).toMatchObject({ violations: [] });
  });

  it('is itself, or a child of its own, is reported', async () => {
    const paths = await Promise.all([written('own', 'own'), written('hen', 'egg'), written('egg', 'hen')]);
    const outcomes: FolderOutcome[] = [];
    await importFolders(recorderOn(memoryLog()), paths, { onOutcome: (outcome) => outcomes.push(outcome) });
    expect(outcomes.map(rulesOf)).toEqual([
      ['own', ['S.parent']],
      ['hen', ['S.parent']],
      ['egg', []],
    ]);
  });

  it('is in no log is refused by a strict import, before anything is recorded', async () => {
    const recorder = recorderOn(memoryLog());
    const path = await written('strict', 'missing');
    await expect(importFolder(recorder, path, { strict: true })).rejects.toMatchObject({
      code: 'REFUSED',
      message: expect.stringContaining('S.parent'),
    });
    expect(await recorder.log.last('strict')).toBeUndefined();
    await importFolder(recorder, await written('missing', undefined));
    expect(await importFolder(recorder, path, { strict: true })).toMatchObject({ violations: [] });
  });

  it('cannot be looked for, as its folder is read without a log, is not reported', async () => {
    const { rules } = await verify(await folderSource(await written('read', 'nobody')));
    expect(rules).toEqual([]);
  });
});
