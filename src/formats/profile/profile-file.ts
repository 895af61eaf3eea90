// A profile as people name it: a built-in one by its name, or a YAML or JSON file. What is wrong with a file is told all
// at once, a line for each fault.
import { open } from 'node:fs/promises';
import { nearestWord } from '../../../machines/nearest-word.ts';
import { PROFILES, type Profile } from '../../../machines/profile.ts';
import { RepriseError } from '../../errors.ts';
import { faultAt, faultLine, type ProfileFault } from './fault.ts';
import { MAX_PROFILE_BYTES, type ReadProfile, readProfileText } from './read-profile.ts';

const MOST_FAULTS = 50;
const BOM = '\ufeff';
const NUL = 0;
const LINE_FEED = 10;

/** True for what names a file: it has a slash, or ends as one. Else it is the name of a built-in profile. */
export const isProfilePath = (name: string): boolean => /[/\\]|\.(?:json|ya?ml)$/i.test(name);

/** The place of a byte; columns count bytes there, as what stands before it may be no text. */
const spotOfByte = (bytes: Uint8Array, index: number) => {
  let line = 1;
  let lineStart = 0;
  for (let at = 0; at < index; at += 1)
    if (bytes[at] === LINE_FEED) {
      line += 1;
      lineStart = at + 1;
    }
  return { line, column: index - lineStart + 1 };
};

/** The first byte that is no part of UTF-8. */
const brokenByte = (bytes: Uint8Array): number => {
  // What a decoder takes without the end of a sign is sound so far: halve the rest until the byte is found.
  let [sound, broken] = [0, bytes.length];
  while (broken - sound > 1) {
    const middle = Math.floor((sound + broken) / 2);
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, middle), { stream: true });
      sound = middle;
    } catch {
      broken = middle;
    }
  }
  return sound;
};

/** Reads a profile from the bytes of a file. Never throws on what they hold. */
export const readProfileBytes = (bytes: Uint8Array): ReadProfile => {
  const only = (fault: ProfileFault): ReadProfile => ({ kind: 'faults', faults: [fault] });
  if (bytes.length > MAX_PROFILE_BYTES)
    return only(
      faultAt({ line: 1, column: 1 }, `the file has more than ${MAX_PROFILE_BYTES} bytes; expected a profile.`),
    );
  const nul = bytes.indexOf(NUL);
  if (nul >= 0)
    return only(
      faultAt(spotOfByte(bytes, nul), 'a NUL byte stands here; expected text in UTF-8 (this may be UTF-16).'),
    );
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return only(faultAt(spotOfByte(bytes, brokenByte(bytes)), 'a byte stands here that is no UTF-8; expected UTF-8.'));
  }
  return readProfileText(text.startsWith(BOM) ? text.slice(1) : text);
};

/** Never more than a profile may have, and one byte that says so. */
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
 * @throws RepriseError FILE_NOT_FOUND; BAD_INPUT, whose hint has a line for each fault and whose `fields.faults` has them
 *   as `{ line, column, sentence }`
 */
export const profileOfFile = async (path: string): Promise<Profile> => {
  const read = readProfileBytes(await bytesOf(path));
  if (read.kind === 'profile') return read.profile;
  const { faults } = read;
  const lines = faults.slice(0, MOST_FAULTS).map((fault) => faultLine(path, fault));
  if (faults.length > MOST_FAULTS) lines.push(`... and ${faults.length - MOST_FAULTS} more.`);
  throw new RepriseError(
    'BAD_INPUT',
    `${path} is no profile: ${faults.length === 1 ? '1 fault' : `${faults.length} faults`}.`,
    { hint: lines.join('\n'), fields: { path, faults } },
  );
};

/**
 * The profile that a name means: a built-in one, or a file.
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
