// One session of a document as commands, each one fact, in the order of recording. What the document does not say but
// must have been (an agent ended, as the next cycle began) is recorded as inferred.
import type { Command } from '../../../machines/commands/command.ts';
import { UNKNOWN_TIME } from '../../../machines/events/fields.ts';
import type { Enforcement } from '../../../machines/profile.ts';
import { agentsIn, type Block, blocksOf, modeIn, textOf } from './blocks.ts';
import { KnownPlan } from './known-plan.ts';
import type { CycleOutline, Line, SessionOutline } from './outline.ts';
import { namedBy, type RunningAgent, reportOf } from './reports.ts';

/** Something that the reader of the report should know, and where. */
export interface Remark {
  readonly line: number;
  readonly text: string;
}

export interface SessionFacts {
  readonly commands: Command[];
  /** Lines kept as notes, as no form fits them. */
  readonly kept: Remark[];
  readonly remarks: Remark[];
  readonly cycles: number;
  readonly agents: number;
}

/** A range of more cycles than this is taken for a slip of the pen. */
const MOST_CYCLES_OF_A_RANGE = 1_000;
const MOST_OF_A_TITLE = 1_000;
const REQUEST = /^\W*(?:starting task|task|goal|request)\b[\s*_]*:[\s*_]*([\s\S]*)$/i;

export class SessionWriter {
  readonly #sessionId: string;
  readonly #file: string;
  readonly #facts: SessionFacts = { commands: [], kept: [], remarks: [], cycles: 0, agents: 0 };
  readonly #plan = new KnownPlan();
  #running: RunningAgent[] = [];
  #open: number | undefined;
  #wave = 0;
  #ending: { from: number; to: number; summary: string } | undefined;
  #counts = { cycles: 0, agents: 0, findings: 0 };

  /** @param file the document's name, as it is told in `derivedfrom` */
  constructor(sessionId: string, file: string) {
    this.#sessionId = sessionId;
    this.#file = file;
  }

  write(outline: SessionOutline, enforcement: Enforcement): SessionFacts {
    this.#start(outline, enforcement);
    for (const cycle of outline.cycles) {
      if (cycle.to === cycle.from) this.#cycle(cycle);
      else this.#range(cycle);
    }
    this.#end();
    return { ...this.#facts, cycles: this.#counts.cycles, agents: this.#counts.agents };
  }

  /** Keeps lines that have no place, whole. */
  note(lines: readonly Line[], name = 'document_text'): void {
    const first = lines[0];
    if (first === undefined || lines.every(({ text }) => text === '')) return;
    const text = lines.map((line) => line.text).join('\n');
    this.#add('fact_noted', { name, text: text.trim() }, first.number, lines.at(-1)?.number);
    for (const line of lines) this.#facts.kept.push({ line: line.number, text: line.text.trim() });
  }

  #add(name: string, data: object, from: number, to = from, actor = 'orchestrator'): void {
    const id = `document:${this.#sessionId}:${this.#facts.commands.length + 1}`;
    const place = to > from ? `L${from}-L${to}` : `L${from}`;
    const derivedFrom = `document/${this.#file}#${place}`;
    this.#facts.commands.push({ id, name, data, time: UNKNOWN_TIME, actor, derivedFrom });
  }

