// A session as a script: commands with fixed ids and times, so that recording it gives the same bytes each time.
import type { Command } from '../machines/commands/command.ts';
import type { Launch } from '../machines/events/agent.ts';
import type { EventData } from '../machines/events/catalog.ts';

export interface ItemLine {
  readonly id: string;
  readonly text: string;
  readonly note?: string;
}

/** `agents` of one launch; an agent's instruction is what it was told, word for word. */
export interface Sent {
  readonly mode?: 'serial' | 'parallel';
  readonly reason?: string;
  readonly agents: readonly Launch[];
}

export class Script {
  readonly sessionId: string;
  readonly commands: Command[] = [];
  #now: number;

  /** @param startedAt as events have it */
  constructor(sessionId: string, startedAt: string) {
    this.sessionId = sessionId;
    this.#now = Date.parse(startedAt);
  }

  /** Lets minutes pass. */
  wait(minutes: number): this {
    this.#now += minutes * 60_000;
    return this;
  }

  /** One command, a second after the one before. */
  say(name: string, data: object, actor = 'orchestrator'): this {
    const time = new Date(this.#now).toISOString();
    this.#now += 1_000;
    const id = `${this.sessionId}-${String(this.commands.length + 1).padStart(3, '0')}`;
    this.commands.push({ id, name, data, actor, time });
    return this;
  }

  begin(goal: string, request: string): this {
    return this.say('session.start', { goal, request, profile: 'cycles', enforcement: 'enforce' });
  }

  cycle(cycle: number, title: string): this {
    return this.say('cycle.start', { cycle, title });
  }

  section(sectionId: string, title: string): this {
    return this.say('section.add', { sectionId, title });
  }

  items(lines: readonly ItemLine[], sectionId?: string): this {
    for (const { id, text, note } of lines) {
      this.say('item.add', { itemId: id, text, ...(sectionId === undefined ? {} : { sectionId }) });
      if (note !== undefined) this.say('item.note', { itemId: id, note });
    }
    return this;
  }

  done(...itemIds: readonly string[]): this {
    for (const itemId of itemIds) this.say('item.done', { itemId });
    return this;
  }

  send({ agents, mode = agents.length > 1 ? 'parallel' : 'serial', reason }: Sent): this {
    return this.say('agent.launch', { agents, wave: 1, mode, ...(reason === undefined ? {} : { reason }) });
  }

  /** An agent reports, and ends. */
  report(agentId: string, report: Omit<EventData['agent_reported'], 'agentId'>, outputs?: readonly string[]): this {
    this.say('agent.report', { agentId, ...report }, agentId);
    return this.say(
      'agent.complete',
      { agents: [{ agentId, ...(outputs === undefined ? {} : { outputs }) }] },
      agentId,
    );
  }

  endCycle(cycle: number): this {
    return this.say('cycle.end', { cycle });
  }

  complete(summary: string, nextSteps?: readonly string[]): this {
    return this.say('session.end', {
      outcome: 'completed',
      summary,
      ...(nextSteps === undefined ? {} : { nextSteps }),
    });
  }
}
