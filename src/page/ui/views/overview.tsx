// The overview: how far the session is, and what its success is measured by.
import type { OverviewDocument } from '../../../../projections/overview.ts';
import { counted, duration, moment, number, words } from '../../model/format.ts';
import { Badge } from '../badge.tsx';
import { LongText } from '../long-text.tsx';
import { Item, useChanged } from './changed.tsx';
import { Part, Rows } from './part.tsx';

const Counts = ({
  title,
  place,
  counts,
}: {
  readonly title: string;
  readonly place: string;
  readonly counts: object;
}) => {
  const { total, ...by } = counts as Record<string, number> & { total: number };
  const isChanged = useChanged(place);
  return (
    <div class={`count${isChanged ? ' changed' : ''}`}>
      <dt>{title}</dt>
      <dd>
        <strong>{number(total)}</strong>
        {Object.entries(by)
          .filter(([, count]) => count > 0)
          .map(([status, count]) => (
            <span key={status}>
              {' '}
              <Badge status={status} label={`${number(count)} ${words(status)}`} />
            </span>
          ))}
      </dd>
    </div>
  );
};

const value = (one: unknown, unit: string | null): string => `${String(one)}${unit === null ? '' : ` ${unit}`}`;

export const OverviewView = ({ document }: { readonly document: OverviewDocument }) => {
  const { agents, tasks, todos, tokens, events, success, waitingFor, openQuestions, changesRequested } = document;
  const gates = success.gates;
  return (
    <div class="parts">
      <Part title="How far it is" wide>
        <dl class="counts">
          <Counts title="Agents" place="agents" counts={agents} />
          <Counts title="Tasks" place="tasks" counts={tasks} />
          <Counts title="Todos" place="todos" counts={todos} />
          <div class="count">
            <dt>Tokens</dt>
            <dd>
              <strong>{number(tokens.used)}</strong>
              {tokens.budget !== null && ` of ${number(tokens.budget)} (${tokens.percent} %)`}
            </dd>
          </div>
          <div class="count">
            <dt>Events</dt>
            <dd>
              <strong>{number(events.total)}</strong>
              {events.violating > 0 && (
                <span class="warning"> ⚠ {counted(events.violating, 'event')} violating a rule</span>
              )}
              {events.redacted > 0 && <span> {counted(events.redacted, 'secret')} replaced</span>}
            </dd>
          </div>
          <div class="count">
            <dt>Time</dt>
            <dd>
              {moment(document.startedAt)}, {duration(document.ranS)}
            </dd>
          </div>
        </dl>
      </Part>
      {document.summary !== null && (
        <Part title="Summary" wide>
          <p class="pre">
            <LongText text={document.summary} />
          </p>
          {document.nextSteps.length > 0 && (
            <ul>
              {document.nextSteps.map((step) => (
                <li key={step}>
                  <bdi dir="auto">{step}</bdi>
                </li>
              ))}
            </ul>
          )}
        </Part>
      )}
      {openQuestions.length + waitingFor.length + changesRequested.length > 0 && (
        <Part title="Waits for a person">
          <ul class="plain rows">
            {openQuestions.map((one) => (
              <Item key={one.entryId} place={`openQuestions/${one.entryId}`}>
                <Badge status="open" label="question" /> <bdi dir="auto">{one.title}</bdi>{' '}
                <span class="quiet">
                  asked by <bdi>{one.by}</bdi>
                </span>
              </Item>
            ))}
            {waitingFor.map((one) => (
              <Item key={one.reviewId} place={`waitingFor/${one.reviewId}`}>
                <Badge status="awaited" label="review" /> <bdi dir="auto">{one.of ?? one.reviewId}</bdi>
                {one.from !== null && (
                  <span class="quiet">
                    {' '}
                    by <bdi>{one.from}</bdi>
                  </span>
                )}
              </Item>
            ))}
            {changesRequested.map((one) => (
              <Item key={one.reviewId} place={`changesRequested/${one.reviewId}`}>
                <Badge status="changes_requested" /> <bdi dir="auto">{one.text ?? one.of ?? one.reviewId}</bdi>{' '}
                <span class="quiet">
                  by <bdi>{one.by}</bdi>
                </span>
              </Item>
            ))}
          </ul>
        </Part>
      )}
      <Part title="Gates">
        <Rows
          items={gates}
          empty="No gate is defined."
          of={(gate) => (
            <Item key={gate.id} place={`success/gates/${gate.id}`}>
              <Badge status={gate.status} /> <bdi dir="auto">{gate.name}</bdi>
            </Item>
          )}
        />
      </Part>
      {success.metrics.length > 0 && (
        <Part title="Metrics" note={`${success.reached} reached, ${success.missed} missed`}>
          <ul class="plain rows">
            {success.metrics.map((one) => (
              <Item key={one.name} place={`success/metrics/${one.name}`}>
                {one.reached !== null && (
                  <Badge status={one.reached ? 'met' : 'missed'} label={one.reached ? 'reached' : 'missed'} />
                )}{' '}
                <bdi dir="auto">{one.name}</bdi>: <strong>{value(one.value, one.unit)}</strong>
                {one.target !== null && (
                  <span class="quiet">
                    {' '}
                    target {one.reachedWhen === null ? '' : `${words(one.reachedWhen)} `}
                    {value(one.target, one.unit)}
                  </span>
                )}
              </Item>
            ))}
          </ul>
        </Part>
      )}
      {success.baselines.length > 0 && (
        <Part title="Baselines">
          <ul class="plain rows">
            {success.baselines.map((one) => (
              <Item key={one.id} place={`success/baselines/${one.id}`}>
                {one.holds !== null && <Badge status={one.holds ? 'holds' : 'broken'} />}{' '}
                <bdi dir="auto">{one.name ?? one.id}</bdi>: {value(one.value, one.unit)}
                {one.compared !== null && ` → ${value(one.compared, one.unit)}`}
              </Item>
            ))}
          </ul>
        </Part>
      )}
      {success.openBlocking.length + success.openFollowUps.length > 0 && (
        <Part title="Open findings">
          <Rows
            items={[...success.openBlocking, ...success.openFollowUps]}
            of={(one) => (
              <Item key={one.id} place={`success/openFollowUps/${one.id}`}>
                <LongText text={JSON.stringify(one.text ?? one.id).slice(1, -1)} most={400} />{' '}
                <span class="quiet">{one.id}</span>
              </Item>
            )}
          />
        </Part>
      )}
    </div>
  );
};
