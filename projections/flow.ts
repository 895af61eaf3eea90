// The flow: how the orchestrator coordinated its agents (waves, integration, postflight), and the graph of the tasks.
// Both as nodes and edges, as text, and as Mermaid.
import { defined } from '../machines/defined.ts';
import { phase } from '../machines/life-cycles/phase.ts';
import type { Edge, FlowNode, TaskNode } from './flow-graph.ts';
import { mermaidOf, patternText, taskGraphText } from './flow-text.ts';
import type { Projection } from './projection.ts';
import { foldSlices, type ViewOf } from './slice.ts';
import { type AgentsState, agents, waveName } from './slices/agents.ts';
import { type GatesState, gates, showGates } from './slices/gates.ts';
import { type PhaseRow, type PhasesState, phases } from './slices/phases.ts';
import { type SessionState, session } from './slices/session.ts';
import { type TasksState, tasks } from './slices/tasks.ts';
import { showWaves, type WaveDocument } from './waves.ts';

export type FlowView = ViewOf<{
  session: SessionState;
  phases: PhasesState;
  tasks: TasksState;
  agents: AgentsState;
  gates: GatesState;
}>;

export interface FlowDocument {
  sessionId: string;
  pattern: { nodes: FlowNode[]; edges: Edge[]; text: string; mermaid: string };
  tasks: { nodes: TaskNode[]; edges: Edge[]; text: string; mermaid: string };
}

const typesOf = (wave: WaveDocument): string[] => {
  const counts = new Map<string, number>();
  for (const { type } of wave.agents) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts].map(([type, count]) => (count === 1 ? type : `${count} × ${type}`));
};

const waveNode = (wave: WaveDocument): FlowNode => {
  const id = waveName(wave);
  const paused = wave.agents.filter(({ status }) => status === 'paused').map((agent) => agent.id);
  return {
    id,
    kind: 'wave',
    label: wave.title === null ? id : `${id}: ${wave.title}`,
    parts: typesOf(wave),
    mode: wave.mode ?? (wave.agents.length > 1 ? 'parallel' : null),
    status: wave.status,
    ...defined({ paused: paused.length === 0 ? undefined : paused }),
  };
};

/** A session that failed or was cancelled: what it had not completed is shown as failed, not as running. */
const isGivenUp = ({ session: { lifecycle } }: FlowView): boolean =>
  lifecycle === 'failed' || lifecycle === 'cancelled';

const statusOfPhases = (view: FlowView, rows: readonly PhaseRow[]): FlowNode['status'] => {
  if (rows.every(({ status }) => phase.isEnded(status))) return 'completed';
  if (isGivenUp(view)) return 'failed';
  return rows.some(({ status }) => status !== phase.initial) ? 'running' : 'pending';
};

/** What comes after the waves: the phases after the one in which agents were launched last. */
const integrationNode = (view: FlowView): FlowNode | undefined => {
  const rows = view.phases.values();
  const launches = view.agents.agents.values().flatMap(({ launchedAt }) => launchedAt ?? []);
  const last = launches.sort().at(-1);
  if (last === undefined) return undefined;
  const during = rows.findLastIndex(({ startedAt }) => startedAt !== null && startedAt <= last);
  const after = rows.slice(during + 1).filter(({ status }) => status !== 'skipped');
  if (during < 0 || after.length === 0) return undefined;
  return {
    id: 'integration',
    kind: 'integration',
    label: 'integration',
    parts: after.map(({ name }) => name),
    mode: null,
    status: statusOfPhases(view, after),
  };
};

/** The gates behind which the session ends: those that guard the profile's last phase. */
const postflightNode = (view: FlowView): FlowNode | undefined => {
  const lastPhase = view.session.profile?.phases.at(-1);
  const guarding = showGates(view.gates).filter(({ guards }) => guards !== null && guards === lastPhase);
  if (guarding.length === 0) return undefined;
  const has = (status: string): boolean => guarding.some((gate) => gate.status === status);
  return {
    id: 'postflight',
    kind: 'postflight',
    label: 'postflight',
    parts: guarding.map(({ name, status }) => `${name}: ${status}`),
    mode: null,
    status: has('failed') ? 'failed' : has('pending') ? 'pending' : 'completed',
  };
};

const showPattern = (view: FlowView): FlowDocument['pattern'] => {
  const { lifecycle, profile } = view.session;
  const orchestrator: FlowNode = {
    id: 'orchestrator',
    kind: 'orchestrator',
    label: 'orchestrator',
    parts: profile === null ? [] : [profile.name],
    mode: null,
    status:
      lifecycle === 'not_started'
        ? 'pending'
        : isGivenUp(view)
          ? 'failed'
          : lifecycle === 'completed'
            ? lifecycle
            : 'running',
  };
  const nodes = [
    orchestrator,
    ...showWaves(view.agents, view.tasks)
      .filter((wave) => wave.agents.length > 0)
      .map(waveNode),
    ...[integrationNode(view), postflightNode(view)].filter((node) => node !== undefined),
  ];
  const edges = nodes.slice(1).map(({ id }, index) => ({ from: (nodes[index] as FlowNode).id, to: id }));
  const labels = new Map(nodes.map((node) => [node.id, [node.label, ...node.parts].join('\n')]));
  return { nodes, edges, text: patternText(nodes), mermaid: mermaidOf(labels, edges) };
};

const showTasks = (view: FlowView): FlowDocument['tasks'] => {
  const { rows } = view.tasks;
  const nodes: TaskNode[] = rows.values().map(({ id, planned, status, dependencies }) => {
    const dropped = dependencies.filter((one) => rows.get(one)?.status === 'dropped');
    return {
      id,
      title: planned?.title ?? id,
      status,
      wave: planned?.wave ?? null,
      dependencies,
      ...defined({ dropped: dropped.length === 0 ? undefined : dropped }),
    };
  });
  const edges = nodes.flatMap(({ id, dependencies }) => dependencies.map((from) => ({ from, to: id })));
  const labels = new Map(nodes.map(({ id, title, status }) => [id, `${id}: ${title}\n${status}`]));
  return { nodes, edges, text: taskGraphText(nodes), mermaid: mermaidOf(labels, edges) };
};

export const flow = {
  name: 'flow',
  version: 2,
  ...foldSlices<Omit<FlowView, 'sessionId'>>({ session, phases, tasks, agents, gates }),
  show: (view) => ({ sessionId: view.sessionId, pattern: showPattern(view), tasks: showTasks(view) }),
} satisfies Projection<FlowView, FlowDocument>;
