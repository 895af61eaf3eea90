// Usage: tokens and cost in plots by phase, agent and model, each bar with its number, and tokens over time.
import type { UsageDocument, UsageFigures } from '../../../../projections/usage.ts';
import { at, history } from '../../data/session.ts';
import { duration, number, short } from '../../model/format.ts';
import { tokensOverTime } from '../../model/tokens-over-time.ts';
import { useChanged } from './changed.tsx';
import { OverTime } from './over-time.tsx';
import { Part } from './part.tsx';

interface PlotRow extends UsageFigures {
  readonly name: string;
  readonly place: string;
  readonly limit?: number | null;
  readonly seconds?: number | null;
}

const MOST = 60;

const PlotBar = ({ row, most }: { readonly row: PlotRow; readonly most: number }) => {
  const isChanged = useChanged(row.place);
  const { tokens, cached, cacheCreation, output, limit } = row;
  const fresh = Math.max(0, tokens - cached - cacheCreation - output);
  const part = (value: number) => `${most === 0 ? 0 : (value / most) * 100}%`;
  const parts = [
    ['fresh', fresh, 'input'],
    ['cached', cached, 'read from a cache'],
    ['created', cacheCreation, 'written to a cache'],
    ['output', output, 'output'],
  ] as const;
  return (
    <tr class={isChanged ? 'changed' : ''}>
      <th scope="row">
        <bdi dir="auto">{row.name}</bdi>
      </th>
      <td class="plot">
        <span class="stack" aria-hidden="true">
          {parts.map(([kind, value, label]) =>
            value > 0 ? (
              <span key={kind} class={kind} title={`${number(value)} ${label}`} style={{ inlineSize: part(value) }} />
            ) : null,
          )}
        </span>
        {limit !== undefined && limit !== null && limit <= most && (
          <span class="limit" title={`budget ${number(limit)}`} style={{ insetInlineStart: part(limit) }} />
        )}
      </td>
      <td class="figure">
        {number(tokens)}
        {limit !== undefined && limit !== null && <span class="quiet"> of {short(limit)}</span>}
      </td>
      <td class="figure">{row.costUsd === null ? '' : `$${row.costUsd.toFixed(2)}`}</td>
      <td class="figure">{row.seconds === undefined ? '' : duration(row.seconds)}</td>
    </tr>
  );
};

const Plot = ({ title, rows }: { readonly title: string; readonly rows: readonly PlotRow[] }) => {
  const shown = rows.filter(({ tokens, seconds }) => tokens > 0 || (seconds ?? null) !== null);
  if (shown.length === 0) return null;
  const most = shown.reduce((top, { tokens, limit }) => Math.max(top, tokens, limit ?? 0), 0);
  const sorted = shown.length > MOST ? [...shown].sort((a, b) => b.tokens - a.tokens).slice(0, MOST) : shown;
  return (
    <Part title={title} wide note={shown.length > MOST ? `the first ${MOST} of ${shown.length}` : undefined}>
      <table class="plots">
        <thead class="sr">
          <tr>
            <th scope="col">{title}</th>
            <td />
            <th scope="col">Tokens</th>
            <th scope="col">Cost</th>
            <th scope="col">Time</th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((row) => (
            <PlotBar key={row.place} row={row} most={most} />
          ))}
        </tbody>
      </table>
    </Part>
  );
};

export const UsageView = ({ document }: { readonly document: UsageDocument }) => {
  const { total, phases, agents, tasks, models } = document;
  const points = tokensOverTime(history.value?.events ?? [], at.value);
  return (
    <div class="parts usage">
      <Part title="Total" wide>
        <p class="total">
          <strong>{number(total.tokens)}</strong> tokens
          {total.budget !== null && ` of ${number(total.budget)} (${total.percent} %)`}
          {total.costUsd !== null && `, $${total.costUsd.toFixed(2)}`}
          {total.late !== undefined && <span class="warning"> ⚠ {number(total.late)} reported after the end</span>}
        </p>
        <p class="legend quiet" aria-hidden="true">
          <span class="fresh" /> input <span class="cached" /> from cache <span class="created" /> to cache{' '}
          <span class="output" /> output
        </p>
        {points.length > 1 && <OverTime points={points} budget={total.budget} />}
      </Part>
      <Plot
        title="By phase"
        rows={phases.map((row) => ({
          ...row,
          name: row.phase ?? 'in no phase',
          place: `phases/${row.phase ?? ''}`,
          limit: row.allocated,
          seconds: row.durationS,
        }))}
      />
      <Plot
        title="By agent"
        rows={agents.map((row) => ({
          ...row,
          name: row.agentId,
          place: `agents/${row.agentId}`,
          seconds: row.durationS,
        }))}
      />
      <Plot
        title="By task"
        rows={tasks.map((row) => ({
          ...row,
          name: row.taskId,
          place: `tasks/${row.taskId}`,
          limit: row.estimate,
          seconds: row.durationS,
        }))}
      />
      <Plot
        title="By model"
        rows={models.map((row) => ({ ...row, name: row.model ?? 'no model named', place: `models/${row.model}` }))}
      />
    </div>
  );
};
