// Waves of several phases with one number, where several steps have one time: each launches after the earlier ones of its own
// phase, and within that phase.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readSessionFolder } from '../../../src/formats/session-files/read-session-folder.ts';
import { runs } from '../../more.ts';
import { recorded } from '../recorded.ts';
import { type Files, inFolder } from './contradictory-session.ts';

/** Phases with some waves of two agents each, numbered from 1 in each phase; step after step at the minute of `minute`. */
const sessionOf = (wavesOfPhase: readonly number[], minute: (step: number) => number): Files => {
  const events: object[] = [];
  const add = (eventType: string, details: object): void => {
    const timestamp = new Date(Date.UTC(2026, 2, 1, 10, minute(events.length))).toISOString();
    events.push({
      ...{ id: `evt_${events.length + 1}`, timestamp, eventType, actor: 'orchestrator' },
      ...{ description: eventType, details },
    });
  };
  add('session_started', {});
  const phases = wavesOfPhase.map((_, index) => ({ name: `Phase ${index + 1}` }));
  for (const [place, { name }] of phases.entries()) {
    add('phase_started', { phaseId: name });
    for (let wave = 1; wave <= (wavesOfPhase[place] ?? 0); wave += 1) {
      const agentIds = ['a', 'b'].map((one) => `${one}-${place + 1}-${wave}`);
      add('agent_launched', { agentIds, agentType: 'tester', wave });
      for (const agentId of agentIds) add('agent_completed', { agentId, success: true });
    }
    add('phase_completed', { phaseId: name });
  }
  add('session_ended', { success: true });
  return { 'events-waves.json': { events }, 'planning-waves.json': { taskDescription: 'Waves', phases } };
};

/** What breaks a rule, and what is launched in another phase than the one that its ids name. */
const faultsOf = async (files: Files): Promise<string[]> => {
  const { sessionId, commands } = await inFolder(files, (folder) => readSessionFolder(folder));
  const { events, refused } = recorded(sessionId, commands);
  expect(refused).toEqual([]);
  let active = '';
  return events.flatMap((event) => {
    if (event.type === 'phase_started') active = event.data.phase;
    const agentId = event.type === 'agent_launched' ? event.data.agents[0]?.agentId : undefined;
    const moved =
      agentId !== undefined && active !== `Phase ${agentId.split('-')[1]}` ? [`${agentId} in ${active}`] : [];
    return [...moved, ...(event.violates === undefined ? [] : [`${event.type} ${event.violates}`])];
  });
};

it('a session of waves in several phases stays legal, each wave in its phase, when any number of its steps have one time', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 1, max: 60 }),
      fc.nat(59),
      async (waves, ties, first) => {
        const files = sessionOf(waves, (step) => Math.floor((step + first) / ties));
        expect(await faultsOf(files)).toEqual([]);
      },
    ),
    { numRuns: runs(100) },
  );
});
