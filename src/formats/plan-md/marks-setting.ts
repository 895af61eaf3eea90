// The setting of signs in boxes, as people write it: `/=in_progress`.
import { RepriseError } from '../../errors.ts';
import { type Marks, SIGNS } from './blocks.ts';

const FORM = /^(.)=([a-z_]+)$/su;

/** @throws RepriseError USAGE for a setting that is not one character, `=` and a status */
export const marksOf = (settings: readonly string[]): Marks =>
  Object.fromEntries(
    settings.map((setting) => {
      const [, sign = '', status = ''] = FORM.exec(setting) ?? [];
      if (!Object.hasOwn(SIGNS, status) || /[\s\]]/.test(sign))
        throw new RepriseError('USAGE', `${JSON.stringify(setting)} does not set a mark.`, {
          hint: `Expected one character, = and a status, as in '/=in_progress'. Statuses: ${Object.keys(SIGNS).join(', ')}.`,
          fields: { mark: setting },
        });
      return [sign, status];
    }),
  ) as Marks;
