// The first line of a page: which view, of which session.
import { cut } from './columns.ts';
import type { Style } from './palette.ts';
import { safeLine } from './safe-text.ts';

export const pageTitle = (style: Style, view: string, sessionId: string): string =>
  style.header(cut(`${view} of session ${safeLine(sessionId)}`, style.cutWidth));
