// The workbook: questions with their answers, decisions, entries and findings. Contents are Markdown.
import { useState } from 'preact/hooks';
import type { WorkbookDocument } from '../../../../projections/workbook.ts';
import { go } from '../../data/address.ts';
import { clock, counted, number, words } from '../../model/format.ts';
import { Badge } from '../badge.tsx';
import { LongText } from '../long-text.tsx';
import { Markdown } from '../markdown.tsx';
import { Item, useChanged } from './changed.tsx';
import { Part, Rows } from './part.tsx';

const FIRST = 20;

const Entry = ({ entry }: { readonly entry: WorkbookDocument['entries'][number] }) => {
  const isChanged = useChanged(`entries/${entry.id}`);
  return (
    <article class={`entry${isChanged ? ' changed' : ''}`}>
      <h3>
        <span class="badge plain">{words(entry.type)}</span> <LongText text={entry.title} most={200} />
      </h3>
      <p class="quiet">
        <button type="button" class="link" onClick={() => go({ event: entry.ordinal, view: 'events' })}>
          event {entry.ordinal}
        </button>{' '}
        {clock(entry.time)} <bdi>{entry.author}</bdi>
        {entry.relatedPhase !== null && (
          <>
            {' '}
            in <bdi>{entry.relatedPhase}</bdi>
          </>
        )}
        {entry.tags.map((tag) => (
          <span key={tag} class="tag">
            <bdi>{tag}</bdi>
          </span>
        ))}
      </p>
      {entry.content !== entry.title && <Markdown text={entry.content} />}
    </article>
  );
};

export const WorkbookView = ({ document }: { readonly document: WorkbookDocument }) => {
  const [most, setMost] = useState(FIRST);
  const { entries, questions, decisions, followUps, blocking } = document;
  const newestFirst = entries.toReversed();
  return (
    <div class="parts">
      {questions.length > 0 && (
        <Part title="Questions" wide>
          <Rows
            items={questions}
            of={(question) => (
              <Item key={question.id} place={`questions/${question.id}`}>
                <Badge status={question.resolved ? 'answered' : 'open'} />{' '}
                <strong>
                  <LongText text={question.title} most={300} />
                </strong>
                <div class="under">
                  {question.resolved ? (
                    <>
                      <LongText text={question.answer ?? ''} most={600} />{' '}
                      <span class="quiet">
                        <bdi>{question.by}</bdi>, {clock(question.resolvedAt)}
                      </span>
                    </>
                  ) : (
                    <span class="quiet">
                      {question.options.length > 0 ? (
                        <bdi dir="auto">{question.options.join(' · ')}</bdi>
                      ) : (
                        'waits for an answer'
                      )}
                      {question.reopened !== undefined && (
                        <>
                          ; reopened: <bdi dir="auto">{question.reopened}</bdi>
                        </>
                      )}
                    </span>
                  )}
                </div>
              </Item>
            )}
          />
        </Part>
      )}
      {decisions.length > 0 && (
        <Part title="Decisions" wide>
          <Rows
            items={decisions}
            of={(decision) => (
              <Item key={decision.id} place={`decisions/${decision.id}`}>
                <strong>
                  <LongText text={decision.title} most={300} />
                </strong>{' '}
                <span class="quiet">
                  {clock(decision.time)} <bdi>{decision.author}</bdi>
                </span>
                {decision.source === 'event' && decision.content !== '' && (
                  <div class="under">
                    <LongText text={decision.content} most={600} />
                  </div>
                )}
              </Item>
            )}
          />
        </Part>
      )}
      {blocking.length + followUps.length > 0 && (
        <Part title="Findings" wide>
          <Rows
            items={[...blocking, ...followUps]}
            of={(finding) => (
              <Item key={finding.id} place={`${blocking.includes(finding) ? 'blocking' : 'followUps'}/${finding.id}`}>
                <Badge status={finding.resolved ? 'resolved' : 'open'} />{' '}
                <LongText text={finding.text ?? finding.id} most={400} />
              </Item>
            )}
          />
        </Part>
      )}
      <Part
        title="Entries"
        wide
        note={`${counted(entries.length, 'entry').replace('entrys', 'entries')}, the newest first`}
      >
        {newestFirst.slice(0, most).map((entry) => (
          <Entry key={entry.ordinal} entry={entry} />
        ))}
        {newestFirst.length > most && (
          <button type="button" class="small" onClick={() => setMost(most + 200)}>
            {number(newestFirst.length - most)} more
          </button>
        )}
      </Part>
    </div>
  );
};
