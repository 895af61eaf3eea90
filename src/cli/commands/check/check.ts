// `check`: a process checked before anybody follows it, and recorded sessions held against it as it is changed.
import { defined } from '../../../../machines/defined.ts';
import type { Profile } from '../../../../machines/profile.ts';
import type { ProfileCheck } from '../../../check/check-profile/result.ts';
import {
  type CorpusItem,
  type CorpusSession,
  corpusOfFolder,
  corpusOfLog,
  holdAgainst,
} from '../../../check/corpus/corpus.ts';
import { EXIT, RepriseError } from '../../../errors.ts';
import { profileNamed } from '../../../formats/profile/profile-file.ts';
import { secretsFrom } from '../../../secrets/secrets-file.ts';
import { jsonLine } from '../../json-line.ts';
import { type OpenedLog, openToRead } from '../../opened-log.ts';
import type { CommonOptions } from '../../options.ts';
import { progressOn } from '../../progress.ts';
import { checkLines } from '../../render/check.ts';
import { checkSuite, corpusSuite } from '../../render/check-junit.ts';
import { type CorpusCounts, corpusLines, countLines, countSession, noCounts } from '../../render/corpus.ts';
import { counted, number } from '../../render/figures.ts';
import { junitText } from '../../render/junit.ts';
import { type Style, styleOf } from '../../render/palette.ts';
import { mermaidPicture } from '../../render/picture/mermaid.ts';
import { pictureOfProfile } from '../../render/picture/picture.ts';
import { svgPicture } from '../../render/picture/svg.ts';
import { safeLine } from '../../render/safe-text.ts';
import type { Terminal } from '../../terminal.ts';
import { onStandardOutput, requireFolders, writeDocument, writeStories } from './documents.ts';

export interface CheckCommandOptions extends CommonOptions {
  readonly junit?: string;
  readonly svg?: string;
  readonly mermaid?: string;
  readonly out?: string;
  readonly corpus?: string;
  readonly log?: boolean;
  /** Names of profiles: only sessions that began with one of them are held against this one. */
  readonly of?: readonly string[];
  readonly seed?: number;
  readonly sequences?: number;
}

/** True for what names a module, whose default export is a machine. */
const isMachinePath = (name: string): boolean => /\.[cm]?[jt]s$/i.test(name);

/** What the command prints as it goes: a page, or nothing where standard output is for a document. */
interface Page {
  readonly style: Style;
  print(lines: readonly string[]): void;
}

const titleOf = (name: string, { name: profile, phases, gates, cycles }: Profile): string =>
  [
    `Profile ${profile}${name === profile ? '' : ` (${name})`}: ${counted(phases.length, 'phase')}`,
    counted(gates.length, 'gate'),
    ...(cycles ? ['in cycles'] : []),
  ].join(', ');

const explored = async (terminal: Terminal, profile: Profile, options: CheckCommandOptions): Promise<ProfileCheck> => {
  const { checkProfile } = await import('../../../check/check-profile/check-profile.ts');
  const progress = progressOn(terminal);
  try {
    return await checkProfile(profile, [], {
      ...defined({ seed: options.seed, sequences: options.sequences }),
      onProgress: (sentence) => progress.tell(() => sentence),
    });
  } finally {
    progress.end();
  }
};

const held = async (
  terminal: Terminal,
  page: Page,
  items: readonly CorpusItem[],
  profile: Profile,
  only: readonly string[] | undefined,
): Promise<{ sessions: CorpusSession[]; counts: CorpusCounts }> => {
  const counts = noCounts();
  const sessions: CorpusSession[] = [];
  const progress = progressOn(terminal);
  page.print(['', page.style.header('Recorded sessions')]);
  try {
    for (const item of items) {
      if (terminal.readerGone) break;
      const session = await holdAgainst(item, profile, only);
      countSession(counts, session);
      sessions.push(session);
      const lines = corpusLines(page.style, session);
      if (lines.length > 0) progress.end();
      page.print(lines);
      await terminal.drained();
      progress.tell(() => `${number(sessions.length)} of ${counted(items.length, 'session')} held against the profile`);
    }
  } finally {
    progress.end();
  }
  page.print(countLines(page.style, counts));
  return { sessions, counts };
};

/** That of what went wrong where it is of one kind: 7 for findings, 4 for refusals, that of each that cannot be read. */
const exitCodeOf = (check: ProfileCheck, sessions: readonly CorpusSession[]): number => {
  const codes = new Set<number>(check.ok ? [] : [EXIT.unverified]);
  for (const session of sessions)
    if (session.outcome === 'unreadable') codes.add(EXIT.unverified);
    else if (session.outcome !== 'left-out' && session.refused !== undefined) codes.add(EXIT.refused);
  const [first, second] = codes;
  return second === undefined ? (first ?? EXIT.ok) : EXIT.other;
};

