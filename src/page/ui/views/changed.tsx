// What changed in the view since the moment before: places in its document, and the mark of a row that is one of them.
import { type ComponentChildren, createContext } from 'preact';
import { useContext } from 'preact/hooks';

export const ChangedPlaces = createContext<ReadonlySet<string>>(new Set());

/** Whether something at this place, or below it, changed. */
export const useChanged = (place: string): boolean => useContext(ChangedPlaces).has(place);

interface RowProps {
  /** `tasks/t1` */
  readonly place: string;
  readonly class?: string;
  readonly children: ComponentChildren;
}

/** A row of a list. */
export const Item = ({ place, class: name = '', children }: RowProps) => {
  const isChanged = useChanged(place);
  return (
    <li class={`${name}${isChanged ? ' changed' : ''}`}>
      {children}
      {isChanged && <span class="sr"> (changed)</span>}
    </li>
  );
};

/** A row of a table. */
export const Row = ({ place, class: name = '', children }: RowProps) => (
  <tr class={`${name}${useChanged(place) ? ' changed' : ''}`}>{children}</tr>
);

/** At first so many rows of a list. */
export const FIRST_ROWS = 60;
