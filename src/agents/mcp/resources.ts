// The views of each session as resources: `reprise://sessions/SESSION/VIEW`.
import { type McpServer, ResourceTemplate } from '@modelcontextprotocol/server';
import { VIEW_NAMES } from '../../../projections/index.ts';
import { byNewest } from '../../log/by-newest.ts';
import { type McpAccess, scoped } from './access.ts';
import { call } from './call.ts';
import { uriOf } from './watch-views.ts';

/** Of so many sessions, the newest, the views are listed; those of all others are read by their address. */
const MOST_LISTED = 5;
const MOST_COMPLETED = 100;

const newestOf = async (access: McpAccess, most: number, start = ''): Promise<string[]> => {
  const { log } = await scoped(access);
  const heads = (await log.sessions()).filter(({ sessionId }) => sessionId.startsWith(start));
  return heads
    .sort(byNewest)
    .slice(0, most)
    .map(({ sessionId }) => sessionId);
};

export const addResources = (server: McpServer, access: McpAccess): void => {
  const template = new ResourceTemplate('reprise://sessions/{session}/{view}', {
    list: async () => ({
      resources: (await newestOf(access, MOST_LISTED)).flatMap((session) =>
        VIEW_NAMES.map((view) => ({
          uri: uriOf(session, view),
          name: `${view} of ${session}`,
          mimeType: 'application/json',
        })),
      ),
    }),
    complete: {
      session: (start) => newestOf(access, MOST_COMPLETED, start),
      view: (start) => VIEW_NAMES.filter((view) => view.startsWith(start)),
    },
  });
  server.registerResource(
    'view',
    template,
    { title: 'A view of a session', description: `VIEW is ${VIEW_NAMES.join(', ')}.`, mimeType: 'application/json' },
    async (uri, { session, view }) => {
      const document = await call(access, 'session.view', { params: { session, view } });
      return { contents: [{ uri: uri.href, mimeType: 'application/json', text: JSON.stringify(document) }] };
    },
  );
};
