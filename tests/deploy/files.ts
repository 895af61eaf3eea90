// The files that deploy the service, read for tests: instructions of the Dockerfile, services of the compose file, sections
// of the systemd unit.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ROOT } from '../cli/run-cli.ts';

export const textOf = (name: string): string => readFileSync(join(ROOT, name), 'utf8');

export interface Instruction {
  readonly word: string;
  readonly rest: string;
}

/** Without comments; a line that ends in a backslash goes on. */
export const instructionsOf = (text: string): Instruction[] =>
  text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, word = '', rest = ''] = /^(\S+)\s*(.*)$/.exec(line.trim()) ?? [];
      return { word, rest };
    });

export interface Stage {
  readonly from: string;
  readonly name: string | undefined;
  readonly instructions: readonly Instruction[];
}

export const stagesOf = (instructions: readonly Instruction[]): { args: Map<string, string>; stages: Stage[] } => {
  const args = new Map<string, string>();
  const stages: { from: string; name: string | undefined; instructions: Instruction[] }[] = [];
  for (const one of instructions) {
    const { word, rest } = one;
    if (word === 'FROM') {
      const [, from = '', name] = /^(\S+)(?:\s+AS\s+(\S+))?$/.exec(rest) ?? [];
      stages.push({ from, name, instructions: [] });
    } else if (stages.length === 0) {
      const [name = '', value = ''] = rest.split('=');
      args.set(name, value);
    } else stages.at(-1)?.instructions.push(one);
  }
  return { args, stages };
};

export interface ComposeService {
  readonly image?: string;
  readonly build?: { readonly context: string; readonly args?: Readonly<Record<string, string>> };
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly networks?: readonly string[] | Readonly<Record<string, object>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly ports?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly profiles?: readonly string[];
  readonly [key: string]: unknown;
}

export interface Compose {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly networks: Readonly<Record<string, unknown>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

export const compose = (): Compose => parse(textOf('compose.yaml')) as Compose;

/** `${NAME}`, `${NAME:-default}` and `${NAME:?message}` as compose replaces them. @throws Error for one that must be set */
export const substituted = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_, name: string, kind: string | undefined, other: string) => {
    const value = values[name];
    if (value) return value;
    if (kind === '?') throw new Error(`${name}: ${other}`);
    return kind === '-' ? other : '';
  });

/** The entries of a systemd unit, by section. */
export const unitOf = (text: string): Map<string, [key: string, value: string][]> => {
  const sections = new Map<string, [string, string][]>();
  let section: [string, string][] = [];
  for (const line of text.split('\n').filter((one) => one.trim() !== '' && !one.startsWith('#'))) {
    const [, name] = /^\[(\w+)\]$/.exec(line) ?? [];
    if (name !== undefined) {
      section = [];
      sections.set(name, section);
    } else section.push([line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]);
  }
  return sections;
};
