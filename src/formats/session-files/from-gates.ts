// Quality gates of the planning file: each as `gate_defined`, and the verdicts that the events file does not report.
import type { EventType } from '../../../machines/events/catalog.ts';
import type { Entry } from './entry.ts';
import type { ImportContext } from './import-context.ts';
import { phaseTimes } from './missing-times.ts';
import { type Status, statusOf } from './words.ts';

const VERDICTS = {
  completed: 'quality_gate_passed',
  failed: 'quality_gate_failed',
  dropped: 'quality_gate_waived',
} as const satisfies Partial<Record<Status, EventType>>;
const isVerdict = (status: Status | undefined): status is keyof typeof VERDICTS =>
  status !== undefined && status in VERDICTS;

export const addGates = (context: ImportContext): void => {
  const times = phaseTimes(context);
  for (const gate of context.sources.gates) addGate(gate, context, times);
};

const addGate = (
  gate: Entry,
  { sources, facts, reported, span, plannedAt }: ImportContext,
  phases: ReturnType<typeof phaseTimes>,
): void => {
  const gateId = sources.gateIds.get(gate.id) ?? gate.id;
  const name = gate.text('name') ?? gate.id;
  const criteria = gate.texts('criteria') ?? [];
  const guards = gate.text('guards', 'phase') ?? sources.profile.gates.find(({ id }) => id === gateId)?.guards;
  const judgedAt = gate.time('timestamp', 'passedAt', 'completedAt');
  const verdicts = Object.values(VERDICTS).flatMap((type) => reported.find(type, gateId) ?? []);
  const times = [plannedAt, judgedAt, ...verdicts.map(({ time }) => time)].filter((time) => time !== undefined);
  const createdAt = gate.time('createdAt') ?? times.toSorted()[0] ?? plannedAt;
  const status = statusOf(gate.raw('status'));
  if (status !== undefined) gate.take('status');
  const reason = gate.text('reason', 'notes');
  const verdict = isVerdict(status) && verdicts.length === 0 ? VERDICTS[status] : undefined;
  // What no verdict of the plan records stays with the gate.
  if (verdict === undefined) {
    if (!verdicts.some(({ time }) => time === judgedAt))
      for (const field of ['timestamp', 'passedAt', 'completedAt']) gate.keep(field);
    for (const field of ['reason', 'notes']) gate.keep(field);
  }
  if (!reported.has('gate_defined', gateId))
    facts.add('gate_defined', { gateId, name, criteria, guards, extra: gate.rest() }, createdAt, gate);
  if (verdict === undefined) return;
  const why =
    verdict === 'quality_gate_passed'
      ? { notes: reason }
      : { reason: verdict === 'quality_gate_waived' ? (reason ?? 'not said') : reason };
  facts.add(
    verdict,
    { gate: gateId, criteria, ...why },
    judgedAt ?? phases.get(guards ?? '')?.endedAt ?? span.end,
    gate,
  );
};
