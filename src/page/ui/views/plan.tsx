// The plan: phases with what was spent in each, tasks, requirements, deliverables, gates, and plan.md.
import type { PlanDocument } from '../../../../projections/plan.ts';
import type { PlanItem } from '../../../../projections/plan-order.ts';
import { clock, counted, duration, number, short } from '../../model/format.ts';
import { Badge, Meter } from '../badge.tsx';
import { LongText } from '../long-text.tsx';
import { Item, Row } from './changed.tsx';
import { Part, Rows, Table } from './part.tsx';

const FIRST_TASKS = 200;

const Phases = ({ document }: { readonly document: PlanDocument }) => {
  const budgets = new Map(document.budget.phases.map((one) => [one.phase, one]));
  return (
    <Table label="Phases" head={['Phase', 'Status', 'Began', 'Took', 'Tokens']}>
      {document.phases.map((phase) => {
        const budget = budgets.get(phase.name);
        return (
          <Row key={phase.name} place={`phases/${phase.name}`}>
            <th scope="row">
              <bdi dir="auto">{phase.name}</bdi>
              {phase.reopened > 0 && <span class="quiet"> reopened {phase.reopened}×</span>}
            </th>
            <td>
              <Badge status={phase.status} />
              {phase.reason !== null && (
                <span class="quiet">
                  {' '}
                  <LongText text={phase.reason} most={120} />
                </span>
              )}
            </td>
            <td>{clock(phase.startedAt)}</td>
            <td>{duration(phase.durationS)}</td>
            <td>
              {budget === undefined ? (
                '–'
              ) : (
                <>
                  {short(budget.used)} of {short(budget.tokens)}{' '}
                  <Meter value={budget.percent} label={`${budget.percent ?? 0} % of the phase's budget`} />
                </>
              )}
            </td>
          </Row>
        );
      })}
    </Table>
  );
};

const PlanItems = ({ items, place }: { readonly items: readonly PlanItem[]; readonly place: string }) => (
  <Rows
    items={items}
    of={(item) => (
      <Item key={item.id} place={`${place}/${item.id}`} class={`depth${Math.min(6, item.depth)}`}>
        <Badge status={item.status} label="" />
        <span class="sr">{item.status} </span>
        <LongText text={item.text} most={400} />
        {item.offPlan && <span class="quiet"> off plan</span>}
        {item.inferred && <span class="quiet"> inferred</span>}
        {item.note !== null && (
          <span class="quiet">
            {' '}
            <LongText text={item.note} most={200} />
          </span>
        )}
      </Item>
    )}
  />
);

export const PlanView = ({ document }: { readonly document: PlanDocument }) => {
  const { tasks, requirements, deliverables, gates, planMd, request, budget } = document;
  return (
    <div class="parts">
      {request !== null && (
        <Part title="Request" wide>
          <p class="pre">
            <LongText text={request} />
          </p>
        </Part>
      )}
      {document.phases.length > 0 && (
        <Part
          title="Phases"
          wide
          note={
            budget.total === null
              ? `${number(budget.used)} tokens`
              : `${number(budget.used)} of ${number(budget.total)} tokens`
          }
        >
          <Phases document={document} />
        </Part>
      )}
      {tasks.length > 0 && (
        <Part
          title="Tasks"
          wide
          note={`${counted(tasks.length, 'task')}${tasks.length > FIRST_TASKS ? `, the first ${FIRST_TASKS} shown` : ''}`}
        >
          <Table label="Tasks" head={['Task', 'Status', 'After', 'Wave', 'Agents', 'Tokens']}>
            {tasks.slice(0, FIRST_TASKS).map((task) => (
              <Row key={task.id} place={`tasks/${task.id}`}>
                <th scope="row">
                  <span class="id">{task.id}</span> <LongText text={task.title} most={160} />
                </th>
                <td>
                  <Badge status={task.status} />
                  {task.attempts > 1 && <span class="quiet"> attempt {task.attempts}</span>}
                </td>
                <td>
                  <bdi>{task.dependencies.join(', ') || '–'}</bdi>
                </td>
                <td>{task.wave ?? '–'}</td>
                <td>
                  <bdi>{task.agents.join(', ') || task.agentType || '–'}</bdi>
                </td>
                <td>
                  {short(task.tokens)}
                  {task.estimate !== null && ` of ${short(task.estimate)}`}
                </td>
              </Row>
            ))}
          </Table>
        </Part>
      )}
      {gates.length > 0 && (
        <Part title="Gates">
          <ul class="plain rows">
            {gates.map((gate) => (
              <Item key={gate.id} place={`gates/${gate.id}`}>
                <Badge status={gate.status} /> <bdi dir="auto">{gate.name}</bdi>
                {gate.criteria.length > 0 && (
                  <ul>
                    {gate.criteria.map((criterion) => (
                      <li key={criterion}>
                        <bdi dir="auto">{criterion}</bdi>
                      </li>
                    ))}
                  </ul>
                )}
              </Item>
            ))}
          </ul>
        </Part>
      )}
      {requirements.length > 0 && (
        <Part title="Requirements">
          <Rows
            items={requirements}
            of={(one) => (
              <Item key={one.id} place={`requirements/${one.id}`}>
                <Badge status={one.status} /> <LongText text={one.description ?? one.id} most={300} />{' '}
                {one.priority !== null && <span class="quiet">{one.priority}</span>}
              </Item>
            )}
          />
        </Part>
      )}
      {deliverables.length > 0 && (
        <Part title="Deliverables">
          <Rows
            items={deliverables}
            of={(one) => (
              <Item key={one.id} place={`deliverables/${one.id}`}>
                <Badge status={one.status} /> <LongText text={one.description ?? one.id} most={300} />{' '}
                {one.path !== null && (
                  <code>
                    <bdi>{one.path}</bdi>
                  </code>
                )}
              </Item>
            )}
          />
        </Part>
      )}
      {planMd.counts.total > 0 && (
        <Part
          title={planMd.title ?? 'plan.md'}
          wide
          note={`${planMd.counts.done} of ${counted(planMd.counts.total, 'item')} done`}
        >
          {planMd.items.length > 0 && <PlanItems items={planMd.items} place="planMd/items" />}
          {planMd.sections.map((section) => (
            <section key={section.id}>
              <h3>
                <bdi dir="auto">{section.title}</bdi>
              </h3>
              <PlanItems items={section.items} place={`planMd/sections/${section.id}/items`} />
            </section>
          ))}
        </Part>
      )}
    </div>
  );
};
