// The law as the code has it, gathered for SPEC.md: each machine and rule, the file and symbol that enforces it, its
// second implementation, and the tests that show it. Nothing is written by hand that can be read from the code.
import { readdirSync } from 'node:fs';
import { SEEN_RULE } from '../../../machines/commands/current.ts';
import { LAW_VERSION } from '../../../machines/commands/facts.ts';
import { COMMAND_RULE } from '../../../machines/decide.ts';
import { ENTITY_KINDS, type EntityKind, LIFE_CYCLES, lifeCycleOf } from '../../../machines/life-cycles/all.ts';
import { RULES } from '../../../machines/rules/all.ts';
import type { Rule } from '../../../machines/rules/rule.ts';
import { casesOf } from '../rule-cases/all.ts';
import { CELLS, TRUTH } from '../truth-table/all.ts';
import { type NamedTest, testsThatName } from './tests-that-name.ts';

/** A file of the project and what it exports. */
export interface Place {
  readonly file: string;
  readonly symbol: string;
}

export interface Machine {
  readonly kind: EntityKind;
  readonly states: readonly string[];
  readonly signals: readonly string[];
  readonly next: (state: string, signal: string) => string | undefined;
  readonly at: Place;
  readonly again: Place;
  /** Where its cells are described by sentences, each the title of a test. */
  readonly table: Place;
  readonly tests: number;
}

export interface ShownRule extends Pick<Rule, 'id' | 'sentence' | 'severity' | 'fixed' | 'on'> {
  readonly at: Place;
  readonly again: Place;
  /** Titles of the tests that show it. */
  readonly violated: readonly string[];
  readonly satisfied: readonly string[];
  readonly also: readonly NamedTest[];
}

/** A rule about commands: no event can violate it, so it is not one of `RULES` and has no invariant. */
export interface CommandRule {
  readonly id: string;
  readonly sentence: string;
  readonly at: Place;
  readonly also: readonly NamedTest[];
}

export interface Law {
  readonly version: string;
  readonly machines: readonly Machine[];
  readonly rules: readonly ShownRule[];
  readonly ofCommands: readonly CommandRule[];
  /** Every test whose title names a rule. */
  readonly named: readonly NamedTest[];
}

const root = new URL('../../../', import.meta.url);

/** Every export of the modules in a folder, except those that only gather the others. */
const exportsIn = async (folder: string): Promise<readonly (Place & { readonly value: unknown })[]> => {
  const files = readdirSync(new URL(folder, root)).filter(
    (name) => name.endsWith('.ts') && !/^all\.|\.test\./.test(name),
  );
  const modules = await Promise.all(
    files.toSorted().map(async (name) => {
      const module = (await import(new URL(folder + name, root).href)) as Record<string, unknown>;
      return Object.entries(module).map(([symbol, value]) => ({ file: folder + name, symbol, value }));
    }),
  );
  return modules.flat();
};

/** @throws Error where no export fits: it is missing, or only in a file that gathers the others. */
const placeOf = (
  all: readonly (Place & { readonly value: unknown })[],
  what: string,
  fits: (value: unknown) => boolean,
): Place => {
  const found = all.find(({ value }) => fits(value));
  if (found === undefined) throw new Error(`no file exports ${what}`);
  return { file: found.file, symbol: found.symbol };
};
const holds =
  (id: string) =>
  (value: unknown): boolean =>
    Array.isArray(value) && value.some((each: { id?: unknown }) => each.id === id);

/** The law as the code of this working copy has it. */
export const lawOfTheCode = async (): Promise<Law> => {
  const [lifeCycles, rules, invariants, tables] = await Promise.all(
    ['machines/life-cycles/', 'machines/rules/', 'machines/invariants/', 'tests/machines/truth-table/'].map(exportsIn),
  );
  const named = testsThatName();
  return {
    version: LAW_VERSION,
    machines: ENTITY_KINDS.map((kind) => {
      const { states, signals, next } = lifeCycleOf(kind);
      return {
        kind,
        states,
        signals,
        next,
        at: placeOf(lifeCycles!, `the ${kind} machine`, (value) => value === LIFE_CYCLES[kind]),
        again: placeOf(invariants!, `the invariant M.${kind}`, holds(`M.${kind}`)),
        table: placeOf(tables!, `the truth table of ${kind}`, (value) => value === TRUTH[kind]),
        tests: CELLS.filter((cell) => cell.kind === kind).length,
      };
    }),
    rules: RULES.map(({ id, sentence, severity, fixed, on }) => ({
      id,
      sentence,
      severity,
      fixed,
      on,
      at: placeOf(rules!, `the rule ${id}`, holds(id)),
      again: placeOf(invariants!, `the invariant ${id}`, holds(id)),
      violated: casesOf(id, 'violated').map(({ title }) => title),
      satisfied: casesOf(id, 'satisfied').map(({ title }) => title),
      also: named.filter(({ ids }) => ids.includes(id)),
    })),
    ofCommands: [
      { rule: COMMAND_RULE, at: { file: 'machines/decide.ts', symbol: 'COMMAND_RULE' } },
      { rule: SEEN_RULE, at: { file: 'machines/commands/current.ts', symbol: 'SEEN_RULE' } },
    ].map(({ rule: { rule: id, sentence }, at }) => ({
      id,
      sentence,
      at,
      also: named.filter(({ ids }) => ids.includes(id)),
    })),
    named,
  };
};
