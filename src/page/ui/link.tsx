// A link within the page: it can be opened in another tab, copied and followed without loading the page anew.
import type { ComponentChildren } from 'preact';
import { go, hrefOf } from '../data/address.ts';
import type { Route } from '../model/route.ts';

interface LinkProps {
  readonly to: Route;
  readonly class?: string;
  readonly current?: boolean;
  readonly children: ComponentChildren;
}

export const Link = ({ to, class: name, current, children }: LinkProps) => (
  <a
    href={hrefOf(to)}
    {...(name !== undefined && { class: name })}
    {...(current && { 'aria-current': 'page' as const })}
    onClick={(event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
      event.preventDefault();
      go(to);
    }}
  >
    {children}
  </a>
);
