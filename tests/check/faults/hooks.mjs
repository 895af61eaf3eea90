// Module hooks that load the compiled code a second time with one fault in it: `...index.js?fault=3` and all of the
// project's modules that it imports, beside the correct code in the same process.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { FAULTS } from './faults.mjs';

const DIST = new URL('../../../dist/', import.meta.url).href;

/** The faults by their number, and the folder of `dist` that their files are in. */
let faults = FAULTS;
let folder = 'machines/';
/** @param data other faults, whose files are named from `dist` */
export const initialize = (data) => {
  if (data === undefined) return;
  faults = data.faults;
  folder = '';
};

const faultOf = (url) => new URL(url).searchParams.get('fault');

export const resolve = async (specifier, context, next) => {
  const resolved = await next(specifier, context);
  const fault = context.parentURL?.startsWith(DIST) ? faultOf(context.parentURL) : null;
  if (fault === null || !resolved.url.startsWith(DIST)) return resolved;
  return { ...resolved, url: `${resolved.url}?fault=${fault}` };
};

/** The text with its fault; an error where the place is missing, or is not the only one. */
export const changed = (source, { name, file, from, to }) => {
  const parts = source.split(from);
  if (parts.length !== 2)
    throw new Error(`fault "${name}": ${file} holds its text ${parts.length - 1} times, not once`);
  return parts.join(to);
};

export const load = async (url, context, next) => {
  const number = url.startsWith(DIST) ? faultOf(url) : null;
  if (number === null) return next(url, context);
  const path = fileURLToPath(url);
  const source = readFileSync(path, 'utf8');
  const fault = faults[Number(number)];
  const isIt = url.startsWith(new URL(`${folder}${fault.file}`, DIST).href);
  return { format: 'module', source: isIt ? changed(source, fault) : source, shortCircuit: true };
};
