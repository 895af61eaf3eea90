// The todos, by what is to be done with them: at work, waiting, ended.
import type { TodoDocument } from '../../../../projections/todo.ts';
import { duration, words } from '../../model/format.ts';
import { Badge, Meter } from '../badge.tsx';
import { LongText } from '../long-text.tsx';
import { FIRST_ROWS, Item, Row } from './changed.tsx';
import { Part, Rows, Table } from './part.tsx';

const GROUPS = ['inProgress', 'pending', 'failed', 'completed', 'cancelled'] as const;

export const TodoView = ({ document }: { readonly document: TodoDocument }) => {
  const { summary, todos } = document;
  const byId = new Map(todos.map((todo) => [todo.id, todo]));
  return (
    <div class="parts">
      {GROUPS.filter((group) => document[group].length > 0).map((group) => (
        <Part
          key={group}
          title={words(group.replace('inProgress', 'in progress'))}
          note={String(document[group].length)}
        >
          <Rows
            items={document[group]}
            of={(id) => {
              const todo = byId.get(id);
              if (todo === undefined) return null;
              return (
                <Item key={id} place={`todos/${id}`}>
                  <Badge status={todo.status} label="" />
                  <span class="sr">{words(todo.status)} </span>
                  <LongText text={todo.content} most={300} />{' '}
                  <span class="quiet">
                    <bdi>{[todo.agentId ?? todo.agentType, todo.taskId].filter((one) => one !== null).join(', ')}</bdi>
                    {todo.durationS !== null && ` ${duration(todo.durationS)}`}
                  </span>
                  {todo.reason !== null && (
                    <div class="under">
                      <LongText text={todo.reason} most={200} />
                    </div>
                  )}
                </Item>
              );
            }}
          />
        </Part>
      ))}
      {todos.length === 0 && <p class="quiet">This session has no todos.</p>}
      {summary.byAgent.length > 0 && (
        <Part title="By agent" note={summary.percent === null ? undefined : `${summary.percent} % done`}>
          <Table label="Todos by agent" head={['Agent', 'Done', 'At work', 'Pending', 'Part done']}>
            {summary.byAgent.slice(0, FIRST_ROWS).map((one) => (
              <Row key={one.agent ?? ''} place={`summary/byAgent/${one.agent ?? ''}`}>
                <th scope="row">
                  <bdi>{one.agent ?? 'orchestrator'}</bdi>
                </th>
                <td>
                  {one.completed} of {one.total}
                </td>
                <td>{one.inProgress}</td>
                <td>{one.pending}</td>
                <td>
                  <Meter value={one.percent} label={`${one.percent ?? 0} % done`} />
                </td>
              </Row>
            ))}
          </Table>
        </Part>
      )}
    </div>
  );
};
