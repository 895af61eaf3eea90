// The cycles: what each knew, changed in the plan, launched and learned.
import type { CycleDocument, CyclesDocument } from '../../../../projections/cycles.ts';
import type { LearnedItem } from '../../../../projections/learned.ts';
import { go } from '../../data/address.ts';
import { clock, counted, duration, words } from '../../model/format.ts';
import { Badge } from '../badge.tsx';
import { LongText } from '../long-text.tsx';
import { Item, useChanged } from './changed.tsx';
import { Part, Rows } from './part.tsx';

const Learned = ({ item }: { readonly item: LearnedItem }) => (
  <>
    {item.verdict !== null && <Badge status={item.verdict} />}{' '}
    <strong>
      <bdi>{item.by}</bdi>
    </strong>{' '}
    <span class="quiet">{words(item.type)}</span> <LongText text={item.text} most={400} />
  </>
);

const Cycle = ({ cycle }: { readonly cycle: CycleDocument }) => {
  const isChanged = useChanged(`cycles/${cycle.cycle}`);
  const { plan } = cycle;
  return (
    <details class={`cycle${isChanged ? ' changed' : ''}`} open={cycle.status !== 'ended' || isChanged}>
      <summary>
        <Badge status={cycle.status} /> <strong>Cycle {cycle.cycle}</strong>{' '}
        {cycle.title !== null && <bdi dir="auto">{cycle.title}</bdi>}{' '}
        <span class="quiet">
          {clock(cycle.startedAt)}, {duration(cycle.durationS)}; {plan.done} of {counted(plan.total, 'item')} done;{' '}
          {counted(cycle.agents.length, 'agent')}
        </span>
      </summary>
      {cycle.notes !== null && (
        <p>
          <LongText text={cycle.notes} />
        </p>
      )}
      {cycle.planChanges.length > 0 && (
        <>
          <h3>Changes of the plan</h3>
          <ul class="plain rows">
            {cycle.planChanges.map((change) => (
              <Item key={change.ordinal} place={`cycles/${cycle.cycle}/planChanges/${change.itemId ?? change.ordinal}`}>
                <span class="quiet">{words(change.type.replace(/^plan_(item_)?/, ''))}</span>{' '}
                <LongText text={change.text} most={300} />
                {change.to !== null && (
                  <>
                    {' '}
                    → <LongText text={change.to} most={300} />
                  </>
                )}
              </Item>
            ))}
          </ul>
        </>
      )}
      {cycle.agents.length > 0 && (
        <>
          <h3>Agents</h3>
          <ul class="plain rows">
            {cycle.agents.map((agent) => (
              <Item key={agent.id} place={`cycles/${cycle.cycle}/agents/${agent.id}`}>
                <Badge status={agent.status} />{' '}
                <button type="button" class="link" onClick={() => go({ agent: agent.id }, 'replace')}>
                  <bdi>{agent.id}</bdi>
                </button>{' '}
                <span class="quiet">
                  <bdi>{agent.type}</bdi>, {duration(agent.durationS)}
                </span>
                {agent.reports.map((report) => (
                  <div key={report.ordinal} class="under">
                    <Learned item={report} />
                  </div>
                ))}
              </Item>
            ))}
          </ul>
        </>
      )}
      {cycle.learned.length > 0 && (
        <>
          <h3>Learned</h3>
          <Rows
            items={cycle.learned}
            of={(item) => (
              <Item key={item.ordinal} place={`cycles/${cycle.cycle}/learned/${item.ordinal}`}>
                <Learned item={item} />
              </Item>
            )}
          />
        </>
      )}
    </details>
  );
};

export const CyclesView = ({ document }: { readonly document: CyclesDocument }) =>
  document.cycles.length === 0 ? (
    <p class="quiet">This session has no cycles.</p>
  ) : (
    <div class="parts">
      <Part title="Cycles" wide note={document.current === null ? undefined : `${document.current} is open`}>
        {document.cycles.toReversed().map((cycle) => (
          <Cycle key={cycle.cycle} cycle={cycle} />
        ))}
      </Part>
    </div>
  );
