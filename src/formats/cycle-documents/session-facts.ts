// One session of a document as commands, each one fact, in the order of recording. What the document leaves out but must
// have happened (an agent ended, as the next cycle began) is recorded as inferred.
import type { Enforcement } from '../../../machines/profile.ts';
import { RepriseError } from '../../errors.ts';
import { agentsIn, type Block, blocksOf, modeIn, textOf } from './blocks.ts';
import { FactList } from './fact-list.ts';
import { KnownPlan } from './known-plan.ts';
import type { CycleOutline, Line, SessionOutline } from './outline.ts';
import { namedBy, type RunningAgent, reportOf } from './reports.ts';

export interface SessionFacts {
  readonly facts: FactList;
  readonly cycles: number;
  readonly agents: number;
}

/** A range of more cycles than this is taken for a typing error. */
const MAX_CYCLES_OF_A_RANGE = 1_000;
const MAX_TITLE = 1_000;
const REQUEST = /^\W*(?:starting task|task|goal|request)\b[\s*_]*:[\s*_]*([\s\S]*)$/i;

export class SessionWriter {
  readonly #sessionId: string;
  readonly #file: string;
  readonly #facts: FactList;
  readonly #plan = new KnownPlan();
  #running: RunningAgent[] = [];
  #open: number | undefined;
  #wave = 0;
  #ending: { from: number; to: number; summary: string } | undefined;
  /** Ids of agents, and the next number of each type in each cycle. */
  readonly #taken = new Set<string>();
  readonly #next = new Map<string, number>();
  #counts = { cycles: 0, agents: 0, findings: 0 };

  /** @param file the document's name, as `derivedfrom` has it */
  constructor(sessionId: string, file: string) {
    this.#sessionId = sessionId;
    this.#file = file;
    this.#facts = new FactList(sessionId, file);
  }

  write(outline: SessionOutline, enforcement: Enforcement): SessionFacts {
    this.#start(outline, enforcement);
    for (const cycle of outline.cycles) {
      if (cycle.to === cycle.from) this.#cycle(cycle);
      else this.#range(cycle);
    }
    this.#end();
    return { facts: this.#facts, cycles: this.#counts.cycles, agents: this.#counts.agents };
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
    const requestText = REQUEST.exec(request?.map(({ text }) => text).join('\n') ?? '')?.[1]?.trim();
    const goal = title.replace(/^example\s+\d+\s*[:.—–-]\s*/i, '') || this.#sessionId;
    const line = heading?.number ?? cycles[0]?.heading.number ?? 1;
    this.#facts.add(
      'session_started',
      {
        goal,
        ...(requestText ? { request: requestText.replace(/^["“]([\s\S]*)["”]$/, '$1') } : {}),
        references: [{ type: 'document', path: this.#file }],
        profile: 'cycles',
        enforcement,
        extra: { times: 'unknown' },
      },
      line,
      request?.at(-1)?.number ?? line,
    );
    this.#facts.note(before, 'document_text_before');
    for (const lines of paragraphs) if (lines !== request) this.#facts.note(lines);
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
    const lines = body.filter(({ text }) => text !== '');
    const count = to - from + 1;
    const last = count > 0 && count <= MAX_CYCLES_OF_A_RANGE ? to : from;
    if (last !== to)
      this.#facts.warn(heading.number, `cycles ${from} to ${to} are not a valid range; only cycle ${from} is recorded`);
    else
      this.#facts.warn(
        heading.number,
        `cycles ${from} to ${to} share one text: recorded without agents and without changes of the plan`,
      );
    const shared = {
      range: `${from}-${to}`,
      ...(lines.length === 0 ? {} : { text: lines.map(({ text }) => text).join('\n') }),
    };
    for (let cycle = from; cycle <= last; cycle += 1) {
      if (cycle > from) this.#endCycle(heading.number);
      this.#startCycle(cycle, title, heading.number, { extra: shared });
    }
    this.#facts.note(lines);
  }

  #startCycle(cycle: number, title: string, line: number, more: object): void {
    const named = title === '' ? {} : { title: title.slice(0, MAX_TITLE) };
    this.#facts.add('cycle_started', { cycle, ...named, ...more }, line);
    this.#open = cycle;
    this.#wave = 0;
    this.#counts.cycles += 1;
  }

