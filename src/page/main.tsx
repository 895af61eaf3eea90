// The entry of the page: where it runs (a service serves it, or it is a file with one session in it), then its first screen.
import './data/no-eval.ts';
import { render } from 'preact';
import { startAddress } from './data/address.ts';
import { embeddedSession, showEmbedded } from './data/embedded.ts';
import { learnDurability } from './data/log.ts';
import { learnCaller } from './data/service.ts';
import { startTheme } from './data/theme.ts';
import './style/page.css';
import { App } from './ui/app.tsx';

const embedded = embeddedSession();
startTheme();
startAddress(embedded?.sessionId);
if (embedded === undefined) {
  void learnCaller();
  void learnDurability();
} else void showEmbedded(embedded);
render(<App embedded={embedded !== undefined} />, document.getElementById('page') as HTMLElement);
