// `check`: a process checked before anybody follows it, and on recorded sessions as it is changed.
import { chartOf } from '../../../../machines/chart/chart-of.ts';
import { defined } from '../../../../machines/defined.ts';
import type { Invariant } from '../../../../machines/invariants/invariant.ts';
import type { Profile } from '../../../../machines/profile.ts';
import { drawingOf } from '../../../../projections/chart/drawing-of.ts';
import type { ProfileCheck } from '../../../check/check-profile/result.ts';
import type { CorpusCheck } from '../../../check/corpus/check-corpus.ts';
import type { CorpusEntry } from '../../../check/corpus/corpus.ts';
import { EXIT, RepriseError } from '../../../errors.ts';
import { profileNamed } from '../../../formats/profile/profile-file.ts';
import { secretsFrom } from '../../../secrets/secrets-file.ts';
import { safeLine } from '../../../text/safe-text.ts';
import { jsonLine } from '../../json-line.ts';
import { openToRead, type UsedLog } from '../../opened-log.ts';
import { progressOn } from '../../progress.ts';
import { checkLines } from '../../render/check.ts';
import { checkSuite, corpusSuite } from '../../render/check-junit.ts';
import { paragraph } from '../../render/columns.ts';
import { corpusLines, countLines } from '../../render/corpus.ts';
import { counted, number } from '../../render/figures.ts';
import { junitText } from '../../render/junit.ts';
import { type Style, styleOn } from '../../render/palette.ts';
import type { Terminal } from '../../terminal.ts';
import { onStandardOutput, requireFolders, writeDocument, writeDrawing, writeTraces } from './documents.ts';
import { boundsOf, type CheckCommandOptions } from './options.ts';
import { type CheckResult, exitCodeOf, jsonOf, verdictOf } from './outcome.ts';

/** True for the path of a module, whose default export is a machine. */
const isMachinePath = (name: string): boolean => /\.[cm]?[jt]s$/i.test(name);

/** What the command prints on the way: a page, or nothing where standard output is for a document. */
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

const requireOptions = ({ corpus, log, of }: CheckCommandOptions): void => {
  if (corpus !== undefined && log)
    throw new RepriseError('USAGE', '--corpus and --log both name the recorded sessions.', { hint: 'Leave one out.' });
  if (of !== undefined && corpus === undefined && !log)
    throw new RepriseError('USAGE', '--of selects among recorded sessions, and no sessions are named.', {
      hint: 'Name them with --corpus DIR or --log.',
    });
};

const explored = async (
  terminal: Terminal,
  profile: Profile,
  invariants: readonly Invariant[],
  options: CheckCommandOptions,
): Promise<ProfileCheck> => {
  const { checkProfile } = await import('../../../check/check-profile/check-profile.ts');
  const progress = progressOn(terminal);
  try {
    return await checkProfile(profile, invariants, {
      ...defined({ seed: options.seed, sequences: options.sequences }),
      ...boundsOf(options),
      // What is explored at some moment means something only while one watches.
      ...(process.stderr.isTTY ? { onProgress: (sentence: string) => progress.show(() => sentence) } : {}),
    });
  } finally {
    progress.end();
  }
};

/** The recorded sessions to check the profile on; undefined where none are asked for. */
const entriesOf = async (
  terminal: Terminal,
  { corpus }: CheckCommandOptions,
  opened: UsedLog | 'no log' | undefined,
): Promise<CorpusEntry[] | undefined> => {
  if (opened === undefined && corpus === undefined) return undefined;
  const { corpusEntries, emptyLog } = await import('../../../check/corpus/corpus.ts');
  if (corpus !== undefined) return corpusEntries({ path: corpus, secrets: await secretsFrom(terminal.env) });
  if (opened === undefined || opened === 'no log') throw emptyLog();
  return corpusEntries({ log: opened.log });
};

const checkedOn = async (
  terminal: Terminal,
  page: Page,
  entries: readonly CorpusEntry[],
  profile: Profile,
  of: readonly string[] | undefined,
): Promise<CorpusCheck> => {
  const { checkCorpus } = await import('../../../check/corpus/check-corpus.ts');
  const progress = progressOn(terminal);
  page.print(['', page.style.header('Recorded sessions')]);
  try {
    const corpus = await checkCorpus(profile, entries, {
      ...defined({ startedWith: of }),
      onSession: async (session, done, all) => {
        const lines = corpusLines(page.style, session);
        if (lines.length > 0) progress.end();
        page.print(lines);
        await terminal.drained();
        progress.show(() => `the profile checked on ${number(done)} of ${counted(all, 'session')}`);
        return !terminal.readerGone;
      },
    });
    progress.end();
    page.print(countLines(page.style, corpus.counts));
    return corpus;
  } finally {
    progress.end();
  }
};

const paintOf = ({ good, warning, bad }: Style, exitCode: number): ((text: string) => string) =>
  exitCode === EXIT.ok ? good : exitCode === EXIT.unexplored ? warning : bad;

export const check = async (terminal: Terminal, options: CheckCommandOptions, name: string): Promise<number> => {
  if (isMachinePath(name)) return (await import('./check-machine.ts')).checkMachineFile(terminal, options, name);
  const json = options.json ?? false;
  const document = onStandardOutput(options, json);
  requireOptions(options);
  requireFolders(options);
  const profile = await profileNamed(name);
  const invariants =
    options.invariants === undefined
      ? []
      : await (await import('./invariants-file.ts')).invariantsFrom(options.invariants);
  const page: Page = {
    style: styleOn(terminal),
    print: (lines) => {
      if (!json && document === undefined) for (const line of lines) terminal.print(line);
    },
  };
  const opened = options.log ? ((await openToRead(terminal, options)) ?? 'no log') : undefined;
  try {
    // Missing sessions are reported before anything takes time.
    const entries = await entriesOf(terminal, options, opened);
    await writeDrawing(terminal, options, drawingOf(chartOf(profile), `Profile ${profile.name}`));
    const found = await explored(terminal, profile, invariants, options);
    const files = options.out === undefined ? [] : await writeTraces(options.out, found.problems);
    page.print(await checkLines(page.style, titleOf(name, profile), found, files));
    const corpus = entries === undefined ? undefined : await checkedOn(terminal, page, entries, profile, options.of);
    const result: CheckResult = { name, profile, found, files, corpus };
    if (options.junit !== undefined) {
      const suites = [checkSuite(found), ...(corpus === undefined ? [] : [corpusSuite(corpus.sessions)])];
      await writeDocument(terminal, options.junit, junitText(`reprise check ${name}`, suites));
    }
    const exitCode = exitCodeOf(result);
    if (json) terminal.print(jsonLine(jsonOf(result)));
    const verdict = verdictOf(result);
    page.print(['', ...paragraph(page.style, verdict, 0).map(paintOf(page.style, exitCode))]);
    if (document !== undefined) terminal.note(safeLine(verdict));
    return exitCode;
  } finally {
    if (opened !== undefined && opened !== 'no log') await opened.close();
  }
};
