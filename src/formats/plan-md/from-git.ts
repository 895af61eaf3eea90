// The history of a plan.md as the commands that record it: each commit's own change, by its author, at its time. What
// was done on two branches is recorded once, where it was done; of a merge only what it changed itself.
import type { Command } from '../../../machines/commands/command.ts';
import { provisionalEvent } from '../../../machines/provisional-event.ts';
import { plan } from '../../../projections/plan.ts';
import { RepriseError } from '../../errors.ts';
import { identified, numberedIds } from './diff.ts';
import { factsBetween } from './facts-between.ts';
import type { FileHistory } from './git-log.ts';
import { mergePlans } from './merge.ts';
import { type ParsedPlan, parsePlan } from './parse.ts';
import type { KnownPlan } from './plan.ts';

export interface GitImport {
  readonly commands: Command[];
  /** Commits that changed the plan, and those that changed other lines only. */
  readonly changed: number;
  readonly unchanged: number;
}

/** `repository-path`, in the characters that a session id may have. */
export const sessionIdOf = ({ repository, path }: Pick<FileHistory, 'repository' | 'path'>): string =>
  `${repository}-${path}`
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(-64) || 'plan';

const parsed = (text: string | undefined, hash: string, before: ParsedPlan | undefined): ParsedPlan => {
  try {
    return parsePlan(text ?? '', before);
  } catch (error) {
    if (!(error instanceof RepriseError)) throw error;
    throw new RepriseError(error.code, `Commit ${hash.slice(0, 12)}: ${error.message}`, {
      fields: { ...error.fields, hash },
    });
  }
};

/** The commands, in order; the same for the same history, so that a second import adds only what is new. */
export const commandsFromGit = (history: FileHistory, sessionId: string): GitImport => {
  const { repository, path, commits } = history;
  const first = commits[0];
  if (first === undefined) return { commands: [], changed: 0, unchanged: 0 };
  const commands: Command[] = [
    {
      id: `git-${first.hash}-start`,
      name: 'session.start',
      data: { goal: `${path} of ${repository}`, profile: 'cycles', enforcement: 'observe' },
      actor: first.author.slice(0, 1_000),
      time: first.time,
      correlationId: first.hash,
    },
  ];
  let view = plan.init(sessionId);
  const taken = new Set<string>();
  const newId = (() => {
    const next = numberedIds((id) => taken.has(id));
    return (kind: 'item' | 'section') => {
      const id = next(kind);
      taken.add(id);
      return id;
    };
  })();
  const plans = new Map<string, KnownPlan>();
  let last = '';
  let before: ParsedPlan | undefined;
  let changed = 0;
  for (const { hash, parents, author, time, subject, text } of commits) {
    before = parsed(text, hash, before);
    const session = plan.show(view).planMd;
    const [parent = ''] = parents;
    const onBranch = parents.length === 1 && parent !== last && plans.has(parent);
    const merge = onBranch ? mergePlans(plans.get(parent), new Map(), before, session, newId) : undefined;
    const known = merge?.file ?? identified(session, before, newId);
    const facts = merge?.facts ?? factsBetween(session, known);
    plans.set(hash, known);
    last = hash;
    if (facts.length > 0) changed += 1;
    for (const [place, { type, data }] of facts.entries()) {
      // The commit's hash and subject are recorded with the first of its changes.
      const recorded = place === 0 ? { ...(data as object), extra: { commit: hash, subject } } : data;
      const id = `git-${hash}-${place + 1}`;
      const before = { sessionId, ordinal: commands.length };
      view = plan.apply(view, provisionalEvent(before, { type, data }, { id, commandId: id, time, actor: author }));
      commands.push({
        ...{ id, name: type, data: recorded },
        ...{ actor: author.slice(0, 1_000), time, correlationId: hash },
      });
    }
  }
  return { commands, changed, unchanged: commits.length - changed };
};
