// The moves of the session itself, as far as they are legal now: pause, resume, waive a gate, end. What takes a text asks for it
// before it is sent.
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { LegalMove } from '../../../../machines/legal.ts';
import { act, sending } from '../../data/act.ts';

interface Offer {
  readonly label: string;
  readonly word: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** The member of the data that the text becomes. */
  readonly text: string;
  readonly isRequired: boolean;
  readonly asks: string;
}

const offerOf = ({ word, data }: LegalMove): Offer | undefined => {
  switch (word) {
    case 'session.pause':
      return { label: 'Pause', word, data, text: 'reason', isRequired: false, asks: 'Why? (may stay empty)' };
    case 'session.resume':
      return { label: 'Resume', word, data, text: '', isRequired: false, asks: 'Resume the session.' };
    case 'gate.waive':
      return { label: `Waive ${data.gate}`, word, data, text: 'reason', isRequired: true, asks: 'Why is it waived?' };
    case 'session.end': {
      const label = { completed: 'Complete', failed: 'End as failed', cancelled: 'Cancel' }[data.outcome as string];
      return label === undefined
        ? undefined
        : { label, word, data, text: 'summary', isRequired: false, asks: 'A summary (may stay empty)' };
    }
    default:
      return undefined;
  }
};

/** Whether any of these moves is one of the session itself. */
export const hasOffers = (legal: readonly LegalMove[]): boolean => legal.some((move) => offerOf(move) !== undefined);

export const Moves = ({ session, legal }: { readonly session: string; readonly legal: readonly LegalMove[] }) => {
  const open = useSignal<Offer | undefined>(undefined);
  const text = useSignal('');
  const dialog = useRef<HTMLDialogElement>(null);
  const offer = open.value;
  useEffect(() => {
    if (offer !== undefined) dialog.current?.showModal();
    else dialog.current?.close();
  }, [offer]);
  const offers = legal.map(offerOf).filter((one) => one !== undefined);
  const send = (): void => {
    const chosen = open.peek();
    if (chosen === undefined) return;
    const written = text.peek().trim();
    if (chosen.isRequired && written === '') return;
    const data = { ...chosen.data, ...(chosen.text !== '' && written !== '' && { [chosen.text]: written }) };
    open.value = undefined;
    void act(session, chosen.word, data);
  };
  return (
    <>
      {offers.map((one) => (
        <button
          key={one.label}
          type="button"
          disabled={sending.value}
          onClick={() => {
            text.value = '';
            open.value = one;
          }}
        >
          <bdi>{one.label}</bdi>
        </button>
      ))}
      <dialog ref={dialog} aria-labelledby="move-title" onClose={() => (open.value = undefined)}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            send();
          }}
        >
          <h2 id="move-title">
            <bdi>{offer?.label}</bdi>
          </h2>
          <p id="move-asks">{offer?.asks}</p>
          {offer?.text !== '' && (
            <textarea
              rows={3}
              aria-labelledby="move-asks"
              dir="auto"
              required={offer?.isRequired ?? false}
              value={text.value}
              onInput={({ currentTarget }) => (text.value = currentTarget.value)}
            />
          )}

          <p class="buttons">
            <button type="submit" class="primary">
              <bdi>{offer?.label}</bdi>
            </button>
            <button type="button" onClick={() => (open.value = undefined)}>
              Not now
            </button>
          </p>
        </form>
      </dialog>
    </>
  );
};
