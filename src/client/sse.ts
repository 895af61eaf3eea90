// Server-sent events from the body of a response. Nothing is read ahead of its reader but one piece of the body.
import { createParser } from 'eventsource-parser';
import type { Body } from './transport.ts';

export interface Message {
  readonly id: string | undefined;
  readonly event: string;
  readonly data: string;
}

/** The service sends a comment every 15 seconds: after so long without anything the connection is dead. */
const SILENT_MS = 45_000;

/**
 * The messages of a body, until it ends.
 * @param onSilence called when nothing came for 45 seconds while the reader waited; it ends the body
 */
export async function* messagesOf(body: Body, onSilence: () => void): AsyncGenerator<Message, void> {
  const messages: Message[] = [];
  const parser = createParser({
    onEvent: ({ id, event = 'message', data }) => messages.push({ id, event, data }),
  });
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    for (;;) {
      const timer = setTimeout(onSilence, SILENT_MS);
      const { done, value } = await reader.read().finally(() => clearTimeout(timer));
      if (done) return;
      parser.feed(decoder.decode(value, { stream: true }));
      yield* messages.splice(0);
    }
  } finally {
    // A body that broke off rejects it.
    await reader.cancel().catch(() => undefined);
  }
}
