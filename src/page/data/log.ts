// What the log promises: asked once.
import { signal } from '@preact/signals';
import { client } from './service.ts';

export const durability = signal<string | undefined>(undefined);

export const learnDurability = async (): Promise<void> => {
  try {
    const described = (await client.peek().call('log.describe', {})) as { durability?: string };
    durability.value = described.durability;
  } catch {
    // A reader of single sessions may not ask for it.
  }
};
