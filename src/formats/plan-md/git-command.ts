// The `git` program, run without a shell and independent of the user's settings.
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
  'log.showSignature=false',
  '--literal-pathspecs',
];

/** Runs git; a failure of the command is its exit code. */
export const git = (
  folder: string,
  args: readonly string[],
  input = '',
): Promise<{ code: number; out: Buffer; err: string }> =>
  new Promise((done, fail) => {
    const child = spawn('git', [...PLAIN, ...args], {
      cwd: folder,
      env: { ...process.env, GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' },
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

/** Runs git and gives its output. @throws RepriseError BAD_INPUT where it fails */
export const gitOutput = async (folder: string, args: readonly string[], input?: string): Promise<Buffer> => {
  const { code, out, err } = await git(folder, args, input);
  if (code !== 0)
    throw new RepriseError('BAD_INPUT', `git ${args[0]} failed: ${err.trim().split('\n').at(-1) ?? code}.`, {
      fields: { args, stderr: err },
    });
  return out;
};