  #remark(line: number, text: string): void {
    this.#facts.remarks.push({ line, text });
  }

  #start({ heading, title, intro, before, cycles }: SessionOutline, enforcement: Enforcement): void {
    const paragraphs = intro.reduce<Line[][]>(
      (all, line) => {
        if (line.text === '') all.push([]);
        else all.at(-1)?.push(line);
        return all;
      },
      [[]],
    );
    const request = paragraphs.find((lines) => REQUEST.test(lines.map(({ text }) => text).join('\n')));
    const said = REQUEST.exec(request?.map(({ text }) => text).join('\n') ?? '')?.[1]?.trim();
    const goal = title.replace(/^example\s+\d+\s*[:.—–-]\s*/i, '') || this.#sessionId;
    const line = heading?.number ?? cycles[0]?.heading.number ?? 1;
    this.#add(
      'session_started',
      {
        goal,
        ...(said === undefined || said === '' ? {} : { request: said.replace(/^["“]([\s\S]*)["”]$/, '$1') }),
        references: [{ type: 'document', path: this.#file }],
        profile: 'cycles',
        enforcement,
        extra: { times: 'unknown' },
      },
      line,
      request?.at(-1)?.number ?? line,
    );
    this.note(before, 'document_text_before');
    for (const lines of paragraphs) if (lines !== request) this.note(lines);
  }

  #cycle({ heading, from: cycle, title, body }: CycleOutline): void {
    const blocks = blocksOf(body);
    const isReport = ({ kind }: Block) => kind === 'text' || kind === 'report';
    let leading = 0;
    if (this.#running.length > 0) while (leading < blocks.length && isReport(blocks[leading] as Block)) leading += 1;
    for (const block of blocks.slice(0, leading)) this.#report(block);
    this.#endCycle(heading.number);
    this.#startCycle(cycle, title, heading.number, {});
    const mode = modeIn(title);
    for (const block of blocks.slice(leading)) this.#block(block, cycle, mode);
  }

  #range({ heading, from, to, title, body }: CycleOutline): void {
    this.#endCycle(heading.number);
    const said = body.filter(({ text }) => text !== '');
    const count = to - from + 1;
    const last = count > 0 && count <= MOST_CYCLES_OF_A_RANGE ? to : from;
    if (last !== to) this.#remark(heading.number, `cycles ${from} to ${to} are no range; only ${from} is recorded`);
    else
      this.#remark(heading.number, `cycles ${from} to ${to} share one text: recorded without agents and without ticks`);
    const shared = {
      range: `${from}-${to}`,
      ...(said.length === 0 ? {} : { text: said.map(({ text }) => text).join('\n') }),
    };
    for (let cycle = from; cycle <= last; cycle += 1) {
      if (cycle > from) this.#endCycle(heading.number);
      this.#startCycle(cycle, title, heading.number, { extra: shared });
    }
    this.note(said);
  }

  #startCycle(cycle: number, title: string, line: number, more: object): void {
    const told = title === '' ? {} : { title: title.slice(0, MOST_OF_A_TITLE) };
    this.#add('cycle_started', { cycle, ...told, ...more }, line);
    this.#open = cycle;
    this.#wave = 0;
    this.#counts.cycles += 1;
  }

  /** Ends the cycle that is open; agents of which nothing was told end with it. */
  #endCycle(line: number): void {
    if (this.#running.length > 0) {
      const ids = this.#running.map(({ id }) => id);
      this.#remark(line, `nothing is told of ${ids.join(', ')}: taken as completed`);
      this.#add('agent_completed', { agents: ids.map((agentId) => ({ agentId })), extra: { inferred: true } }, line);
      this.#running = [];
    }
    if (this.#open !== undefined) this.#add('cycle_ended', { cycle: this.#open }, line);
    this.#open = undefined;
  }

  #block(block: Block, cycle: number, mode: ReturnType<typeof modeIn>): void {
    switch (block.kind) {
      case 'plan':
        this.#showPlan(block);
        return;
      case 'agents':
        this.#launch(block, cycle, mode);
        return;
      case 'report':
        this.#report(block);
        return;
      case 'all_done':
        for (const { type, data } of this.#plan.allDone(block.from)) this.#add(type, data, block.from, block.to);
        return;
      case 'action':
        if (this.#ending === undefined) this.#ending = { from: block.from, to: block.to, summary: textOf(block.lines) };
        else this.note(block.lines);
        return;
      case 'text':
        this.note(block.lines);
        return;
      default:
        block.kind satisfies never;
    }
  }

  #showPlan({ lines, from, note }: Block): void {
    if (note !== undefined && note !== '') this.#add('fact_noted', { name: 'plan_updated', text: note }, from);
    const { facts, unread, missing } = this.#plan.show(lines);
    for (const { type, data, line } of facts) this.#add(type, data, line);
    for (const line of unread) this.note([line]);
    if (missing.length > 0) this.#remark(from, `not shown, and kept as they were: ${missing.join('; ')}`);
  }

  #launch({ lines, note, from, to }: Block, cycle: number, ofCycle: ReturnType<typeof modeIn>): void {
    const { agents, unread } = agentsIn(lines);
    for (const line of unread) this.note([line]);
    if (agents.length === 0) {
      this.note([{ number: from, text: note ?? '' }]);
      return;
    }
    const already = this.#facts.commands.flatMap(({ name, data }) =>
      name === 'agent_launched' ? (data as { agents: { agentId: string }[] }).agents : [],
    );
    const taken = new Set(already.map(({ agentId }) => agentId));
    const launched = agents.map(({ type, instruction }) => {
      let number = 1;
      while (taken.has(`${type}-${cycle}-${number}`)) number += 1;
      const agentId = `${type}-${cycle}-${number}`;
      taken.add(agentId);
      return { agentId, agentType: type, ...(instruction === '' ? {} : { instruction }) };
    });
    const said = modeIn(note ?? '');
    const why = note === undefined || note === '' ? {} : { reason: note };
    const mode = said.mode === undefined ? { ...ofCycle, ...why } : said;
    // Agents that are sent while others run belong to one wave with them.
    if (this.#running.length === 0) this.#wave += 1;
    this.#add('agent_launched', { agents: launched, wave: this.#wave, ...mode }, from, to);
    this.#counts.agents += launched.length;
    this.#running.push(...launched.map(({ agentId, agentType }) => ({ id: agentId, type: agentType })));
  }

  /** A report of the agents that run, of those that its label names where it names any; they end with it. */
  #report(block: Block): void {
    const named = block.who === undefined ? [] : namedBy(block.who, this.#running);
    const whose = named.length > 0 ? named : this.#running;
    if (whose.length === 0) {
      const label = isWithin(block) ? undefined : [block.who, block.note].filter(Boolean).join(', ');
      const lead = label ? [{ number: block.from, text: label }] : [];
      this.note([...lead, ...block.lines], 'report_without_agent');
      return;
    }
    // Words of the label that name none of the agents are said too.
    const about = [named.length === 0 && !isWithin(block) ? block.who : undefined, block.note]
      .filter(Boolean)
      .join(', ');
    const said = textOf(block.lines);
    const text = about === '' ? said : `(${about}) ${said}`;
    for (const agent of whose) {
      this.#counts.findings += 1;
      const report = reportOf(agent, text, whose.length === 1, `finding-${this.#counts.findings}`);
      const shared = whose.length > 1 ? { extra: { shared: whose.map(({ id }) => id) } } : {};
      this.#add('agent_reported', { agentId: agent.id, ...report, ...shared }, block.from, block.to, agent.id);
      this.#add('agent_completed', { agents: [{ agentId: agent.id }] }, block.from, block.to, agent.id);
    }
    this.#running = this.#running.filter((agent) => !whose.includes(agent));
  }

  #end(): void {
    if (this.#ending === undefined) {
      this.#remark(0, 'the document does not tell of its end: the session stays open');
      return;
    }
    const { from, to, summary } = this.#ending;
    this.#endCycle(from);
    this.#add('session_ended', { outcome: 'completed', summary }, from, to);
  }
}

/** The label is part of what was said (`Validation: PASS`). */
const isWithin = ({ who, lines }: Block): boolean => who !== undefined && lines[0]?.text.startsWith(who) === true;
