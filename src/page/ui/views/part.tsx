// Parts that the views are made of: a section with a title, a list that shows its beginning, a table that scrolls.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { number } from '../../model/format.ts';
import { FIRST_ROWS } from './changed.tsx';

interface PartProps {
  readonly title: string;
  readonly note?: string | undefined;
  readonly wide?: boolean;
  readonly children: ComponentChildren;
}

export const Part = ({ title, note, wide, children }: PartProps) => (
  <section class={`part${wide ? ' wide' : ''}`}>
    <h2>
      {title}
      {note !== undefined && <span class="quiet"> {note}</span>}
    </h2>
    {children}
  </section>
);

interface ListProps<T> {
  readonly items: readonly T[];
  readonly empty?: string;
  readonly of: (item: T) => ComponentChildren;
}

/** The first rows; all of them when somebody asks. */
export const Rows = <T,>({ items, of, empty = 'None.' }: ListProps<T>) => {
  const [whole, setWhole] = useState(false);
  if (items.length === 0) return <p class="quiet">{empty}</p>;
  const isCut = !whole && items.length > FIRST_ROWS;
  return (
    <>
      <ul class="plain rows">{(isCut ? items.slice(0, FIRST_ROWS) : items).map(of)}</ul>
      {isCut && (
        <button type="button" class="small" onClick={() => setWhole(true)}>
          All {number(items.length)}
        </button>
      )}
    </>
  );
};

interface TableProps {
  readonly label: string;
  readonly head: readonly string[];
  readonly children: ComponentChildren;
}

export const Table = ({ label, head, children }: TableProps) => (
  <div class="table-scroll" tabIndex={0} role="group" aria-label={label}>
    <table>
      <thead>
        <tr>
          {head.map((title) => (
            <th key={title} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  </div>
);
