// A profile by its name: a built-in one, or a YAML or JSON file. All problems of a file are reported at once, a line for
// each.
import { open } from 'node:fs/promises';
import { nearestWord } from '../../../machines/nearest-word.ts';
import { PROFILES, type Profile } from '../../../machines/profile.ts';
import { RepriseError } from '../../errors.ts';
import { type ProfileProblem, problemAt, problemLine } from './problem.ts';
import { MAX_PROFILE_BYTES, type ReadProfile, readProfileText } from './read-profile.ts';

const MAX_SHOWN_PROBLEMS = 50;
const BOM = '\ufeff';
const NUL = 0;
const LINE_FEED = 10;

/** True for the path of a file: it has a slash, or ends in .json, .yaml or .yml. */
export const isProfilePath = (name: string): boolean => /[/\\]|\.(?:json|ya?ml)$/i.test(name);

/** The location of a byte; columns count bytes, as the text before it may not be decodable. */
const locationOfByte = (bytes: Uint8Array, index: number) => {
  let line = 1;
  let lineStart = 0;
  for (let at = 0; at < index; at += 1)
    if (bytes[at] === LINE_FEED) {
      line += 1;
      lineStart = at + 1;
    }
  return { line, column: index - lineStart + 1 };
};

/** The index of the first byte that is not valid UTF-8. */
const firstInvalidByte = (bytes: Uint8Array): number => {
  // A streaming decoder accepts every valid prefix: a binary search finds where that ends.
  let [valid, invalid] = [0, bytes.length];
  while (invalid - valid > 1) {
    const middle = Math.floor((valid + invalid) / 2);
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, middle), { stream: true });
      valid = middle;
    } catch {
      invalid = middle;
    }
  }
  return valid;
};

/** Reads a profile from the bytes of a file. Never throws, whatever the bytes. */
export const readProfileBytes = (bytes: Uint8Array): ReadProfile => {
  const only = (problem: ProfileProblem): ReadProfile => ({ kind: 'problems', problems: [problem] });
  if (bytes.length > MAX_PROFILE_BYTES)
    return only(
      problemAt({ line: 1, column: 1 }, `the file has more than ${MAX_PROFILE_BYTES} bytes; expected a profile.`),
    );
  const nul = bytes.indexOf(NUL);
  if (nul >= 0)
    return only(
      problemAt(locationOfByte(bytes, nul), 'this is a NUL byte; expected text in UTF-8 (the file may be UTF-16).'),
    );
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return only(
      problemAt(
        locationOfByte(bytes, firstInvalidByte(bytes)),
        'this byte is not valid UTF-8; expected text in UTF-8.',
      ),
    );
  }
  return readProfileText(text.startsWith(BOM) ? text.slice(1) : text);
};

/** At most one byte more than a profile may have: enough to refuse it. */
const bytesOf = async (path: string): Promise<Uint8Array> => {
  try {
    const file = await open(path);
    try {
      const buffer = new Uint8Array(MAX_PROFILE_BYTES + 1);
      let length = 0;
      for (;;) {
        const { bytesRead } = await file.read(buffer, length, buffer.length - length);
        length += bytesRead;
        if (bytesRead === 0 || length === buffer.length) return buffer.subarray(0, length);
      }
    } finally {
      await file.close();
    }
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const options = { fields: { path, code }, cause };
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new RepriseError('FILE_NOT_FOUND', `There is no file ${path}.`, options);
    if (code === 'EISDIR')
      throw new RepriseError('BAD_INPUT', `${path} is a folder, where a profile was expected.`, options);
    throw new RepriseError('FILE_NOT_FOUND', `${path} cannot be read: ${message}.`, options);
  }
};

/**
 * The profile in a YAML or JSON file.
 * @throws RepriseError FILE_NOT_FOUND; BAD_INPUT, whose hint has a line for each problem and whose `fields.problems` has them
 *   as `{ line, column, message }`
 */
export const profileOfFile = async (path: string): Promise<Profile> => {
  const read = readProfileBytes(await bytesOf(path));
  if (read.kind === 'profile') return read.profile;
  const { problems } = read;
  const lines = problems.slice(0, MAX_SHOWN_PROBLEMS).map((problem) => problemLine(path, problem));
  if (problems.length > MAX_SHOWN_PROBLEMS) lines.push(`... and ${problems.length - MAX_SHOWN_PROBLEMS} more.`);
  throw new RepriseError(
    'BAD_INPUT',
    `${path} is not a valid profile: ${problems.length === 1 ? '1 problem' : `${problems.length} problems`}.`,
    { hint: lines.join('\n'), fields: { path, problems } },
  );
};

/**
 * The profile that a name refers to: a built-in one, or a file.
 * @throws RepriseError as `profileOfFile`; BAD_INPUT for a name that is neither
 */
export const profileNamed = async (name: string): Promise<Profile> => {
  if (isProfilePath(name)) return profileOfFile(name);
  const profile = Object.hasOwn(PROFILES, name) ? PROFILES[name] : undefined;
  if (profile !== undefined) return profile;
  const names = Object.keys(PROFILES);
  const near = nearestWord(name, names);
  throw new RepriseError('BAD_INPUT', `No profile is named ${JSON.stringify(name)}.`, {
    hint: `${near === undefined ? '' : `Did you mean ${near}? `}Built in are ${names.join(', ')}; a file ends in .yaml, .yml or .json.`,
    fields: { name },
  });
};
