// The plan after each commit of a history, and what a commit is compared with: with all that is recorded where it follows
// all of it, else with the plan before it on its branch, so that nothing of another branch is undone.
import type { FileCommit } from './git-log.ts';
import type { KnownPlan } from './plan.ts';

type Place = Pick<FileCommit, 'hash' | 'parents'>;

export class Branches {
  readonly #plans = new Map<string, KnownPlan>();
  readonly #parents = new Map<string, readonly string[]>();
  /** The commit whose plan is that of the session; none where the session also has changes of another branch. */
  #whole: string | undefined;

  /** What a commit has changed is its difference from this; undefined: from all that is recorded. */
  baseOf({ parents }: Place): { readonly plan: KnownPlan | undefined } | undefined {
    const [parent] = parents;
    if (this.#parents.size === 0) return undefined;
    if (parents.length === 1 && parent === this.#whole) return undefined;
    if (parents.length > 1 && this.#followsAll(parents)) return undefined;
    // A file that was also created on another branch has nothing in common with it.
    return { plan: parent === undefined ? undefined : this.#plans.get(parent) };
  }

  /** @param isWhole whether the session's plan is now that of the commit */
  add({ hash, parents }: Place, plan: KnownPlan, isWhole: boolean): void {
    this.#parents.set(hash, parents);
    this.#plans.set(hash, plan);
    this.#whole = isWhole ? hash : undefined;
  }

  /** A commit whose version is not known changes nothing. */
  leaveOut({ hash, parents }: Place): void {
    const [parent] = parents;
    const isWhole = this.#parents.size === 0 || parents.includes(this.#whole ?? '') || this.#followsAll(parents);
    this.#parents.set(hash, parents);
    const plan = parent === undefined ? undefined : this.#plans.get(parent);
    if (plan !== undefined) this.#plans.set(hash, plan);
    if (isWhole) this.#whole = hash;
  }

  #followsAll(parents: readonly string[]): boolean {
    const seen = new Set<string>();
    const open = [...parents];
    for (let hash = open.pop(); hash !== undefined; hash = open.pop()) {
      if (seen.has(hash) || !this.#parents.has(hash)) continue;
      seen.add(hash);
      open.push(...(this.#parents.get(hash) ?? []));
    }
    return seen.size === this.#parents.size;
  }
}
