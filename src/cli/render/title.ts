// The first line of a page: which view, of which session.

import { safeLine } from '../../text/safe-text.ts';
import { cut } from '../../text/width.ts';
import type { Style } from './palette.ts';

export const pageTitle = (style: Style, view: string, sessionId: string): string =>
  style.header(cut(`${view} of session ${safeLine(sessionId)}`, style.cutWidth));
