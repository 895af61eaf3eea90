// Agents that ran on when their cycle ended: a state.json has when agents and cycles begin and end, and no word of what goes
// on into the next cycle. The times say it.
import type { Command } from '../../../machines/commands/command.ts';

type Ids = readonly { readonly agentId: string }[];

const ENDS = new Set(['agent_completed', 'agent_killed', 'agent_failed', 'agent_lost']);

/** An end of a cycle, and what ran on. */
interface CarriedOn {
  readonly cycle: number;
  readonly agents: readonly string[];
}

/**
 * The facts of a folder in the order of recording, each end of a cycle with what it carries into the next. Where no cycle
 * follows nothing is carried: what runs then runs beyond the last cycle.
 */
export const withCarried = (
  commands: readonly Command[],
): { readonly commands: Command[]; readonly carriedOn: readonly CarriedOn[] } => {
  const lastStart = commands.findLastIndex(({ name }) => name === 'cycle_started');
  const cycleOf = new Map<string, number>();
  const carriedOn: CarriedOn[] = [];
  let open: number | undefined;
  const carrying = commands.map((command, place): Command => {
    const data = command.data as { readonly agents?: Ids; readonly cycle?: number; readonly extra?: object };
    if (command.name === 'cycle_started') open = data.cycle;
    if (command.name === 'agent_launched' && open !== undefined)
      for (const { agentId } of data.agents ?? []) cycleOf.set(agentId, open);
    if (ENDS.has(command.name)) for (const { agentId } of data.agents ?? []) cycleOf.delete(agentId);
    if (command.name !== 'cycle_ended' || data.cycle === undefined) return command;
    const { cycle } = data;
    open = undefined;
    const agents = [...cycleOf].flatMap(([id, of]) => (of === cycle ? [id] : []));
    if (agents.length === 0 || place > lastStart) return command;
    for (const id of agents) cycleOf.set(id, cycle + 1);
    carriedOn.push({ cycle, agents });
    return { ...command, data: { ...data, carried: { agents }, extra: { ...data.extra, inferred: ['carried'] } } };
  });
  return { commands: carrying, carriedOn };
};
