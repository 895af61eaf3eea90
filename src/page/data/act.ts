// Commands of a person: sent as any other, decided by the same law. What came of the last one is kept until the next.
import { signal } from '@preact/signals';
import type { Rejection } from '../../../machines/decide.ts';
import { client, explain } from './service.ts';

const KEY = 'reprise.actor';

const kept = (): string => {
  try {
    return localStorage.getItem(KEY) ?? 'person';
  } catch {
    return 'person';
  }
};

/** As whom commands are recorded: `person`, `person:alice`. Empty: as whom the token names. */
export const actor = signal(kept());

export const chooseActor = (text: string): void => {
  actor.value = text.trim();
  try {
    localStorage.setItem(KEY, actor.value);
  } catch {
    // Kept for this page only.
  }
};

export type Outcome =
  | { readonly kind: 'recorded'; readonly word: string; readonly ordinal: number }
  | { readonly kind: 'unchanged'; readonly word: string; readonly why: string }
  | { readonly kind: 'refused'; readonly word: string; readonly rejection: Rejection }
  | { readonly kind: 'failed'; readonly word: string; readonly why: string };

export const outcome = signal<Outcome | undefined>(undefined);
export const sending = signal(false);

/** True where it was recorded. */
export const act = async (session: string, word: string, data: Record<string, unknown>): Promise<boolean> => {
  if (sending.peek()) return false;
  sending.value = true;
  try {
    const command = { name: word, data, ...(actor.peek() !== '' && { actor: actor.peek() }) };
    const result = await client.peek().send(session, command);
    switch (result.kind) {
      case 'refused':
        outcome.value = { kind: 'refused', word, rejection: result.rejection };
        return false;
      case 'conflict':
        outcome.value = { kind: 'failed', word, why: `The session is at event ${result.actual} by now.` };
        return false;
      case 'unchanged':
        outcome.value = { kind: 'unchanged', word, why: result.why ?? 'It is so already.' };
        return true;
      default:
        outcome.value = { kind: 'recorded', word, ordinal: result.ordinal };
        return true;
    }
  } catch (error) {
    outcome.value = { kind: 'failed', word, why: explain(error) };
    return false;
  } finally {
    sending.value = false;
  }
};
