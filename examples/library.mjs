// The library in a few lines: the block of the README, run by a test.
import { open } from 'reprise';

const reprise = await open();
const id = `demo-${Date.now()}`;
await reprise.send(id, { name: 'session.start', data: { goal: 'Reset passwords by email' } });
await reprise.send(id, { name: 'phase.next', data: {} });

const early = await reprise.send(id, { name: 'phase.start', data: { phase: 'Execution' } });
if (early.kind === 'refused') console.log(early.rejection.sentence, early.rejection.legal);

for await (const step of reprise.replay(id)) if ('event' in step) console.log(step.event.ordinal, step.event.type);
await reprise.close();
