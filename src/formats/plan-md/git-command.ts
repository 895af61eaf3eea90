// The `git` program, run without a shell and independent of the user's settings and of the repository that the
// environment names.
import { spawn } from 'node:child_process';
import { RepriseError } from '../../errors.ts';

const MAX_OUTPUT_BYTES = 256 * 1024 * 1024;

// Overrides settings of the user that would change the output, or run other programs.
const PLAIN = [
  '-c',
  'core.quotePath=false',
  '-c',
  'core.fsmonitor=false',
  '-c',
  'i18n.logOutputEncoding=UTF-8',
  '-c',
  'log.follow=false',
  '-c',
  'log.showSignature=false',
  '--literal-pathspecs',
];

// In a hook git sets the variables of its own repository, which need not be that of the file. These are all that
// `git rev-parse --local-env-vars` lists, and those that change what a path means.
const OF_ANOTHER_REPOSITORY = new Set([
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_CONFIG',
  'GIT_CONFIG_COUNT',
  'GIT_CONFIG_PARAMETERS',
  'GIT_DIR',
  'GIT_GLOB_PATHSPECS',
  'GIT_GRAFT_FILE',
  'GIT_ICASE_PATHSPECS',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_INTERNAL_SUPER_PREFIX',
  'GIT_LITERAL_PATHSPECS',
  'GIT_NAMESPACE',
  'GIT_NOGLOB_PATHSPECS',
  'GIT_NO_REPLACE_OBJECTS',
  'GIT_OBJECT_DIRECTORY',
  'GIT_PREFIX',
  'GIT_REPLACE_REF_BASE',
  'GIT_SHALLOW_FILE',
  'GIT_WORK_TREE',
]);

/** The environment of git: that of this process, without what names a repository. */
export const gitEnvironment = (env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(env).filter(([name]) => !OF_ANOTHER_REPOSITORY.has(name.toUpperCase()))),
  GIT_OPTIONAL_LOCKS: '0',
  LC_ALL: 'C',
});

/** Runs git; a failure of the command is its exit code. */
export const git = (
  folder: string,
  args: readonly string[],
  input = '',
): Promise<{ code: number; out: Buffer; err: string }> =>
  new Promise((done, fail) => {
    const child = spawn('git', [...PLAIN, ...args], {
      cwd: folder,
      env: gitEnvironment(),
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const out: Buffer[] = [];
    let bytes = 0;
    let err = '';
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      out.push(chunk);
      if (bytes > MAX_OUTPUT_BYTES) child.kill();
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    child.stdin.on('error', () => undefined);
    child.once('error', (cause) =>
      fail(new RepriseError('BAD_INPUT', `git cannot be run: ${cause.message}.`, { hint: 'Install git.', cause })),
    );
    child.once('close', (code) => {
      if (bytes > MAX_OUTPUT_BYTES)
        fail(new RepriseError('BAD_INPUT', 'The history of the file has more than 256 MiB, the limit of an import.'));
      else done({ code: code ?? 1, out: Buffer.concat(out), err });
    });
    child.stdin.end(input);
  });

/** Why git failed, from what it wrote: `not a git repository (or any of the parent directories): .git`. */
export const reasonOf = ({ code, err }: { readonly code: number; readonly err: string }): string => {
  const lines = err.split('\n').filter((line) => line.trim() !== '');
  const line = lines.find((each) => /^(?:fatal|error): /.test(each)) ?? lines.at(-1) ?? `exit code ${code}`;
  return line
    .replace(/^(?:fatal|error): /, '')
    .trim()
    .replace(/\.$/, '');
};

/** Runs git and gives its output. @throws RepriseError BAD_INPUT where it fails */
export const gitOutput = async (folder: string, args: readonly string[], input?: string): Promise<Buffer> => {
  const { code, out, err } = await git(folder, args, input);
  if (code !== 0)
    throw new RepriseError('BAD_INPUT', `git ${args[0]} failed: ${reasonOf({ code, err })}.`, {
      fields: { args, stderr: err },
    });
  return out;
};
