// Moves of the plan: plan.md, requirements, deliverables and questions.
import { always, EXPLORED, type Moves, move } from './move.ts';

export const planMoves = {
  plan: always([
    move('section.add', { sectionId: 'section-1', title: EXPLORED }, 'section-1'),
    move('section.rename', { sectionId: 'section-1', title: EXPLORED }, 'section-1'),
    move('section.remove', { sectionId: 'section-1' }, 'section-1'),
    move('item.add', { itemId: 'item-1', text: EXPLORED }, 'item-1'),
    move('item.add', { itemId: 'item-2', text: EXPLORED, parent: 'item-1' }, 'item-2 --parent item-1'),
    ...['item-1', 'item-2'].flatMap((itemId) => [
      move('item.done', { itemId }, itemId),
      move('item.reopen', { itemId }, itemId),
      move('item.drop', { itemId }, itemId),
      move('item.reword', { itemId, text: EXPLORED }, itemId),
      move('item.note', { itemId, note: EXPLORED }, itemId),
      move('item.move', { itemId, first: true }, `${itemId} --first`),
      ...(['open', 'in_progress', 'blocked', 'question'] as const).map((mark) =>
        move('item.mark', { itemId, mark }, `${itemId} ${mark}`),
      ),
    ]),
  ]),
  commitments: always([
    move('requirement.add', { requirementId: 'requirement-1', description: EXPLORED }, 'requirement-1'),
    move('requirement.meet', { requirementId: 'requirement-1' }, 'requirement-1'),
    move('requirement.drop', { requirementId: 'requirement-1', reason: EXPLORED }, 'requirement-1'),
    move('requirement.reopen', { requirementId: 'requirement-1', reason: EXPLORED }, 'requirement-1'),
    move('deliverable.add', { deliverableId: 'deliverable-1', description: EXPLORED }, 'deliverable-1'),
    move('deliverable.deliver', { deliverableId: 'deliverable-1' }, 'deliverable-1'),
    move('deliverable.drop', { deliverableId: 'deliverable-1', reason: EXPLORED }, 'deliverable-1'),
    move('deliverable.reopen', { deliverableId: 'deliverable-1', reason: EXPLORED }, 'deliverable-1'),
    move(
      'entry.add',
      { entryId: 'question-1', entryType: 'question', title: EXPLORED, content: '' },
      'question-1 (a question)',
    ),
    move('question.resolve', { entryId: 'question-1', answer: EXPLORED }, 'question-1'),
    move('question.reopen', { entryId: 'question-1', reason: EXPLORED }, 'question-1'),
  ]),
} satisfies Readonly<Record<string, Moves>>;
