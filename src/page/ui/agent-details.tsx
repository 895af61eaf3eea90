// One agent: its instruction, what it reported, its todos and tokens, at the moment that is looked at.
import { go } from '../data/address.ts';
import { at, documentAt } from '../data/session.ts';
import { clock, duration, number } from '../model/format.ts';
import { Badge } from './badge.tsx';
import { LongText } from './long-text.tsx';
import { Markdown } from './markdown.tsx';

export const AgentDetails = ({ agentId }: { readonly agentId: string }) => {
  const ordinal = at.value;
  const plan = documentAt('plan', ordinal);
  const agent =
    plan?.waves.flatMap(({ agents }) => agents).find(({ id }) => id === agentId) ??
    plan?.agentsOutsideWaves.find(({ id }) => id === agentId);
  const span = documentAt('timeline', ordinal)?.agents.findLast(({ id }) => id === agentId);
  const used = documentAt('usage', ordinal)?.agents.find((one) => one.agentId === agentId);
  const todos = documentAt('todo', ordinal)?.todos.filter((todo) => todo.agentId === agentId) ?? [];
  const reports = documentAt('workbook', ordinal)?.reports.filter((report) => report.agentId === agentId) ?? [];
  return (
    <aside class="card agent" aria-label={`Agent ${agentId}`}>
      <div class="head">
        <h2>
          <bdi>{agentId}</bdi>
        </h2>
        {agent !== undefined && <Badge status={agent.status} />}
        {agent !== undefined && (
          <span class="fact">
            <bdi>{agent.type}</bdi>
          </span>
        )}
        {span !== undefined && (
          <span class="fact">
            {clock(span.startedAt)} – {span.endedAt === null ? 'now' : clock(span.endedAt)}, {duration(span.durationS)}
          </span>
        )}
        {used !== undefined && used.tokens > 0 && <span class="fact">{number(used.tokens)} tokens</span>}
        <span class="space" />
        <button type="button" class="small" onClick={() => go({ agent: undefined }, 'replace')}>
          Close
        </button>
      </div>
      {agent === undefined && <p class="quiet">It was not launched at this moment.</p>}
      {agent?.reason && (
        <p>
          <LongText text={agent.reason} />
        </p>
      )}
      {agent?.instruction && (
        <section>
          <h3>Instruction</h3>
          <Markdown text={agent.instruction} />
        </section>
      )}
      {todos.length > 0 && (
        <section>
          <h3>Todos</h3>
          <ul class="plain">
            {todos.map((todo) => (
              <li key={todo.id}>
                <Badge status={todo.status} /> <bdi dir="auto">{todo.content}</bdi>
              </li>
            ))}
          </ul>
        </section>
      )}
      {reports.length > 0 && (
        <section>
          <h3>Reports</h3>
          {reports.map((report) => (
            <article key={report.ordinal}>
              <p class="quiet">
                <button type="button" class="link" onClick={() => go({ event: report.ordinal, view: 'events' })}>
                  event {report.ordinal}
                </button>{' '}
                {clock(report.time)} {report.verdict !== null && <Badge status={report.verdict} />}
              </p>
              <Markdown text={report.text} />
            </article>
          ))}
        </section>
      )}
    </aside>
  );
};
