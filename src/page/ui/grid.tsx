// A list of any length of which only the rows in sight are drawn. Each row has the same height. It is one stop of the Tab key;
// arrows move within it, Enter opens a row.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

export interface Column<T> {
  readonly name: string;
  readonly title: string;
  /** Any length of CSS; without it the column takes what is left. */
  readonly width?: string;
  /** Left out where there is little room. */
  readonly wideOnly?: boolean;
  readonly cell: (row: T) => ComponentChildren;
}

export interface GridProps<T> {
  readonly label: string;
  readonly id: string;
  readonly rows: readonly T[];
  readonly columns: readonly Column<T>[];
  /** Pixels. */
  readonly rowHeight: number;
  readonly keyOf: (row: T) => string | number;
  readonly onOpen: (row: T) => void;
  readonly classOf?: (row: T) => string;
  /** The row that is in sight and marked. */
  readonly current?: number | undefined;
  /** What stands in place of no rows. */
  readonly empty: string;
}

const AROUND = 6;

export const Grid = <T,>(props: GridProps<T>) => {
  const { label, id, rows, columns, rowHeight, keyOf, onOpen, classOf, current, empty } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(600);
  const [active, setActive] = useState<number | undefined>(undefined);
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setHeight(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const show = (index: number): void => {
    const element = scroller.current;
    if (element === null) return;
    const head = element.querySelector('thead')?.offsetHeight ?? 0;
    const from = index * rowHeight;
    const room = element.clientHeight - head;
    if (from < element.scrollTop) element.scrollTop = from;
    else if (from + rowHeight > element.scrollTop + room) element.scrollTop = from + rowHeight - room;
  };
  useEffect(() => {
    if (current !== undefined && current >= 0) show(current);
  }, [current, rows.length]);
  const first = Math.max(0, Math.floor(top / rowHeight) - AROUND);
  const last = Math.min(rows.length, Math.ceil((top + height) / rowHeight) + AROUND);
  const at = active ?? current ?? 0;
  const onKey = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor(height / rowHeight) - 2);
    const to = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: rows.length,
    }[event.key];
    if (event.key === 'Enter' && rows[at] !== undefined) onOpen(rows[at]);
    else if (to === undefined) return;
    else {
      const next = Math.max(0, Math.min(rows.length - 1, active === undefined && current === undefined ? 0 : to));
      setActive(next);
      show(next);
    }
    event.preventDefault();
    event.stopPropagation();
  };
  const spacer = (pixels: number) =>
    pixels > 0 ? (
      <tr class="spacer" aria-hidden="true">
        <td colSpan={columns.length} style={{ blockSize: `${pixels}px` }} />
      </tr>
    ) : null;
  return (
    <div class="grid-scroll" ref={scroller} onScroll={({ currentTarget }) => setTop(currentTarget.scrollTop)}>
      <table
        role="grid"
        aria-label={label}
        aria-rowcount={rows.length + 1}
        aria-activedescendant={active !== undefined && active >= first && active < last ? `${id}-${active}` : undefined}
        tabIndex={0}
        onKeyDown={onKey}
        onBlur={() => setActive(undefined)}
      >
        <colgroup>
          {columns.map(({ name, width, wideOnly }) => (
            <col key={name} class={wideOnly ? 'wide' : ''} style={width === undefined ? {} : { inlineSize: width }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map(({ name, title, wideOnly }) => (
              <th key={name} scope="col" class={wideOnly ? 'wide' : ''}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.length === 0 && (
            <tr>
              <td colSpan={columns.length} class="empty">
                {empty}
              </td>
            </tr>
          )}
          {spacer(first * rowHeight)}
          {rows.slice(first, last).map((row, offset) => {
            const index = first + offset;
            const marks = `${index === active ? ' active' : ''}${index === current ? ' current' : ''}`;
            return (
              <tr
                key={keyOf(row)}
                id={`${id}-${index}`}
                aria-rowindex={index + 2}
                aria-selected={index === current}
                class={`${classOf?.(row) ?? ''}${marks}`}
                style={{ blockSize: `${rowHeight}px` }}
                onClick={(event) => {
                  if (!(event.target as Element).closest('a, button')) onOpen(row);
                }}
              >
                {columns.map(({ name, cell, wideOnly }) => (
                  <td key={name} class={`${name}${wideOnly ? ' wide' : ''}`}>
                    {cell(row)}
                  </td>
                ))}
              </tr>
            );
          })}
          {spacer((rows.length - last) * rowHeight)}
        </tbody>
      </table>
    </div>
  );
};
