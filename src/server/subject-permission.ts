// Whether permissions of NATS let a subject through: a list of what is allowed and one of what is denied. Pure.

/** As nats-server reports them: without `allow` everything is allowed, and `deny` beats `allow`. */
export interface SubjectPermission {
  readonly allow?: readonly string[];
  readonly deny?: readonly string[];
}

/** Whether a subject without wildcards is one of those that a pattern means. */
export const matchesSubject = (pattern: string, subject: string): boolean => {
  const wanted = pattern.split('.');
  const tokens = subject.split('.');
  for (const [place, token] of wanted.entries()) {
    if (token === '>') return tokens.length > place;
    if (tokens[place] === undefined || (token !== '*' && token !== tokens[place])) return false;
  }
  return wanted.length === tokens.length;
};

/** Whether a subject without wildcards may be used. A pattern may have the name of a queue behind it: it is left out. */
export const allows = ({ allow, deny = [] }: SubjectPermission, subject: string): boolean => {
  const matches = (pattern: string) => matchesSubject(pattern.split(' ')[0] ?? '', subject);
  return (allow === undefined || allow.length === 0 || allow.some(matches)) && !deny.some(matches);
};
