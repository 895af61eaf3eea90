// Facts by their type and what they are about, the first of each. What the events file reports is looked up here, so that
// no other file's entry is recorded as the same fact again.
import type { EventType } from '../../../machines/events/catalog.ts';
import type { ImportedFact } from './facts.ts';

export class FactIndex {
  readonly #facts = new Map<string, ImportedFact>();

  constructor(facts: readonly ImportedFact[]) {
    for (const fact of facts) {
      const key = keyOf(fact.type, subjectOf(fact));
      if (!this.#facts.has(key)) this.#facts.set(key, fact);
    }
  }

  /** @param subject the id of the entity, or a phase's name; none for a fact of the session itself */
  find(type: EventType, subject = ''): ImportedFact | undefined {
    return this.#facts.get(keyOf(type, subject));
  }

  has(type: EventType, subject = ''): boolean {
    return this.#facts.has(keyOf(type, subject));
  }
}

const keyOf = (type: EventType, subject: string): string => `${type}:${subject}`;

const subjectOf = ({ type, data }: ImportedFact): string => {
  if (type === 'workbook_entry_added' || type === 'question_resolved') return String(data.entryId);
  if (type === 'quality_gate_passed' || type === 'quality_gate_failed' || type === 'quality_gate_waived')
    return String(data.gate);
  const [kind = ''] = type.split('_', 1);
  if (kind === 'phase') return String(data.phase);
  const id = data[`${kind}Id`];
  return id === undefined ? '' : String(id);
};
