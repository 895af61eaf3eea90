// The imports of an open log. What reads files is loaded when it is used, so that opening a log stays quick.
import { requirePath, requirePaths } from '../given-path.ts';
import { beginningAgain, type Recorder } from '../session/write/recorder.ts';
import type { ImportDocumentOptions } from './import-document.ts';
import type { ImportFileOptions } from './import-file.ts';
import type { ImportFolderOptions } from './import-folder.ts';
import type { ImportFoldersOptions } from './import-folders.ts';
import type { ImportPlanHistoryOptions } from './import-plan-history.ts';

const of = (recorder: Recorder, options: { readonly again?: boolean | undefined } = {}): Recorder =>
  options.again ? beginningAgain(recorder) : recorder;

export const imports = (recorder: Recorder) => ({
  importFolder: async (folder: string, options?: ImportFolderOptions) =>
    (await import('./import-folder.ts')).importFolder(
      of(recorder, options),
      requirePath(folder, 'the folder'),
      options,
    ),
  importFolders: async (paths: readonly string[], options?: ImportFoldersOptions) => {
    const [{ sessionFolders }, { importFolders }] = await Promise.all([
      import('./session-folders.ts'),
      import('./import-folders.ts'),
    ]);
    return importFolders(of(recorder, options), await sessionFolders(requirePaths(paths, 'the folders')), options);
  },
  importFile: async (file: string, options?: ImportFileOptions) =>
    (await import('./import-file.ts')).importFile(of(recorder, options), requirePath(file, 'the file'), options),
  importDocument: async (file: string, options?: ImportDocumentOptions) =>
    (await import('./import-document.ts')).importDocument(
      of(recorder, options),
      requirePath(file, 'the document'),
      options,
    ),
  importPlanHistory: async (file: string, options?: ImportPlanHistoryOptions) =>
    (await import('./import-plan-history.ts')).importPlanHistory(
      of(recorder, options),
      requirePath(file, 'the plan.md'),
      options,
    ),
});
