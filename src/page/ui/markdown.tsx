// Markdown of somebody else as nodes of the page: the tree is read by the parser of the project, and each of its nodes becomes
// an element made here. HTML in it stays text, images are not loaded, links go only where a browser shows a page.
import { useEffect, useMemo, useState } from 'preact/hooks';
import { LongText } from './long-text.tsx';

type Render = (text: string) => preact.ComponentChildren;

/** Beyond it a text is shown as it is: parsing takes longer than reading the beginning. */
const MOST = 100_000;

let render: Render | undefined;
let loading: Promise<void> | undefined;

const load = (): Promise<void> => {
  loading ??= import('./markdown-nodes.tsx').then(({ markdownNodes }) => {
    render = markdownNodes;
  });
  return loading;
};

export const Markdown = ({ text }: { readonly text: string }) => {
  const [, setLoaded] = useState(render !== undefined);
  useEffect(() => {
    if (render === undefined) void load().then(() => setLoaded(true));
  }, []);
  const isShort = render !== undefined && text.length <= MOST;
  const nodes = useMemo(() => (isShort ? render?.(text) : undefined), [isShort, text]);
  if (!isShort)
    return (
      <p class="pre">
        <LongText text={text} />
      </p>
    );
  return (
    <div class="markdown" dir="auto">
      {nodes}
    </div>
  );
};
