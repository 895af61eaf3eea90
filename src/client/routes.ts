// How HTTP reaches each operation of the service. Written by `npm run docs` from the table of operations
// (src/service/operations/all.ts), so that the client loads none of their code.

/** By the name of the operation: the kind of its answer, its method and its path. */
export const ROUTES: Readonly<Record<string, string>> = {
  'session.events': 'json get /v1/sessions/{session}/events',
  'session.send': 'json post /v1/sessions/{session}/commands',
  'events.follow': 'live get /v1/events',
  'log.describe': 'json get /v1/log',
  'log.sessions': 'lines get /v1/log/sessions',
  'session.commits': 'lines get /v1/sessions/{session}/commits',
  'session.last-commit': 'json get /v1/sessions/{session}/commits/last',
  'commits.follow': 'live get /v1/commits',
  'ticket.issue': 'json post /v1/tickets',
};
