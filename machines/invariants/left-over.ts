// What a session that ends as completed leaves over, and counts of what is marked.
import { Table } from '../collections/table.ts';
import type { EventOf } from '../events/envelope.ts';

type Ended = EventOf<'session_ended'>;
/** What is left over, in words; empty for a session that does not end as completed. */
export const leftOver = ({ data }: Ended, rows: Record<string, number>): string[] =>
  data.outcome === 'completed'
    ? Object.entries(rows)
        .filter(([, count]) => count > 0)
        .map(([what, count]) => `${what}: ${count}`)
    : [];

export interface Count {
  readonly of: Table<boolean>;
  /** How many of them are true. */
  readonly yes: number;
}
export const mark = (count: Count, id: string, value: boolean): Count => ({
  of: count.of.set(id, value),
  yes: count.yes + Number(value) - Number(count.of.get(id) ?? false),
});
export const noMarks = (): Count => ({ of: Table.empty(), yes: 0 });
