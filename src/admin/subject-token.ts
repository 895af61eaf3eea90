// The last token of a subject of the log, as an admin names it: a session id, or whatever another program published under.
import { RepriseError } from '../errors.ts';

/** @throws RepriseError BAD_SESSION_ID for what is no single token of a subject */
export const requireSubjectToken = (name: string): void => {
  if (typeof name === 'string' && name !== '' && !/[ \t\n\f\r\0.*>]/.test(name)) return;
  throw new RepriseError(
    'BAD_SESSION_ID',
    `${JSON.stringify(name)} is no name under which the log can hold anything.`,
    {
      hint: 'It is one token of a subject: without spaces, dots, `*` and `>`.',
      fields: { sessionId: name },
    },
  );
};