const sessionJson = (session: CorpusSession): object => {
  if (session.outcome !== 'unreadable') return session;
  const { code, message, hint, fields } = session.error;
  return { ...session, error: { code, message, hint, fields } };
};

const verdictOf = (check: ProfileCheck, counts: CorpusCounts | undefined): string => {
  const refused = (counts?.refused ?? 0) + (counts?.brokenBeforeRefused ?? 0);
  const wrong = [
    ...(check.ok ? [] : [counted(check.findings.length, 'finding')]),
    ...(refused > 0 ? [`${counted(refused, 'recorded session')} would be refused`] : []),
    ...(counts !== undefined && counts.unreadable > 0 ? [`${number(counts.unreadable)} could not be read`] : []),
  ];
  return wrong.length === 0 ? 'All is well.' : `Not all is well: ${wrong.join(', ')}.`;
};

export const check = async (terminal: Terminal, options: CheckCommandOptions, name: string): Promise<number> => {
  if (isMachinePath(name)) return (await import('./check-machine.ts')).checkMachineFile(terminal, options, name);
  const json = options.json ?? false;
  const document = onStandardOutput(options, json);
  if (options.corpus !== undefined && options.log)
    throw new RepriseError('USAGE', '--corpus and --log both say which sessions.', { hint: 'Leave one out.' });
  if (options.of !== undefined && options.corpus === undefined && !options.log)
    throw new RepriseError('USAGE', '--of chooses among recorded sessions, and none are named.', {
      hint: 'Name them with --corpus DIR or --log.',
    });
  requireFolders(options);
  const profile = await profileNamed(name);
  const page: Page = {
    style: styleOf({ colours: terminal.colour, width: terminal.columns }),
    print: (lines) => {
      if (!json && document === undefined) for (const line of lines) terminal.print(line);
    },
  };
  let opened: OpenedLog | undefined;
  try {
    // What is not there is told before anything takes time.
    let items: CorpusItem[] | undefined;
    if (options.log) {
      opened = await openToRead(terminal, options);
      items = await corpusOfLog(opened?.log);
    } else if (options.corpus !== undefined)
      items = await corpusOfFolder(options.corpus, await secretsFrom(terminal.env));
    const picture = pictureOfProfile(profile);
    if (options.svg !== undefined) await writeDocument(terminal, options.svg, svgPicture(picture));
    if (options.mermaid !== undefined) await writeDocument(terminal, options.mermaid, mermaidPicture(picture));

    const found = await explored(terminal, profile, options);
    const written = options.out === undefined ? [] : await writeStories(options.out, found.findings);
    page.print(await checkLines(page.style, titleOf(name, profile), found, written));
    const corpus = items === undefined ? undefined : await held(terminal, page, items, profile, options.of);

    const leftOut = corpus?.sessions.length !== 0 && corpus?.sessions.every(({ outcome }) => outcome === 'left-out');
    if (leftOut)
      throw new RepriseError(
        'SESSION_NOT_FOUND',
        `No recorded session began with a profile named ${options.of?.join(' or ')}.`,
        {
          hint: 'Leave --of out to hold all of them against the profile.',
        },
      );
    if (options.junit !== undefined) {
      const suites = [checkSuite(found), ...(corpus === undefined ? [] : [corpusSuite(corpus.sessions)])];
      await writeDocument(terminal, options.junit, junitText(`reprise check ${name}`, suites));
    }
    const exitCode = exitCodeOf(found, corpus?.sessions ?? []);
    if (json) terminal.print(jsonLine(jsonOf(name, profile, found, written, corpus, exitCode)));
    const verdict = verdictOf(found, corpus?.counts);
    page.print(['', exitCode === EXIT.ok ? page.style.good(verdict) : page.style.bad(verdict)]);
    if (document !== undefined) terminal.note(safeLine(verdict));
    return exitCode;
  } finally {
    await opened?.close();
  }
};

const jsonOf = (
  name: string,
  profile: Profile,
  { aspects, findings, ...found }: ProfileCheck,
  written: readonly (string | undefined)[],
  corpus: { sessions: readonly CorpusSession[]; counts: CorpusCounts } | undefined,
  exitCode: number,
): object => ({
  ok: exitCode === EXIT.ok,
  checked: name,
  profile,
  check: {
    ...found,
    aspects: aspects.map(({ explored: _explored, ...aspect }) => aspect),
    findings: findings.map((finding, index) => ({ ...finding, written: written[index] })),
  },
  ...(corpus === undefined ? {} : { corpus: { ...corpus.counts, each: corpus.sessions.map(sessionJson) } }),
});
