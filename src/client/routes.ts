// How HTTP reaches each operation of the service. Written by `npm run docs` from the table of operations
// (src/service/operations/all.ts), so that the client loads none of their code.

/** By the name of the operation: the kind of its answer, its method and its path. */
export const ROUTES: Readonly<Record<string, string>> = {
  'session.list': 'json get /v1/sessions',
  'session.get': 'json get /v1/sessions/{session}',
  'session.legal': 'json get /v1/sessions/{session}/legal',
  'session.start': 'json post /v1/sessions',
  'session.send': 'json post /v1/sessions/{session}/commands',
  'session.record': 'json post /v1/sessions/{session}/batches',
  'session.events': 'json get /v1/sessions/{session}/events',
  'session.view': 'json get /v1/sessions/{session}/views/{view}',
  'session.replay': 'lines get /v1/sessions/{session}/replay',
  'session.export': 'lines get /v1/sessions/{session}/export',
  'session.chart': 'json get /v1/sessions/{session}/chart',
  'session.verify': 'json get /v1/sessions/{session}/verify',
  'import.export': 'json post /v1/imports',
  'import.files': 'json post /v1/imports/session-files',
  'profile.list': 'json get /v1/profiles',
  'profile.chart': 'json get /v1/profiles/{profile}/chart',
  'profile.draw': 'json post /v1/profiles/chart',
  'profile.check': 'json post /v1/profiles/check',
  'events.follow': 'live get /v1/events',
  'view.follow': 'live get /v1/sessions/{session}/views/{view}/live',
  'log.describe': 'json get /v1/log',
  'log.sessions': 'lines get /v1/log/sessions',
  'session.commits': 'lines get /v1/sessions/{session}/commits',
  'session.last-commit': 'json get /v1/sessions/{session}/commits/last',
  'commits.follow': 'live get /v1/commits',
  'ticket.issue': 'json post /v1/tickets',
};
