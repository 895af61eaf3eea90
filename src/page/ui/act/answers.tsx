// A question with its options, and a review: what a person is waited for.
import { useSignal } from '@preact/signals';
import { act, sending } from '../../data/act.ts';
import { LongText } from '../long-text.tsx';
import { Markdown } from '../markdown.tsx';

interface QuestionProps {
  readonly session: string;
  readonly id: string;
  readonly title: string;
  readonly content: string;
  readonly options: readonly string[];
}

export const Question = ({ session, id, title, content, options }: QuestionProps) => {
  const text = useSignal('');
  const answer = (chosen: string): void => {
    if (chosen.trim() !== '') void act(session, 'question.resolve', { entryId: id, answer: chosen });
  };
  return (
    <article class="ask" aria-labelledby={`ask-${id}`}>
      <h2 id={`ask-${id}`}>
        <span aria-hidden="true">?</span> <LongText text={title} most={600} />
      </h2>
      {content !== '' && content !== title && <Markdown text={content} />}
      {options.length > 0 && (
        <p class="buttons" role="group" aria-label="Options">
          {options.map((option) => (
            <button key={option} type="button" disabled={sending.value} onClick={() => answer(option)}>
              <bdi dir="auto">{option}</bdi>
            </button>
          ))}
        </p>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          answer(text.value);
        }}
      >
        <label>
          <span class="sr">Another answer to {title.slice(0, 100)}</span>
          <textarea
            rows={1}
            dir="auto"
            placeholder={options.length > 0 ? 'Another answer' : 'Answer'}
            value={text.value}
            onInput={({ currentTarget }) => (text.value = currentTarget.value)}
          />
        </label>
        <button type="submit" class="primary" disabled={sending.value}>
          Answer
        </button>
      </form>
    </article>
  );
};

interface ReviewProps {
  readonly session: string;
  readonly id: string;
  readonly of: string;
  readonly from: string | null;
}

export const Review = ({ session, id, of, from }: ReviewProps) => {
  const text = useSignal('');
  const isMissing = useSignal(false);
  const give = (verdict: 'approved' | 'changes_requested'): void => {
    const written = text.peek().trim();
    isMissing.value = verdict === 'changes_requested' && written === '';
    if (isMissing.peek()) return;
    void act(session, 'review.give', { reviewId: id, verdict, ...(written !== '' && { text: written }) });
  };
  return (
    <article class="ask" aria-labelledby={`ask-${id}`}>
      <h2 id={`ask-${id}`}>
        <span aria-hidden="true">◷</span> Review of <LongText text={of} most={600} />
        {from !== null && (
          <span class="quiet">
            {' '}
            by <bdi>{from}</bdi>
          </span>
        )}
      </h2>
      <div class="form">
        <label>
          <span class="sr">What to change in {of.slice(0, 100)}</span>
          <textarea
            rows={2}
            dir="auto"
            placeholder="What to change, or a note"
            aria-invalid={isMissing.value}
            value={text.value}
            onInput={({ currentTarget }) => (text.value = currentTarget.value)}
          />
        </label>
        <span class="buttons">
          <button type="button" class="primary" disabled={sending.value} onClick={() => give('approved')}>
            Approve
          </button>
          <button type="button" disabled={sending.value} onClick={() => give('changes_requested')}>
            Ask for changes
          </button>
        </span>
      </div>
      {isMissing.value && (
        <p role="alert" class="fault">
          Write what is to change.
        </p>
      )}
    </article>
  );
};
