// The facts of a folder as commands, in the order of recording: by time, the start first.
import type { Command } from '../../../machines/commands/command.ts';

/** At one time: reports, ends of agents, of a cycle, its start, launches, what the folder holds, the end. */
const RANKS = { start: 0, report: 1, agentEnd: 2, cycleEnd: 3, cycleStart: 4, launch: 5, text: 6, end: 7 } as const;

interface Dated {
  readonly rank: number;
  readonly command: Command & { readonly time: string };
}

export class DatedFacts {
  readonly all: Dated[] = [];

  add(
    rank: keyof typeof RANKS,
    id: string,
    name: string,
    data: object,
    time: string,
    from: string,
    actor = 'orchestrator',
  ) {
    const command = { id: `import:sisyphus:${id}`.slice(0, 256), name, data, time, actor, derivedFrom: from };
    this.all.push({ rank: RANKS[rank], command });
  }

  get commands(): Command[] {
    const before = (a: Dated, b: Dated): number =>
      a.command.time < b.command.time ? -1 : a.command.time > b.command.time ? 1 : a.rank - b.rank;
    const [start, ...rest] = this.all;
    return [...(start === undefined ? [] : [start]), ...rest.toSorted(before)].map(({ command }) => command);
  }
}
