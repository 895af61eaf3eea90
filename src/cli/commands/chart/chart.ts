// `chart`: the process of a profile, or of a session at a moment, as a text, a picture or a machine.
import type { Chart } from '../../../../machines/chart/chart.ts';
import { chartOf } from '../../../../machines/chart/chart-of.ts';
import { type MarkedSession, machineConfig } from '../../../../machines/chart/xstate.ts';
import { PROFILES } from '../../../../machines/profile.ts';
import { drawingOf } from '../../../../projections/chart/drawing-of.ts';
import { chartDocument, chartMoment, profileTitle, sessionTitle } from '../../../chart/chart-document.ts';
import { EXIT, RepriseError } from '../../../errors.ts';
import { writeFileAtomically } from '../../../export/atomic-file.ts';
import { profileNamed } from '../../../formats/profile/profile-file.ts';
import { momentWithin } from '../../../session/replay/moment.ts';
import { jsonLine } from '../../json-line.ts';
import { noteUninterpreted } from '../../note-uninterpreted.ts';
import type { CommonOptions } from '../../options.ts';
import { chartLines } from '../../render/chart.ts';
import { styleOn } from '../../render/palette.ts';
import { eventsUntil, withSession } from '../../session-argument.ts';
import type { Terminal } from '../../terminal.ts';

export interface ChartCommandOptions extends CommonOptions {
  readonly at?: string;
  readonly session?: boolean;
  readonly format?: 'text' | 'svg' | 'mermaid' | 'xstate';
  readonly output?: string;
}

interface Shown {
  readonly chart: Chart;
  readonly title: string;
  /** Undefined for a profile. */
  readonly session?: MarkedSession;
}

/** NDJSON, four files and ids are sessions. */
const isProfile = (name: string): boolean => Object.hasOwn(PROFILES, name) || /\.(?:json|ya?ml)$/i.test(name);

const textOf = async (terminal: Terminal, { chart, title, session }: Shown, options: ChartCommandOptions) => {
  const { format = 'text', json } = options;
  if (format === 'xstate') {
    if (json) return jsonLine(machineConfig(chart, session));
    const { xstateModule } = await import('../../../chart/xstate-module.ts');
    return xstateModule(chart, session).trimEnd();
  }
  if (json || format === 'svg') {
    const document = await chartDocument(chart, title, session);
    return json ? jsonLine(document) : (await import('../../../chart/svg.ts')).chartSvg(document);
  }
  if (format === 'mermaid')
    return (await import('../../../chart/mermaid.ts')).chartMermaid(drawingOf(chart, title, session));
  // A file has neither colours nor a width.
  const style = styleOn(options.output === undefined ? terminal : { colour: false, columns: undefined, cuts: false });
  return chartLines(style, title, chart, session).join('\n');
};

export const chart = async (
  terminal: Terminal,
  options: ChartCommandOptions,
  name: string | undefined,
): Promise<number> => {
  const { at, output } = options;
  const show = async (shown: Shown): Promise<number> => {
    const text = await textOf(terminal, shown, options);
    if (output === undefined) terminal.print(text);
    else await writeFileAtomically(output, `${text}\n`);
    return EXIT.ok;
  };
  if (name !== undefined && isProfile(name) && !options.session) {
    if (at !== undefined)
      throw new RepriseError('USAGE', `--at is a moment of a session, and ${name} is a profile.`, {
        hint: 'Add --session where it is the name of a session.',
      });
    const profile = await profileNamed(name);
    return show({ chart: chartOf(profile), title: profileTitle(profile) });
  }
  return withSession(terminal, options, name, async (source) => {
    const events = await eventsUntil(source, at === undefined ? undefined : (startedAt) => momentWithin(at, startedAt));
    noteUninterpreted(terminal, events);
    const moment = chartMoment(source.sessionId, events);
    return show({ chart: moment.chart, title: sessionTitle(moment), session: moment });
  });
};
