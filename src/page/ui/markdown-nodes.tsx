// From the tree of a Markdown text to nodes of the page. Loaded where the first text is shown.
import type { Nodes, RootContent } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmStrikethroughFromMarkdown } from 'mdast-util-gfm-strikethrough';
import { gfmStrikethrough } from 'micromark-extension-gfm-strikethrough';
import type { ComponentChildren } from 'preact';

/** Deeper than this nothing is taken apart: a hostile text is nested without end. */
const DEEPEST = 40;

const isSafeUrl = (url: string): boolean => /^(?:https?:|mailto:)/i.test(url.trim());

const Code = ({ value, lang }: { readonly value: string; readonly lang?: string | null | undefined }) => (
  <figure class="code">
    {lang && <figcaption>{lang}</figcaption>}
    <pre tabIndex={0} dir="ltr">
      <code>{value}</code>
    </pre>
  </figure>
);

const children = (nodes: readonly RootContent[], depth: number): ComponentChildren =>
  nodes.map((node, index) => <Node key={index} node={node} depth={depth + 1} />);

const textOf = (node: Nodes): string =>
  'value' in node ? node.value : 'children' in node ? (node.children as Nodes[]).map(textOf).join('') : '';

const Node = ({ node, depth }: { readonly node: Nodes; readonly depth: number }): preact.JSX.Element | null => {
  if (depth > DEEPEST) return <>{'…'}</>;
  switch (node.type) {
    case 'text':
      return <>{node.value}</>;
    case 'paragraph':
      return <p dir="auto">{children(node.children, depth)}</p>;
    case 'heading':
      // Below the headings of the page.
      return (
        <p class={`heading h${node.depth}`} dir="auto">
          {children(node.children, depth)}
        </p>
      );
    case 'emphasis':
      return <em>{children(node.children, depth)}</em>;
    case 'strong':
      return <strong>{children(node.children, depth)}</strong>;
    case 'delete':
      return <del>{children(node.children, depth)}</del>;
    case 'inlineCode':
      return <code>{node.value}</code>;
    case 'code':
      return <Code value={node.value} lang={node.lang} />;
    case 'blockquote':
      return <blockquote>{children(node.children, depth)}</blockquote>;
    case 'list':
      return node.ordered ? (
        <ol start={node.start ?? 1}>{children(node.children, depth)}</ol>
      ) : (
        <ul>{children(node.children, depth)}</ul>
      );
    case 'listItem':
      return <li dir="auto">{children(node.children, depth)}</li>;
    case 'break':
      return <br />;
    case 'thematicBreak':
      return <hr />;
    case 'link':
      return isSafeUrl(node.url) ? (
        <a href={node.url} rel="noopener noreferrer nofollow" target="_blank">
          {children(node.children, depth)}
        </a>
      ) : (
        <>
          {children(node.children, depth)} <code>{node.url}</code>
        </>
      );
    case 'image':
      return (
        <span class="quiet">
          [image: {node.alt ?? ''} <code>{node.url}</code>]
        </span>
      );
    case 'html':
      return <code>{node.value}</code>;
    default:
      return <>{textOf(node)}</>;
  }
};

const OPTIONS = { extensions: [gfmStrikethrough()], mdastExtensions: [gfmStrikethroughFromMarkdown()] };

export const markdownNodes = (text: string): ComponentChildren => children(fromMarkdown(text, OPTIONS).children, 0);
