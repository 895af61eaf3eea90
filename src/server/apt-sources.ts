// The Debian mirror that this machine's apt uses, read from its sources in both of apt's formats. Pure.

import { defined } from '../../machines/defined.ts';

/** Where packages come from, and the key that signs them. */
export interface DebianMirror {
  uri: string;
  /** Path of a keyring, or the key itself as a PGP block. Default: the system's trusted keys. */
  signedBy?: string;
}

interface Entry {
  types: string[];
  uris: string[];
  suites: string[];
  components: string[];
  signedBy?: string;
}

const SUITE =
  /^(oldoldstable|oldstable|stable|testing|unstable|sid|buster|bullseye|bookworm|trixie|forky|duke)(-updates|-backports|-proposed-updates)?$/;

const words = (text: string | undefined): string[] => (text ?? '').split(/\s+/).filter((word) => word !== '');

/** One entry a line: `deb [signed-by=/path] http://mirror/debian bookworm main`. */
const parseOneLine = (text: string): Entry[] =>
  text.split('\n').flatMap((line) => {
    const match = /^\s*deb\s+(?:\[([^\]]*)\]\s*)?(\S+)\s+(\S+)\s*([^#]*)/.exec(line);
    if (!match) return [];
    const [, options = '', uri = '', suite = '', components] = match;
    const signedBy = /(?:^|\s)signed-by=(\S+)/i.exec(options)?.[1];
    return [{ types: ['deb'], uris: [uri], suites: [suite], components: words(components), ...defined({ signedBy }) }];
  });

/** Paragraphs of `Name: value`, where indented lines continue a value. */
const parseDeb822 = (text: string): Entry[] =>
  text.split(/\n\s*\n/).flatMap((paragraph) => {
    const fields = new Map<string, string>();
    let name = '';
    for (const line of paragraph.split('\n')) {
      if (line.startsWith('#')) continue;
      const field = /^([A-Za-z0-9-]+):\s*(.*)$/.exec(line);
      if (field) {
        name = (field[1] ?? '').toLowerCase();
        fields.set(name, field[2] ?? '');
      } else if (/^\s/.test(line) && name !== '') {
        // A line that is only a dot stands for an empty one.
        fields.set(name, `${fields.get(name)}\n${line.trim() === '.' ? '' : line.trim()}`);
      }
    }
    if (!fields.has('uris') || /^(no|false|off|0)$/i.test(fields.get('enabled')?.trim() ?? '')) return [];
    const signedBy = fields.get('signed-by')?.trim();
    return [
      {
        types: words(fields.get('types')),
        uris: words(fields.get('uris')),
        suites: words(fields.get('suites')),
        components: words(fields.get('components')),
        ...defined({ signedBy: signedBy === '' ? undefined : signedBy }),
      },
    ];
  });

/**
 * The first Debian archive among apt's sources: Debian's own suites, component main, and not the archive of security
 * updates, which does not carry every suite.
 * @param files name and text of each source file, in apt's order
 */
export const findDebianMirror = (files: { name: string; text: string }[]): DebianMirror | undefined => {
  for (const { name, text } of files) {
    const entries = name.endsWith('.sources') ? parseDeb822(text) : parseOneLine(text);
    for (const { types, uris, suites, components, signedBy } of entries) {
      const uri = uris.find((candidate) => !candidate.startsWith('cdrom:'));
      if (uri === undefined || !types.includes('deb') || !components.includes('main')) continue;
      if (suites.some((suite) => SUITE.test(suite))) return { uri, ...defined({ signedBy }) };
    }
  }
  return undefined;
};
