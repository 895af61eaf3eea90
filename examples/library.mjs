// The library in ten lines: the block of the README, run by a test.
import { open } from 'reprise';

const reprise = await open();
const session = reprise.session('reset-2');
await session.send('session.start', { goal: 'Reset passwords by email' });
await session.send('phase.next', {});
const early = await session.send('phase.start', { phase: 'Execution' });
if (early.kind === 'refused') console.log(early.rejection.sentence, early.rejection.legal[0]);
for await (const step of session.replay()) if ('event' in step) console.log(step.event.ordinal, step.event.type);
await reprise.close();
