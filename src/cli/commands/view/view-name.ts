// The name of a view as it was typed.
import { isViewName, VIEW_NAMES, type ViewName } from '../../../../projections/index.ts';
import { RepriseError } from '../../../errors.ts';
import { nearest } from '../../nearest.ts';

/** @throws RepriseError USAGE, with the near one or all of them */
export const viewNamed = (name: string): ViewName => {
  if (isViewName(name)) return name;
  const near = nearest(name, VIEW_NAMES);
  throw new RepriseError('USAGE', `There is no view ${JSON.stringify(name)}.`, {
    hint: near === undefined ? `There are ${VIEW_NAMES.join(', ')}.` : `Did you mean ${near}?`,
    fields: { view: name, views: VIEW_NAMES },
  });
};
