// A session as a script: commands with fixed ids and times, so that every recording has the same bytes.
import type { Command } from '../machines/commands/command.ts';
import { defined } from '../machines/defined.ts';
import type { Launch } from '../machines/events/agent.ts';
import type { EventData } from '../machines/events/catalog.ts';

export interface ItemLine {
  readonly id: string;
  readonly text: string;
  readonly note?: string;
}

/** The agents of one launch, each with its instruction word for word. */
export interface LaunchOptions {
  readonly mode?: 'serial' | 'parallel';
  readonly reason?: string;
  readonly agents: readonly Launch[];
}

export class Script {
  readonly sessionId: string;
  readonly commands: Command[] = [];
  #now: number;

  /** @param startedAt the time of the first command, in ISO 8601 */
  constructor(sessionId: string, startedAt: string) {
    this.sessionId = sessionId;
    this.#now = Date.parse(startedAt);
  }

  /** Lets minutes pass before the next command. */
  wait(minutes: number): this {
    this.#now += minutes * 60_000;
    return this;
  }

  /** Adds a command, a second after the one before. */
  add(name: string, data: object, actor = 'orchestrator'): this {
    const time = new Date(this.#now).toISOString();
    this.#now += 1_000;
    const id = `${this.sessionId}-${String(this.commands.length + 1).padStart(3, '0')}`;
    this.commands.push({ id, name, data, actor, time });
    return this;
  }

  begin(goal: string, request: string): this {
    return this.add('session.start', { goal, request, profile: 'cycles', enforcement: 'enforce' });
  }

  cycle(cycle: number, title: string): this {
    return this.add('cycle.start', { cycle, title });
  }

  section(sectionId: string, title: string): this {
    return this.add('section.add', { sectionId, title });
  }

  items(lines: readonly ItemLine[], sectionId?: string): this {
    for (const { id, text, note } of lines) {
      this.add('item.add', defined({ itemId: id, text, sectionId }));
      if (note !== undefined) this.add('item.note', { itemId: id, note });
    }
    return this;
  }

  done(...itemIds: readonly string[]): this {
    for (const itemId of itemIds) this.add('item.done', { itemId });
    return this;
  }

  send({ agents, mode = agents.length > 1 ? 'parallel' : 'serial', reason }: LaunchOptions): this {
    return this.add('agent.launch', defined({ agents, wave: 1, mode, reason }));
  }

  /** An agent reports and completes. */
  report(agentId: string, report: Omit<EventData['agent_reported'], 'agentId'>, outputs?: readonly string[]): this {
    this.add('agent.report', { agentId, ...report }, agentId);
    return this.add('agent.complete', { agents: [defined({ agentId, outputs })] }, agentId);
  }

  endCycle(cycle: number): this {
    return this.add('cycle.end', { cycle });
  }

  complete(summary: string, nextSteps?: readonly string[]): this {
    return this.add('session.end', defined({ outcome: 'completed', summary, nextSteps }));
  }
}
