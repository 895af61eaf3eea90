// The import of a session folder of the Sisyphus orchestrator (`.sisyphus/sessions/ID/`): state.json with agents and cycles,
// plan, reports, logs and context, as commands, one for each fact. A running session can be imported again and again: each
// fact has the same id and data each time, so that only what is new is added.
import { basename, resolve } from 'node:path';
import type { Command } from '../../../machines/commands/command.ts';
import { defined } from '../../../machines/defined.ts';
import { SessionId } from '../../../machines/events/fields.ts';
import type { Enforcement } from '../../../machines/profile.ts';
import { isRepriseError, RepriseError } from '../../errors.ts';
import { sha256 } from '../../sha256.ts';
import { identified, numberedIds } from '../plan-md/diff.ts';
import { factsBetween } from '../plan-md/facts-between.ts';
import { parsePlan } from '../plan-md/parse.ts';
import type { ImportedSession } from '../session-files/read-session-folder.ts';
import { withCarried } from './carried.ts';
import { DatedFacts } from './dated-facts.ts';
import { type FolderText, folderTexts, reportIn } from './folder-texts.ts';
import { readState, STATE_FILE, type StatePart } from './state-file.ts';

const ENDS = {
  completed: 'agent_completed',
  killed: 'agent_killed',
  crashed: 'agent_failed',
  lost: 'agent_lost',
} as const;
const isEnd = (status: string): status is keyof typeof ENDS => Object.hasOwn(ENDS, status);

interface Agent {
  readonly part: StatePart;
  readonly id: string;
  readonly spawnedAt: string;
  /** When it ended; undefined while it runs. */
  readonly endedAt: string | undefined;
  readonly cycle: StatePart | undefined;
}

/** @throws RepriseError as `readState`; BAD_INPUT (a member of another shape), BAD_SESSION_ID */
export const readSisyphusFolder = async (
  folder: string,
  { enforcement = 'observe' }: { readonly enforcement?: Enforcement } = {},
): Promise<ImportedSession> => {
  const state = await readState(folder);
  const warnings: string[] = [];
  const sessionId = state.required('id');
  if (!SessionId.safeParse(sessionId).success)
    throw new RepriseError('BAD_SESSION_ID', `${JSON.stringify(sessionId)} is not a valid session id.`, {
      hint: `It is the id of ${STATE_FILE}; a session id has 1 to 64 characters of A-Z a-z 0-9 _ -.`,
      fields: { sessionId },
    });
  if (basename(resolve(folder)) !== sessionId)
    warnings.push(`${STATE_FILE} has the id ${sessionId}, its folder another name`);
  const facts = new DatedFacts();
  const createdAt = state.requiredTime('createdAt');
  const cycles = state.parts('orchestratorCycles');
  const agents = agentsOf(state, cycles);
  const newest = newestTime(state, cycles, agents, createdAt);
  addStart(facts, state, createdAt, enforcement, warnings);
  for (const agent of agents) await addAgent(facts, agent, newest, folder, warnings);
  const texts = await folderTexts(folder, warnings);
  const completed = state.text('status') === 'completed';
  addCycles(facts, cycles, agents, newest, completed ? (state.time('completedAt') ?? newest) : undefined);
  for (const text of texts) addText(facts, text, newest);
  const plan = texts.findLast(({ kind }) => kind === 'plan');
  if (completed && plan !== undefined) addPlan(facts, plan, newest, warnings);
  else if (plan !== undefined)
    warnings.push(`${plan.path} is recorded as a document: its items are, once the session has completed`);
  addStatus(facts, state, newest, warnings);
  const { commands, carriedOn } = withCarried(facts.commands);
  for (const { cycle, agents } of carriedOn)
    warnings.push(
      `${STATE_FILE}: ${agents.join(', ')} ran on when cycle ${cycle} ended; inferred: carried into the next cycle`,
    );
  const isPaused = commands.some(({ name }) => name === 'session_paused');
  const resume: Command = {
    ...{ id: `import:sisyphus:session:resumed:${newest}`, name: 'session_resumed', data: {}, time: newest },
    ...{ actor: 'user', derivedFrom: STATE_FILE },
  };
  return {
    afterPause: isPaused ? commands.filter(({ name }) => name !== 'session_paused') : [resume, ...commands],
    ...{ sessionId, commands, exported: false, files: [STATE_FILE, ...texts.map(({ path }) => path)] },
    report: {
      ...{ sessionId, recorded: commands.length, derived: 0, differences: [], warnings },
      byFile: { planning: 0, todo: 0, workbook: 0, events: commands.length },
    },
  };
};

