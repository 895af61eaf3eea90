// One event: its exact line with its hash, as it was recorded; a link to it; and a test that begins right before it.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { RecordedEvent } from '../../../../machines/events/envelope.ts';
import { absoluteHref, go, route } from '../../data/address.ts';
import { lines } from '../../data/embedded.ts';
import { exactLine } from '../../data/recorded.ts';
import { lookAt } from '../../data/session.ts';
import { describeEvent } from '../../model/event-text.ts';
import { cut, moment } from '../../model/format.ts';
import { testText } from '../../model/test-text.ts';
import { LongText } from '../long-text.tsx';

const pretty = (line: string): string => {
  try {
    return JSON.stringify(JSON.parse(line), undefined, 2);
  } catch {
    return line;
  }
};

const CopyButton = ({ text, label }: { readonly text: () => string | undefined; readonly label: string }) => {
  const said = useSignal<string | undefined>(undefined);
  const copy = async (): Promise<void> => {
    const copied = text();
    if (copied === undefined) return;
    try {
      await navigator.clipboard.writeText(copied);
      said.value = 'Copied';
    } catch {
      said.value = 'Not allowed by the browser';
    }
  };
  return (
    <>
      <button type="button" class="small" onClick={() => void copy()}>
        {label}
      </button>
      <span role="status" class="quiet">
        {said.value}
      </span>
    </>
  );
};

interface DetailProps {
  readonly event: RecordedEvent;
  readonly session: string;
  readonly embedded: boolean;
}

export const EventDetail = ({ event, session, embedded }: DetailProps) => {
  const line = useSignal<string | undefined>(embedded ? lines.value[event.ordinal - 1] : undefined);
  const failed = useSignal<string | undefined>(undefined);
  const isRaw = useSignal(false);
  const { ordinal } = event;
  useEffect(() => {
    if (embedded) return;
    const stop = new AbortController();
    exactLine(session, ordinal, stop.signal).then(
      (text) => {
        line.value = text;
      },
      (error: Error) => {
        if (!stop.signal.aborted) failed.value = error.message;
      },
    );
    return () => stop.abort();
  }, [session, ordinal, embedded, line, failed]);
  const test = testText(event);
  const exact = line.value;
  return (
    <aside class="card event" aria-label={`Event ${ordinal}`}>
      <div class="head">
        <h2>Event {ordinal}</h2>
        <span class="space" />
        <button type="button" class="small" onClick={() => go({ event: undefined }, 'replace')}>
          Close
        </button>
      </div>
      <p>
        <bdi dir="auto">{cut(describeEvent(event), 1_000)}</bdi>
      </p>
      <dl class="pairs">
        <dt>Time</dt>
        <dd>{moment(event.time)}</dd>
        <dt>Actor</dt>
        <dd>
          <bdi dir="auto">{cut(event.actor, 200)}</bdi>
          {event.authid !== undefined && (
            <span class="quiet">
              {' '}
              authenticated as <bdi>{event.authid}</bdi>
            </span>
          )}
        </dd>
        {event.violates !== undefined && (
          <>
            <dt>Violates</dt>
            <dd class="warning">
              ⚠ <bdi>{event.violates}</bdi>
            </dd>
          </>
        )}
        <dt>Hash</dt>
        <dd>
          <code class="hash">{event.hash}</code>
        </dd>
      </dl>
      <p class="buttons">
        <button type="button" class="small" onClick={() => lookAt(ordinal)}>
          Look at this moment
        </button>
        <CopyButton
          label="Copy link"
          text={() => absoluteHref({ ...route.peek(), view: 'events', event: ordinal, at: ordinal })}
        />
        <CopyButton label="Copy JSON" text={() => exact} />
        {test !== undefined && <CopyButton label="Copy as test" text={() => test} />}
        <label class="quiet">
          <input
            type="checkbox"
            checked={isRaw.value}
            onChange={({ currentTarget }) => (isRaw.value = currentTarget.checked)}
          />{' '}
          as recorded
        </label>
      </p>
      {failed.value !== undefined && (
        <p role="alert" class="fault">
          {failed.value}
        </p>
      )}
      <pre class="json" tabIndex={0} role="group" aria-label="The event as JSON" dir="ltr">
        {exact === undefined ? (
          'Reading the line …'
        ) : (
          <LongText text={isRaw.value ? exact : pretty(exact)} most={20_000} />
        )}
      </pre>
    </aside>
  );
};
