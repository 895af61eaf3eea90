// Verdicts that the events file states with the end of an agent, as session files have no event for a report. What is read
// as a verdict stays in the details of the end.
import { validates } from '../../../machines/profile.ts';
import { RECORD_MEMBER } from './embedded-record.ts';
import { INFERRED } from './fields.ts';
import type { EventEnd } from './from-events.ts';
import type { ImportContext } from './import-context.ts';
import { isObject } from './json-object.ts';
import { agentsIn } from './links.ts';
import type { Sources } from './sources.ts';

type Verdict = 'pass' | 'fail';

const WORDS: Readonly<Record<string, Verdict>> = {
  pass: 'pass',
  passed: 'pass',
  approved: 'pass',
  fail: 'fail',
  failed: 'fail',
  rejected: 'fail',
  changes_requested: 'fail',
};

const verdictOf = (word: unknown): Verdict | undefined => {
  const key = typeof word === 'string' ? word.trim().toLowerCase() : '';
  return Object.hasOwn(WORDS, key) ? WORDS[key] : undefined;
};

const verdictOfTests = (results: unknown): Verdict | undefined => {
  if (!isObject(results) || typeof results.failed !== 'number') return undefined;
  return results.failed > 0 ? 'fail' : 'pass';
};

/** What the details of an end state of one agent, and in which field; of one that does not validate only a verdict. */
const statedIn = (
  details: Readonly<Record<string, unknown>>,
  agentId: string,
  validating: boolean,
): readonly [field: string, verdict: Verdict | undefined] | undefined => {
  const { verdict, verdictByAgent, testResults, success } = details;
  const own = isObject(verdictByAgent) && Object.hasOwn(verdictByAgent, agentId) ? verdictByAgent[agentId] : verdict;
  if (own !== undefined && own !== null) return ['verdict', verdictOf(own)];
  if (!validating) return undefined;
  const tests = verdictOfTests(testResults);
  if (tests !== undefined) return ['testResults', tests];
  return typeof success === 'boolean' ? ['success', success ? 'pass' : 'fail'] : undefined;
};

/** Adds a report for each verdict, before the end that it comes with. An agent that reports itself is left to its reports. */
export const addVerdicts = ({ sources, facts }: ImportContext, ends: readonly EventEnd[]): void => {
  const reports = new Set(facts.all.filter(({ type }) => type === 'agent_reported').map(({ data }) => data.agentId));
  const typeOf = typesIn(facts.all, sources);
  // An export writes success of every agent that completed, and verdicts as reports.
  const exported = sources.roots.events.raw(RECORD_MEMBER) !== undefined;
  for (const { event, fact } of ends) {
    const ids = agentsIn(fact.data.agents);
    for (const agentId of ids) {
      const validating = validates(sources.profile, typeOf(agentId));
      const [field, verdict] = statedIn(event.rawObject('details'), agentId, validating) ?? [];
      if (verdict === undefined || reports.has(agentId) || (exported && field === 'success')) continue;
      const shared = ids.length > 1 ? { shared: ids } : {};
      const extra = { ...INFERRED, field: `details.${field}`, ...shared };
      const text = fact.description ?? `Completed: ${verdict}`;
      facts.addBeside(fact, 'agent_reported', { agentId, text, verdict, extra }, event);
    }
  }
};

/** The type of an agent: as it was launched last, else as tasks and todos name it. */
const typesIn = (facts: ImportContext['facts']['all'], { agentTypes }: Sources): ((agentId: string) => string) => {
  const launched = new Map(
    facts
      .filter(({ type }) => type === 'agent_launched')
      .flatMap(({ data }) => data.agents as readonly { agentId: string; agentType: string }[])
      .map(({ agentId, agentType }) => [agentId, agentType] as const),
  );
  return (agentId) => launched.get(agentId) ?? agentTypes.get(agentId) ?? '';
};