const agentsOf = (state: StatePart, cycles: readonly StatePart[]): Agent[] => {
  const cycleOf = new Map(cycles.flatMap((cycle) => cycle.texts('agentsSpawned').map((id) => [id, cycle] as const)));
  return state.parts('agents').map((part) => {
    const id = part.required('id');
    const spawnedAt = part.time('originalSpawnedAt') ?? part.requiredTime('spawnedAt');
    const ended = part.text('status') !== 'running';
    return { part, id, spawnedAt, endedAt: ended ? part.time('completedAt') : undefined, cycle: cycleOf.get(id) };
  });
};

const newestTime = (
  state: StatePart,
  cycles: readonly StatePart[],
  agents: readonly Agent[],
  createdAt: string,
): string =>
  [
    state.time('completedAt'),
    ...cycles.flatMap((cycle) => [cycle.time('timestamp'), cycle.time('completedAt')]),
    ...agents.flatMap(({ part, spawnedAt, endedAt }) => [
      ...[spawnedAt, endedAt],
      ...part.parts('reports').map((report) => report.time('timestamp')),
    ]),
  ].reduce<string>((last, time) => (time !== undefined && time > last ? time : last), createdAt);

const addStart = (
  facts: DatedFacts,
  state: StatePart,
  createdAt: string,
  enforcement: Enforcement,
  warnings: string[],
): void => {
  const task = state.required('task');
  const parent = state.text('parentSessionId');
  const isId = parent !== undefined && SessionId.safeParse(parent).success;
  if (parent !== undefined && !isId) warnings.push(`${STATE_FILE}: parentSessionId is not a valid session id`);
  const extra = defined({
    cwd: state.text('cwd'),
    context: state.text('context'),
    parentSessionId: isId ? undefined : parent,
  });
  facts.add(
    'start',
    'session',
    'session_started',
    {
      ...{ goal: task.slice(0, 1_000_000), profile: 'cycles', enforcement },
      ...defined({ parentSession: isId ? parent : undefined }),
      ...(Object.keys(extra).length === 0 ? {} : { extra }),
    },
    createdAt,
    STATE_FILE,
    'user',
  );
};

const addAgent = async (
  facts: DatedFacts,
  { part, id, spawnedAt, endedAt, cycle }: Agent,
  newest: string,
  folder: string,
  warnings: string[],
): Promise<void> => {
  const from = `${STATE_FILE}#${id}`;
  const name = part.text('name');
  const launch = defined({
    agentId: id,
    agentType: (part.text('agentType') ?? 'agent').slice(0, 1_000),
    instruction: part.text('instruction')?.slice(0, 1_000_000),
  });
  facts.add(
    'launch',
    `agent:${id}:launched`,
    'agent_launched',
    {
      agents: [launch],
      ...(cycle === undefined ? {} : { wave: 1 }),
      ...(name === undefined ? {} : { extra: { name } }),
    },
    spawnedAt,
    from,
  );
  let outputs: string[] = [];
  for (const [index, report] of part.parts('reports').entries()) {
    const filePath = report.text('filePath');
    const text = filePath === undefined ? undefined : await reportIn(folder, filePath, warnings);
    const summary = report.text('summary');
    if (report.text('type') === 'final' && filePath !== undefined) outputs = [filePath];
    facts.add(
      'report',
      `agent:${id}:report:${index + 1}`,
      'agent_reported',
      { agentId: id, text: text ?? summary ?? '', extra: { ...report.rest('timestamp') } },
      report.time('timestamp') ?? endedAt ?? newest,
      from,
      id,
    );
  }
  const status = part.text('status') ?? 'running';
  if (status === 'running') return;
  if (!isEnd(status)) {
    warnings.push(`${part.place}.status is ${JSON.stringify(status)}, which is no status; recorded as running`);
    return;
  }
  const reason = part.text('killedReason') ?? (status === 'crashed' ? 'crashed' : undefined);
  const end = { agentId: id, ...(outputs.length > 0 && status === 'completed' ? { outputs } : {}) };
  const rest = part.rest(
    ...['id', 'name', 'agentType', 'instruction', 'status', 'spawnedAt', 'completedAt', 'reports', 'killedReason'],
  );
  facts.add(
    'agentEnd',
    `agent:${id}:${status}`,
    ENDS[status],
    { agents: [{ ...end, ...defined({ reason }) }], ...(rest === undefined ? {} : { extra: rest }) },
    endedAt ?? newest,
    from,
    status === 'completed' ? id : 'orchestrator',
  );
};

