// Two moments, or two sessions, side by side: the view of each, and the list of what differs.
import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { type Documents, showView, type ViewName } from '../../../projections/all.ts';
import { go } from '../data/address.ts';
import { client, explain } from '../data/service.ts';
import { at, documentAt, newest } from '../data/session.ts';
import { changedPlaces, type Difference, differencesOf } from '../model/differences.ts';
import { counted, cut } from '../model/format.ts';
import { SessionHistory } from '../model/history.ts';
import type { Other, Tab } from '../model/route.ts';
import { ChangedPlaces } from './views/changed.tsx';
import { shownView, viewNameOf } from './views/view.tsx';

const MOST = 300;

const textOf = (value: unknown): string =>
  value === undefined ? '' : cut(typeof value === 'string' ? value : JSON.stringify(value), 160);

const DifferenceRow = ({ difference: { path, kind, from, to } }: { readonly difference: Difference }) => (
  <tr class={`is-${kind}`}>
    <th scope="row">
      <span aria-hidden="true">{kind === 'added' ? '+' : kind === 'removed' ? '−' : '±'}</span>
      <span class="sr">{kind}</span> <bdi>{path.join(' › ')}</bdi>
    </th>
    <td>
      <bdi dir="auto">{textOf(from)}</bdi>
    </td>
    <td>
      <bdi dir="auto">{textOf(to)}</bdi>
    </td>
  </tr>
);

interface CompareProps {
  readonly session: string;
  readonly view: Tab;
  readonly other: Other;
}

export const Compare = ({ session, view, other }: CompareProps) => {
  const loaded = useSignal<SessionHistory | undefined>(undefined);
  const failed = useSignal<string | undefined>(undefined);
  const isSame = other.session === undefined || other.session === session;
  useEffect(() => {
    if (isSame || other.session === undefined) return;
    const stop = new AbortController();
    const folded = new SessionHistory(other.session);
    const read = async (): Promise<void> => {
      for await (const { event } of client.peek().events(folded.sessionId, { signal: stop.signal }))
        folded.append([event]);
      loaded.value = folded;
    };
    failed.value = undefined;
    read().catch((error) => {
      if (!stop.signal.aborted) failed.value = explain(error);
    });
    return () => stop.abort();
  }, [isSame, other.session, loaded, failed]);
  const name = viewNameOf(view) ?? 'overview';
  const folded = loaded.value;
  const ordinal = other.at ?? (isSame ? newest.value : (folded?.length ?? 0));
  const mine = documentAt(name, at.value);
  const theirs: Documents[ViewName] | undefined = isSame
    ? documentAt(name, Math.min(ordinal, newest.value))
    : folded && showView(folded.viewsAt(ordinal), name);
  const differences = useMemo(
    () => (mine === undefined || theirs === undefined ? [] : differencesOf(theirs, mine)),
    [mine, theirs],
  );
  const changed = useMemo(() => changedPlaces(differences), [differences]);
  const title = isSame ? `Event ${ordinal}` : `${other.session} at event ${ordinal}`;
  return (
    <div class="compare">
      <form
        class="head"
        onSubmit={(event) => {
          event.preventDefault();
          const text = new FormData(event.currentTarget).get('with');
          if (typeof text === 'string' && text.trim() !== '') go({ with: text.trim() });
        }}
      >
        <label>
          Compare with{' '}
          <input
            name="with"
            key={`${other.session}@${other.at}`}
            defaultValue={isSame ? String(ordinal) : `${other.session}${other.at === undefined ? '' : `@${other.at}`}`}
            placeholder="12, or session@12"
            spellcheck={false}
          />
        </label>
        <button type="submit" class="small">
          Compare
        </button>
        <span class="quiet" aria-live="polite">
          {counted(differences.length, 'difference')} in {name}
        </span>
        <span class="space" />
        <button type="button" class="small" onClick={() => go({ with: undefined })}>
          Close
        </button>
      </form>
      {failed.value !== undefined && (
        <p role="alert" class="fault">
          {failed.value}
        </p>
      )}
      <details open>
        <summary>What differs</summary>
        {differences.length === 0 ? (
          <p class="quiet">Nothing.</p>
        ) : (
          <div class="table-scroll" tabIndex={0} role="group" aria-label="Differences">
            <table class="differences">
              <thead>
                <tr>
                  <th scope="col">Where</th>
                  <th scope="col">{title}</th>
                  <th scope="col">Event {at.value}</th>
                </tr>
              </thead>
              <tbody>
                {differences.slice(0, MOST).map((difference) => (
                  <DifferenceRow key={difference.path.join('/')} difference={difference} />
                ))}
              </tbody>
            </table>
            {differences.length > MOST && <p class="quiet">The first {MOST}.</p>}
          </div>
        )}
      </details>
      <div class="sides">
        <section aria-label={title}>
          <p class="side-title">{title}</p>
          {theirs === undefined ? <p class="quiet">Reading …</p> : shownView(name, theirs)}
        </section>
        <section aria-label={`Event ${at.value}`}>
          <p class="side-title">Event {at.value}</p>
          <ChangedPlaces.Provider value={changed}>
            {mine === undefined ? null : shownView(name, mine)}
          </ChangedPlaces.Provider>
        </section>
      </div>
    </div>
  );
};
