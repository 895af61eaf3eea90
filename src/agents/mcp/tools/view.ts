// `view`: a view of the session, now or at a moment; a part of it where it is large.
import { z } from 'zod';
import { VIEW_NAMES } from '../../../../projections/index.ts';
import { RequestError } from '../../../service/problem.ts';
import { sessionMeant } from '../access.ts';
import { call } from '../call.ts';
import { fitting, partOf } from '../outline.ts';
import { Session, tool } from '../tool.ts';

export const viewTool = tool({
  name: 'view',
  description:
    'A view of the session. One that is large is given as an outline of its members: ask for one with `part`, a JSON Pointer, ' +
    'of a list also a range: /entries/0-20.',
  input: z.strictObject({
    view: z.enum(VIEW_NAMES),
    part: z.string().max(1_000).describe('such as /questions').optional(),
    at: z.string().max(100).describe('an ordinal or a time; default: now').optional(),
    session: Session,
  }),
  reads: true,
  async run(access, { view, part = '', at, session: given }) {
    const session = await sessionMeant(access, given);
    const whole = await call(access, 'session.view', { params: { session, view }, query: { at } });
    const found = part === '' ? whole : partOf(whole, part);
    if (found === undefined)
      throw new RequestError('BAD_REQUEST', `The view ${view} has nothing at ${part}.`, {
        hint: `Its members: ${Object.keys(whole)
          .map((name) => `/${name}`)
          .join(', ')}.`,
      });
    const fits = fitting(found);
    if ('document' in fits) return { session, view, ...(part !== '' && { part }), document: fits.document };
    const hint = 'Too large to be given whole: ask for a member or a range with `part`.';
    return { session, view, ...(part !== '' && { part }), outline: fits.outline, hint };
  },
});
