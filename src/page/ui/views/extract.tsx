// What is needed to continue the session, on one page: what it waits for, who is at work, what is open, what was learned last.
import { documentAt, eventAt } from '../../data/session.ts';
import { describeEvent } from '../../model/event-text.ts';
import { clock, cut } from '../../model/format.ts';
import { waitingText, waitsFor } from '../../model/waiting.ts';
import { Badge } from '../badge.tsx';
import { LongText } from '../long-text.tsx';
import { Markdown } from '../markdown.tsx';
import { Part } from './part.tsx';

const EVENTS = 30;
const ENTRIES = 5;
const TODOS = 20;

export const ExtractView = ({ at }: { readonly at: number }) => {
  const overview = documentAt('overview', at);
  const plan = documentAt('plan', at);
  const todo = documentAt('todo', at);
  const workbook = documentAt('workbook', at);
  if (overview === undefined || plan === undefined || todo === undefined || workbook === undefined) return null;
  const waits = waitsFor(overview);
  const atWork = [...plan.waves.flatMap(({ agents }) => agents), ...plan.agentsOutsideWaves].filter(
    ({ status }) => status === 'running' || status === 'paused',
  );
  const byId = new Map(todo.todos.map((one) => [one.id, one]));
  const open = [...todo.inProgress, ...todo.pending].slice(0, TODOS);
  const insights = workbook.entries.filter(({ type }) => type === 'insight' || type === 'decision').slice(-ENTRIES);
  const events = Array.from({ length: Math.min(EVENTS, at) }, (_, index) => eventAt(at - index));
  return (
    <div class="parts">
      <Part title="Goal" wide>
        <p class="pre">
          <LongText text={overview.goal ?? 'none'} />
        </p>
        <p>
          <Badge status={overview.status} /> {overview.currentPhase !== null && <bdi>{overview.currentPhase}</bdi>}
          {overview.currentCycle !== null && ` cycle ${overview.currentCycle}`}
        </p>
      </Part>
      <Part title="Waits for a person">
        {waits.length === 0 ? (
          <p class="quiet">Nothing.</p>
        ) : (
          <ul class="plain rows">
            {waits.map((one) => (
              <li key={one.id}>
                <span aria-hidden="true">◷</span> <bdi dir="auto">{waitingText(one)}</bdi>
              </li>
            ))}
          </ul>
        )}
      </Part>
      <Part title="At work">
        {atWork.length === 0 ? (
          <p class="quiet">No agent.</p>
        ) : (
          <ul class="plain rows">
            {atWork.map((agent) => (
              <li key={agent.id}>
                <Badge status={agent.status} /> <bdi>{agent.id}</bdi>{' '}
                <span class="quiet">
                  <bdi>{agent.type}</bdi>
                </span>
                {agent.instruction !== null && (
                  <div class="under">
                    <LongText text={agent.instruction} most={300} />
                  </div>
                )}
              </li>
            ))}
          </ul>
        )}
      </Part>
      <Part title="Open todos">
        {open.length === 0 ? (
          <p class="quiet">None.</p>
        ) : (
          <ul class="plain rows">
            {open.map((id) => (
              <li key={id}>
                <Badge status={byId.get(id)?.status ?? 'pending'} />{' '}
                <LongText text={byId.get(id)?.content ?? id} most={300} />
              </li>
            ))}
          </ul>
        )}
      </Part>
      {insights.length > 0 && (
        <Part title="Insights and decisions" wide>
          {insights.toReversed().map((entry) => (
            <article key={entry.ordinal} class="entry">
              <h3>
                <bdi dir="auto">{cut(entry.title, 200)}</bdi>
              </h3>
              {entry.content !== entry.title && <Markdown text={entry.content} />}
            </article>
          ))}
        </Part>
      )}
      <Part title="Last events" wide>
        <ul class="plain rows events">
          {events.map((event) =>
            event === undefined ? null : (
              <li key={event.ordinal}>
                <span class="quiet">
                  {event.ordinal} {clock(event.time)}
                </span>{' '}
                <bdi dir="auto">{cut(describeEvent(event), 200)}</bdi>
              </li>
            ),
          )}
        </ul>
      </Part>
    </div>
  );
};
