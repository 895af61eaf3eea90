// The invariants of a file: a module whose default export is one or a list of them, or a function that receives what
// reprise/testing makes them with and returns them. Such a file needs no package in its folder.

import { type Invariant, invariant, reducer, reducerOfAll } from '../../../../machines/invariants/invariant.ts';
import { requireInvariants } from '../../../check/check-profile/own-invariants.ts';
import { RepriseError } from '../../../errors.ts';
import { loadedModule } from './module.ts';

/** @throws RepriseError FILE_NOT_FOUND, and BAD_INPUT for a file that cannot be run or has no invariants */
export const invariantsFrom = async (path: string): Promise<readonly Invariant[]> => {
  let given = (await loadedModule(path)).default;
  if (given === undefined)
    throw new RepriseError('BAD_INPUT', `${path} has no default export.`, {
      hint: 'Write `export default [invariant({ ... })]`, with invariant of reprise/testing.',
      fields: { path },
    });
  if (typeof given === 'function')
    try {
      given = await given({ invariant, reducer, reducerOfAll });
    } catch (cause) {
      throw new RepriseError(
        'BAD_INPUT',
        `The default export of ${path} threw: ${cause instanceof Error ? cause.message : String(cause)}.`,
        { fields: { path }, cause },
      );
    }
  const list = requireInvariants(Array.isArray(given) ? given : [given], path);
  if (list.length === 0)
    throw new RepriseError('BAD_INPUT', `${path} has no invariants: its list is empty.`, { fields: { path } });
  return list;
};
