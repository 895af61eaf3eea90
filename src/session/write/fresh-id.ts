// Ids of commands, commits and events: uuid v7, from randomness that is drawn for many at once, as drawing it for each took
// half of the time.
import { randomFillSync } from 'node:crypto';
import { V7Generator } from 'uuidv7';

const random = new Uint32Array(1_024);
let used = random.length;
const nextUint32 = (): number => {
  if (used === random.length) {
    randomFillSync(random);
    used = 0;
  }
  used += 1;
  return random[used - 1] as number;
};

const generator = new V7Generator({ nextUint32 });

/** A new uuid v7; greater than those before it in this process. */
export const freshId = (): string => generator.generate().toString();
