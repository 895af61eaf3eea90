// The service that serves this page: its client with the token of whoever reads, who that is, and whether it answers. The token
// stays in the tab (`sessionStorage`) and goes out in a header only.
import { computed, signal } from '@preact/signals';
import { type Client, createClient } from '../../client/client.ts';

const KEY = 'reprise.token';

const kept = (): string | undefined => {
  try {
    return sessionStorage.getItem(KEY) ?? undefined;
  } catch {
    return undefined;
  }
};

export interface Caller {
  readonly role: 'reader' | 'writer' | 'admin';
  readonly name?: string | undefined;
  readonly authenticated: boolean;
  readonly actors?: readonly string[] | undefined;
}

export const token = signal<string | undefined>(kept());
export const caller = signal<Caller | undefined>(undefined);
/** Why a token is asked for; undefined where none is. */
export const tokenWanted = signal<string | undefined>(undefined);
/** False while the service, or its log, does not answer. */
export const connected = signal(true);
/** Whether this page may send commands. */
export const mayAct = computed(() => caller.value !== undefined && caller.value.role !== 'reader');

/** One for each token. */
export const client = computed<Client>(() =>
  createClient({ url: location.origin, ...(token.value !== undefined && { token: token.value }) }),
);

/** Takes a token, or forgets it. */
export const useToken = (text: string | undefined): void => {
  try {
    if (text === undefined) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, text);
  } catch {
    // A browser that keeps nothing: the token lasts as long as the page.
  }
  tokenWanted.value = undefined;
  token.value = text;
};

/** What went wrong, in a sentence for people; asks for a token where one is missing. */
export const explain = (error: unknown): string => {
  const { message, fields } = error as Error & { fields?: { problem?: string } };
  if (fields?.problem === 'UNAUTHENTICATED') {
    tokenWanted.value =
      token.peek() === undefined ? 'This service is read with a token.' : 'The service does not know this token.';
  }
  return message;
};

/** Learns who asks. */
export const learnCaller = async (): Promise<void> => {
  try {
    caller.value = await client.peek().call('caller.get', {});
  } catch (error) {
    caller.value = undefined;
    explain(error);
  }
};