  /** Ends the open cycle; agents without a report end with it. */
  #endCycle(line: number): void {
    if (this.#running.length > 0) {
      const ids = this.#running.map(({ id }) => id);
      this.#facts.warn(line, `the document has no report of ${ids.join(', ')}: recorded as completed`);
      this.#facts.add(
        'agent_completed',
        { agents: ids.map((agentId) => ({ agentId })), extra: { inferred: true } },
        line,
      );
      this.#running = [];
    }
    if (this.#open !== undefined) this.#facts.add('cycle_ended', { cycle: this.#open }, line);
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
        for (const { type, data } of this.#plan.allDone(block.from)) this.#facts.add(type, data, block.from, block.to);
        return;
      case 'action':
        if (this.#ending === undefined) this.#ending = { from: block.from, to: block.to, summary: textOf(block.lines) };
        else this.#facts.note(block.lines);
        return;
      case 'text':
        this.#facts.note(block.lines);
        return;
      default:
        block.kind satisfies never;
    }
  }

  #showPlan({ lines, from, note }: Block): void {
    if (note !== undefined && note !== '') this.#facts.add('fact_noted', { name: 'plan_updated', text: note }, from);
    const { facts, unread, missing } = this.#plan.show(lines);
    for (const { type, data, line } of facts) this.#facts.add(type, data, line);
    for (const line of unread) this.#facts.note([line]);
    if (missing.length > 0)
      this.#facts.warn(from, `the plan shown here leaves out items, which stay unchanged: ${someOf(missing)}`);
  }

  #launch({ lines, note, from, to }: Block, cycle: number, ofCycle: ReturnType<typeof modeIn>): void {
    const { agents, unread } = agentsIn(lines);
    for (const line of unread) this.#facts.note([line]);
    if (agents.length === 0) {
      this.#facts.note([{ number: from, text: note ?? '' }]);
      return;
    }
    const launched = agents.map(({ type, instruction }) => {
      const stem = `${type}-${cycle}`;
      let number = this.#next.get(stem) ?? 1;
      while (this.#taken.has(`${stem}-${number}`)) number += 1;
      this.#next.set(stem, number + 1);
      const agentId = `${stem}-${number}`;
      this.#taken.add(agentId);
      return { agentId, agentType: type, ...(instruction === '' ? {} : { instruction }) };
    });
    const noted = modeIn(note ?? '');
    const why = note === undefined || note === '' ? {} : { reason: note };
    const mode = noted.mode === undefined ? { ...ofCycle, ...why } : noted;
    // Agents launched while others run belong to the same wave.
    if (this.#running.length === 0) this.#wave += 1;
    this.#facts.add('agent_launched', { agents: launched, wave: this.#wave, ...mode }, from, to);
    this.#counts.agents += launched.length;
    this.#running.push(...launched.map(({ agentId, agentType }) => ({ id: agentId, type: agentType })));
  }

  /** A report of the running agents, or of those that its label names; they end with it. */
  #report(block: Block): void {
    const named = block.who === undefined ? [] : namedBy(block.who, this.#running);
    const whose = named.length > 0 ? named : this.#running;
    if (whose.length === 0) {
      const label = isWithin(block) ? undefined : [block.who, block.note].filter(Boolean).join(', ');
      const lead = label ? [{ number: block.from, text: label }] : [];
      this.#facts.note([...lead, ...block.lines], 'report_without_agent');
      return;
    }
    // A label that names none of the agents is part of the report.
    const about = [named.length === 0 && !isWithin(block) ? block.who : undefined, block.note]
      .filter(Boolean)
      .join(', ');
    const reported = textOf(block.lines);
    const text = about === '' ? reported : `(${about}) ${reported}`;
    if (whose.length * text.length > MAX_SHARED)
      throw new RepriseError(
        'BAD_INPUT',
        `Line ${block.from}: a report of ${text.length} characters is of ${whose.length} agents, each of which would have it whole.`,
        { hint: 'Give each agent a report of its own, or a shorter one for all.', fields: { line: block.from } },
      );
    for (const agent of whose) {
      this.#counts.findings += 1;
      const report = reportOf(agent, text, whose.length === 1, `finding-${this.#counts.findings}`);
      const shared = whose.length > 1 ? { extra: { shared: whose.map(({ id }) => id) } } : {};
      this.#facts.add('agent_reported', { agentId: agent.id, ...report, ...shared }, block.from, block.to, agent.id);
      this.#facts.add('agent_completed', { agents: [{ agentId: agent.id }] }, block.from, block.to, agent.id);
    }
    this.#running = this.#running.filter((agent) => !whose.includes(agent));
  }

  #end(): void {
    if (this.#ending === undefined) {
      this.#facts.warn(0, 'the document does not report the end of the session: it stays open');
      return;
    }
    const { from, to, summary } = this.#ending;
    this.#endCycle(from);
    this.#facts.add('session_ended', { outcome: 'completed', summary }, from, to);
  }
}

/** The most characters of one report, times the agents that it is of. */
const MAX_SHARED = 10_000_000;

/** The most items that a warning names. */
const MOST_NAMED = 100;
const someOf = (texts: readonly string[]): string =>
  texts.length <= MOST_NAMED
    ? texts.join('; ')
    : `${texts.slice(0, MOST_NAMED).join('; ')}; and ${texts.length - MOST_NAMED} more`;

/** Whether the label is part of the report (`Validation: PASS`). */
const isWithin = ({ who, lines }: Block): boolean => who !== undefined && lines[0]?.text.startsWith(who) === true;
