// The plan of a text as it is compared with that of a session.
import { defined } from '../../machines/defined.ts';
import type { ParsedPlan } from '../formats/plan-md/parse.ts';
import type { PlanShape } from '../formats/plan-md/plan.ts';
import { redact } from '../secrets/redact.ts';
import { patternsFrom } from '../secrets/secret-options.ts';
import type { Recorder } from '../session/write/recorder.ts';

/** The plan with its secrets replaced, as the session has it: they are no difference. */
export const redacted = <Plan extends PlanShape>(plan: Plan, secrets: Recorder['secrets']): Plan =>
  redact(plan, patternsFrom(secrets)).value;

export const shapeOf = ({ title, items, sections }: ParsedPlan): PlanShape => {
  const shapes = (list: ParsedPlan['items']) =>
    list.map(({ text, note, status, keepsStatus, depth, dash }) => ({
      ...{ text, note, status, depth },
      ...defined({ dash, keepsStatus }),
    }));
  return {
    title,
    items: shapes(items),
    sections: sections.map((one) => ({ title: one.title, items: shapes(one.items) })),
  };
};
