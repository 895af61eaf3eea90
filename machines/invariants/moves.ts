// Which entities an event moves, and by which signal, from its type and data alone.
import type { RecordedEvent } from '../events/envelope.ts';
import { type Kind, TRANSITIONS } from './transitions.ts';

export type Move = readonly [id: string, signal: string];

const moves = (kind: Kind, type: string): boolean => Object.hasOwn(TRANSITIONS[kind].legal, type);

/** The moves of one event that its data alone determine (not those of session, phase, gate and cycle). */
export const movesOf = (event: RecordedEvent, kind: Kind): readonly Move[] => {
  const { type, data } = event;
  switch (kind) {
    case 'agent':
      if (!moves('agent', type)) return [];
      if ('agents' in data) return data.agents.map(({ agentId }) => [agentId, type]);
      return 'agentId' in data ? [[data.agentId as string, type]] : [];
    case 'question':
      if (type === 'question_resolved' || type === 'question_reopened') return [[data.entryId, type]];
      return type === 'workbook_entry_added' && data.entryType === 'question' ? [[data.entryId, 'question_asked']] : [];
    case 'finding':
      if (type === 'follow_up_resolved') return [[data.findingId, type]];
      return type === 'agent_reported'
        ? (data.findings ?? []).map(({ findingId }) => [findingId, 'finding_reported'])
        : [];
    case 'review':
      if (type === 'review_requested' || type === 'review_withdrawn') return [[data.reviewId, type]];
      return type === 'review_given' ? [[data.reviewId, `${type}.${data.verdict}`]] : [];
    case 'item':
      if (type === 'plan_item_marked') return [[data.itemId, `${type}.${data.mark}`]];
      return moves('item', type) && 'itemId' in data ? [[data.itemId as string, type]] : [];
    case 'task':
      return moves('task', type) && 'taskId' in data ? [[data.taskId as string, type]] : [];
    case 'todo':
      return moves('todo', type) && 'todoId' in data ? [[data.todoId as string, type]] : [];
    case 'section':
      return moves('section', type) && 'sectionId' in data ? [[data.sectionId as string, type]] : [];
    case 'requirement':
      return moves('requirement', type) && 'requirementId' in data ? [[data.requirementId as string, type]] : [];
    case 'deliverable':
      return moves('deliverable', type) && 'deliverableId' in data ? [[data.deliverableId as string, type]] : [];
    case 'session':
    case 'phase':
    case 'gate':
    case 'cycle':
      return [];
    default:
      return kind satisfies never;
  }
};
