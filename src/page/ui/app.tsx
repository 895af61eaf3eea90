// The frame of every screen: the bar at the top, what is said to everybody (no connection, a token is wanted), the screen, and
// the list of keys.
import { useEffect } from 'preact/hooks';
import { go, route, sessionShown } from '../data/address.ts';
import { caller, connected, tokenWanted } from '../data/service.ts';
import { chooseTheme, THEMES, type Theme, theme } from '../data/theme.ts';
import { NO_ROUTE } from '../model/route.ts';
import { KeyHelp, keysShown } from './key-help.tsx';
import { isTyping } from './keys.ts';
import { Link } from './link.tsx';
import { SessionScreen } from './session.tsx';
import { SessionsScreen } from './sessions.tsx';
import { TokenForm } from './token-form.tsx';

const ThemeChoice = () => (
  <label class="quiet">
    <span class="sr">Theme</span>
    <select value={theme.value} onChange={({ currentTarget }) => chooseTheme(currentTarget.value as Theme)}>
      {THEMES.map((one) => (
        <option key={one} value={one}>
          {one === 'auto' ? 'System theme' : one === 'light' ? 'Light' : 'Dark'}
        </option>
      ))}
    </select>
  </label>
);

const Who = () => {
  const { value } = caller;
  if (value === undefined) return null;
  const text = value.authenticated ? `${value.name ?? 'token'} · ${value.role}` : value.role;
  return (
    <span class="quiet who" title="Your role for this service">
      <bdi>{text}</bdi>
    </span>
  );
};

export const App = ({ embedded }: { readonly embedded: boolean }) => {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (event.key === '?') {
        keysShown.value = !keysShown.value;
        event.preventDefault();
      } else if (event.key === 'u' && !embedded && route.peek().session !== undefined) go(NO_ROUTE);
      else if (event.key === '/') {
        document.querySelector<HTMLInputElement>('input[type=search]')?.focus();
        event.preventDefault();
      }
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [embedded]);
  const session = sessionShown.value;
  useEffect(() => {
    document.title = session === undefined ? 'Sessions · Reprise' : `${session} · Reprise`;
  }, [session]);
  return (
    <>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <header class="bar">
        {embedded ? (
          <span class="brand">Reprise</span>
        ) : (
          <Link class="brand" to={NO_ROUTE}>
            Reprise
          </Link>
        )}
        {session !== undefined && !embedded && (
          <nav aria-label="Way back">
            <Link to={NO_ROUTE}>Sessions</Link>
          </nav>
        )}
        <span class="space" />
        <Who />
        <ThemeChoice />
        <button type="button" class="quiet" onClick={() => (keysShown.value = true)} aria-keyshortcuts="?">
          Keys <kbd>?</kbd>
        </button>
      </header>
      <div role="status" aria-live="polite" class="news">
        {connected.value ? null : (
          <p class="warn-bar">
            <span aria-hidden="true">⚠</span> The service does not answer. What is shown may be old; it goes on by
            itself.
          </p>
        )}
      </div>
      <main id="main" tabIndex={-1}>
        {tokenWanted.value !== undefined ? (
          <TokenForm why={tokenWanted.value} />
        ) : session === undefined ? (
          <SessionsScreen />
        ) : (
          <SessionScreen key={session} session={session} embedded={embedded} />
        )}
      </main>
      <KeyHelp />
    </>
  );
};
