// The cases of a rule: histories whose last event violates it, and histories whose last event, of the same type, does
// not. Each is named by what happens in its last event, so that it ends the title "... is violated where ...".
import type { RecordedEvent } from '../../../machines/events/envelope.ts';
import { PROFILES, type Profile } from '../../../machines/profile.ts';
import { type History, history } from '../../history.ts';

export type Story = () => { readonly events: readonly RecordedEvent[] };
export interface CasesOfRule {
  readonly violated: Readonly<Record<string, Story>>;
  readonly satisfied: Readonly<Record<string, Story>>;
}
/** By the rule's id. */
export type RuleCases = Readonly<Record<string, CasesOfRule>>;

export const NORMAL = PROFILES.normal as Profile;
export const CYCLES = PROFILES.cycles as Profile;
/** A process of one phase without gates. */
export const ONE_PHASE: Profile = { ...NORMAL, phases: ['Context'], gates: [] };
export const HASH = '0'.repeat(64);

export const start = (profile: Profile = NORMAL): History => history('s1').start({ enforcement: 'observe', profile });
/** The same under `enforce`, where each unknown name is reported: an observed session reports it once. */
export const enforced = (profile: Profile = NORMAL): History =>
  history('s1').start({ enforcement: 'enforce', profile });
export const cycles = (): History => start(CYCLES);
export const launch = (h: History, ids: readonly string[], wave?: number): History =>
  h.add('agent_launched', {
    agents: ids.map((agentId) => ({ agentId, agentType: 'tester' })),
    ...(wave !== undefined && { wave }),
  });
/** An agent that was launched and has ended: the session knows it, and nothing waits for it. */
export const known = (h: History, agentId: string): History => ended(launch(h, [agentId]), agentId);
export const ended = (h: History, ...ids: string[]): History =>
  h.add('agent_completed', { agents: ids.map((agentId) => ({ agentId })) });
export const task = (h: History, taskId: string, data: Record<string, unknown> = {}): History =>
  h.add('task_planned', { taskId, title: taskId, ...data });
export const todo = (h: History, todoId: string, data: Record<string, unknown> = {}): History =>
  h.add('todo_created', { todoId, content: todoId, agentId: 'orchestrator', ...data });
export const item = (h: History, itemId: string, data: Record<string, unknown> = {}): History =>
  h.add('plan_item_added', { itemId, text: itemId, ...data });
export const entry = (h: History, entryId: string, data: Record<string, unknown> = {}): History =>
  h.add('workbook_entry_added', { entryId, entryType: 'note', title: 'T', content: 'C', ...data });
/** A phase started and completed. */
export const phase = (h: History, name: string): History =>
  h.add('phase_started', { phase: name }).add('phase_completed', { phase: name });
export const complete = (h: History): History => h.add('session_ended', { outcome: 'completed' });
/** A session of a process of one phase, which is completed. */
export const through = (): History => phase(start(ONE_PHASE), 'Context');
export const amended = (h: History, profile: Profile): History =>
  h.add('profile_amended', { profile, profileHash: HASH, by: 'me', reason: 'Better so' });
export const warning = (h: History, message = 'Mind the step'): History => h.add('warning_issued', { message });
