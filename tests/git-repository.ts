// A git repository for tests, with nothing of the tester's settings: each commit a day after the one before.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface TestRepository {
  readonly path: string;
  /** Runs git with the author of what it commits; gives its output. */
  git(author: string, ...args: string[]): string;
  /** Writes files and commits all that changed; gives the commit's hash. */
  commit(author: string, files: Readonly<Record<string, string | Uint8Array>>): string;
  /** Adds any object, also one that git would not make; gives its hash. */
  object(type: string, content: string): string;
}

export const testRepository = (path: string): TestRepository => {
  let day = 0;
  const run = (author: string, args: readonly string[], input?: string): string => {
    const time = new Date(Date.UTC(2026, 0, day)).toISOString();
    return execFileSync('git', ['-c', 'commit.gpgSign=false', ...args], {
      cwd: path,
      stdio: ['pipe', 'pipe', 'ignore'],
      encoding: 'utf8',
      ...(input !== undefined && { input }),
      env: {
        ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'))),
        ...{ GIT_AUTHOR_NAME: author, GIT_AUTHOR_EMAIL: 'a@b.c', GIT_AUTHOR_DATE: time },
        ...{ GIT_COMMITTER_NAME: 'c', GIT_COMMITTER_EMAIL: 'c@d.e', GIT_COMMITTER_DATE: time },
        ...{ GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
      },
    }).trim();
  };
  mkdirSync(path);
  run('x', ['init', '-q', '-b', 'main']);
  return {
    path,
    git: (author, ...args) => {
      day += 1;
      return run(author, args);
    },
    commit: (author, files) => {
      day += 1;
      for (const [name, text] of Object.entries(files)) {
        const place = join(path, name);
        if (!existsSync(dirname(place))) mkdirSync(dirname(place));
        writeFileSync(place, text);
      }
      run(author, ['add', '-A']);
      run(author, ['commit', '-q', '-m', `by ${author}`]);
      return run(author, ['rev-parse', 'HEAD']);
    },
    object: (type, content) => run('x', ['hash-object', '-t', type, '-w', '--literally', '--stdin'], content),
  };
};
