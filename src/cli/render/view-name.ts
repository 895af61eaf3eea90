// The name of a view as a caller gave it.
import { nearestWord } from '../../../machines/nearest-word.ts';
import { isViewName, VIEW_NAMES, type ViewName } from '../../../projections/index.ts';
import { RepriseError } from '../../errors.ts';

/** @throws RepriseError USAGE, with the nearest name or all of them */
export const viewNamed = (name: string): ViewName => {
  if (isViewName(name)) return name;
  const near = nearestWord(name, VIEW_NAMES);
  throw new RepriseError('USAGE', `There is no view ${JSON.stringify(name)}.`, {
    hint: near === undefined ? `The views are ${VIEW_NAMES.join(', ')}.` : `Did you mean ${near}?`,
    fields: { view: name, views: VIEW_NAMES },
  });
};
