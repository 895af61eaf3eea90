// A text of any length: so much of it at first, all of it when somebody asks. It is always text, whatever it says.
import { useState } from 'preact/hooks';
import { cut, short } from '../model/format.ts';

export const LongText = ({ text, most = 4_000 }: { readonly text: string; readonly most?: number }) => {
  const [whole, setWhole] = useState(false);
  if (text.length <= most || whole) return <bdi dir="auto">{text}</bdi>;
  return (
    <>
      <bdi dir="auto">{cut(text, most)}</bdi>{' '}
      <button type="button" class="small" onClick={() => setWhole(true)}>
        all {short(text.length)} characters
      </button>
    </>
  );
};
