// What a person may do now: answer what waits, and the moves of the session itself. Shown live only, and only to a caller that may
// write; each goes through the same commands as any other.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { LegalMove } from '../../../../machines/legal.ts';
import { actor, chooseActor, outcome, sending } from '../../data/act.ts';
import { client, mayAct } from '../../data/service.ts';
import { documentAt, isLive, newest } from '../../data/session.ts';
import { waitsFor } from '../../model/waiting.ts';
import { Question, Review } from './answers.tsx';
import { hasOffers, Moves } from './moves.tsx';
import { Outcome } from './outcome.tsx';

/** After so long without another event the legal moves are asked for. */
const QUIET_MS = 250;

export const ActionBar = ({ session }: { readonly session: string }) => {
  const legal = useSignal<readonly LegalMove[]>([]);
  const ordinal = newest.value;
  const may = mayAct.value;
  useEffect(() => {
    if (!may) return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      client
        .peek()
        .legal(session, { signal: stop.signal })
        .then(({ moves }) => {
          legal.value = moves as unknown as readonly LegalMove[];
        })
        .catch(() => undefined);
    }, QUIET_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [session, ordinal, may, legal]);
  const overview = documentAt('overview', ordinal);
  if (overview === undefined) return null;
  const waits = waitsFor(overview);
  if (!may)
    return waits.length === 0 ? null : (
      <section class="card asks" aria-label="Waits for a person">
        <ul class="plain">
          {waits.map((one) => (
            <li key={one.id}>
              <span aria-hidden="true">◷</span> {one.kind}: <bdi dir="auto">{one.text}</bdi>
            </li>
          ))}
        </ul>
      </section>
    );
  if (!isLive.value)
    return waits.length === 0 ? null : (
      <p class="quiet">
        <span aria-hidden="true">◷</span> {waits.length} waiting for a person now: go to Live to answer.
      </p>
    );
  const isIdle = waits.length === 0 && !hasOffers(legal.value);
  if (isIdle && outcome.value === undefined) return null;
  const questions = documentAt('workbook', ordinal)?.questions ?? [];
  return (
    <section class={`asks${waits.length > 0 ? ' card' : ''}`} aria-label="Act" aria-busy={sending.value}>
      {waits.map((one) =>
        one.kind === 'question' ? (
          <Question
            key={one.id}
            session={session}
            id={one.id}
            title={one.text}
            content={questions.find(({ id }) => id === one.id)?.content ?? ''}
            options={one.options}
          />
        ) : (
          <Review key={one.id} session={session} id={one.id} of={one.text} from={one.from} />
        ),
      )}
      <div class="moves" hidden={isIdle}>
        <Moves session={session} legal={legal.value} />
        <span class="space" />
        <label class="quiet actor">
          Acting as{' '}
          <input
            value={actor.value}
            maxLength={200}
            spellcheck={false}
            onChange={({ currentTarget }) => chooseActor(currentTarget.value)}
          />
        </label>
      </div>
      <Outcome />
    </section>
  );
};
