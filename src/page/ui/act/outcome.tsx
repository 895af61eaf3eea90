// What came of the last command: recorded, or refused with the rule, its sentence, and what is legal now.
import type { LegalMove } from '../../../../machines/legal.ts';
import { outcome } from '../../data/act.ts';
import { cut } from '../../model/format.ts';

const moveText = ({ word, data, needs }: LegalMove): string => {
  const fixed = Object.entries(data).map(
    ([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  const open = needs.map(({ path }) => `${path.join('.')} …`);
  return cut([word, ...fixed, ...open].join(' '), 200);
};

export const Outcome = () => {
  const last = outcome.value;
  return (
    <div role="status" class="outcome">
      {last === undefined ? null : last.kind === 'recorded' ? (
        <p class="good">
          <span aria-hidden="true">✓</span> {last.word} is recorded as event {last.ordinal}.
        </p>
      ) : last.kind === 'unchanged' ? (
        <p>
          {last.word} changed nothing: {last.why}
        </p>
      ) : last.kind === 'failed' ? (
        <p class="fault">
          <span aria-hidden="true">✗</span> {last.word} failed: {last.why}
        </p>
      ) : (
        <div class="fault">
          <p>
            <span aria-hidden="true">✗</span> {last.word} was refused by <code>{last.rejection.rule}</code>:{' '}
            {last.rejection.sentence} <bdi dir="auto">{last.rejection.detail}</bdi>
          </p>
          {last.rejection.legal.length > 0 && (
            <details open>
              <summary>Legal now</summary>
              <ul class="plain">
                {last.rejection.legal.slice(0, 12).map((move) => (
                  <li key={moveText(move)}>
                    <code>{moveText(move)}</code>
                  </li>
                ))}
              </ul>
            </details>
          )}
        </div>
      )}
      {last !== undefined && (
        <button type="button" class="small" onClick={() => (outcome.value = undefined)}>
          Hide
        </button>
      )}
    </div>
  );
};