/** A cycle ends when its orchestrator has yielded and its agents have ended, at the latest when the next one starts or the session completes. */
const addCycles = (
  facts: DatedFacts,
  cycles: readonly StatePart[],
  agents: readonly Agent[],
  newest: string,
  completedAt: string | undefined,
): void => {
  for (const [index, cycle] of cycles.entries()) {
    const number = cycle.value.cycle;
    const from = `${STATE_FILE}#cycle-${String(number)}`;
    const id = `cycle:${index + 1}`;
    facts.add('cycleStart', `${id}:started`, 'cycle_started', { cycle: number }, cycle.requiredTime('timestamp'), from);
    const own = agents.filter((agent) => agent.cycle === cycle);
    const next = cycles[index + 1]?.requiredTime('timestamp') ?? completedAt;
    const runs = own.some(({ part }) => (part.text('status') ?? 'running') === 'running');
    const yielded = cycle.time('completedAt');
    if (next === undefined && (yielded === undefined || runs)) continue;
    const ended = own.map(({ endedAt }) => endedAt ?? newest);
    const last = [yielded ?? next ?? newest, ...ended].toSorted().at(-1) as string;
    const notes = cycle.text('nextPrompt');
    const rest = cycle.rest('cycle', 'timestamp', 'nextPrompt');
    facts.add(
      'cycleEnd',
      `${id}:ended`,
      'cycle_ended',
      { cycle: number, ...defined({ notes, extra: rest }) },
      next !== undefined && next < last ? next : last,
      from,
    );
  }
};

/** Under an id of its content, so that a text that changed is recorded again. */
const addText = (facts: DatedFacts, { path, kind, text }: FolderText, time: string): void =>
  facts.add(
    'text',
    `text:${path}:${sha256(text).slice(0, 16)}`,
    'document_recorded',
    { path, kind, extra: { text } },
    time,
    path,
  );

const NO_PLAN = { title: null, sections: [], items: [] };

const addPlan = (facts: DatedFacts, { path, text }: FolderText, time: string, warnings: string[]): void => {
  try {
    const known = identified(NO_PLAN, parsePlan(text), numberedIds());
    for (const [index, { type, data }] of factsBetween(NO_PLAN, known).entries())
      facts.add(
        'text',
        `plan:${index + 1}`,
        type,
        type === 'plan_item_done' ? { ...(data as object), inferred: true } : (data as object),
        time,
        path,
      );
  } catch (error) {
    if (!isRepriseError(error, 'BAD_INPUT')) throw error;
    warnings.push(`${path} is recorded as a document only: ${error.message}`);
  }
};

const addStatus = (facts: DatedFacts, state: StatePart, newest: string, warnings: string[]): void => {
  const status = state.text('status') ?? 'active';
  const rest = state.rest(
    ...['id', 'task', 'context', 'cwd', 'status', 'createdAt', 'completedAt', 'completionReport', 'parentSessionId'],
    ...['agents', 'orchestratorCycles'],
  );
  if (rest !== undefined) {
    const id = `rest:${sha256(JSON.stringify(rest)).slice(0, 16)}`;
    facts.add('text', id, 'fact_noted', { name: 'session_state', extra: rest }, newest, STATE_FILE);
  }
  if (status === 'completed') {
    const summary = state.text('completionReport')?.slice(0, 1_000_000);
    const data = { outcome: 'completed', ...defined({ summary }) };
    facts.add('end', 'session:completed', 'session_ended', data, state.time('completedAt') ?? newest, STATE_FILE);
  } else if (status === 'paused')
    facts.add('end', `session:paused:${newest}`, 'session_paused', {}, newest, STATE_FILE, 'user');
  else if (status !== 'active')
    warnings.push(`${STATE_FILE}: status is ${JSON.stringify(status)}, which is no status; recorded as active`);
};
