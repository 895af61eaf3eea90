// The line of one event, byte for byte as it was recorded.
import { token } from './service.ts';

/** @throws Error with what the service said */
export const exactLine = async (session: string, ordinal: number, signal: AbortSignal): Promise<string> => {
  const response = await fetch(`/v1/sessions/${session}/events?from=${ordinal}&limit=1`, {
    headers: {
      accept: 'application/x-ndjson',
      ...(token.peek() !== undefined && { authorization: `Bearer ${token.peek()}` }),
    },
    signal,
  });
  const text = await response.text();
  if (!response.ok) throw new Error((JSON.parse(text) as { detail?: string }).detail ?? `status ${response.status}`);
  return text.trimEnd();
};
