// A picture as a Mermaid state diagram: the regions run side by side within one outer state.
import { safeLine } from '../../../text/safe-text.ts';
import { joinedWays, type Picture, type PictureRegion, type PictureState } from './picture.ts';

const MOST_SIGNS = 120;

/** Mermaid's own escapes, so that a text is only ever a text. */
const escaped = (text: string): string => {
  const line = safeLine(text);
  const short = line.length > MOST_SIGNS ? `${line.slice(0, MOST_SIGNS - 1)}…` : line;
  return short.replaceAll(/["#&<>`;:\\{}]/g, (sign) => `#${(sign.codePointAt(0) as number).toString()};`);
};

const regionLines = ({ id, title, states, ways }: PictureRegion): string[] => {
  const byId = new Map(states.map((state) => [state.id, state]));
  const nameOf = (state: string): string => {
    const { shape } = byId.get(state) as PictureState;
    return shape === 'start' || shape === 'end' ? '[*]' : `${id}_${state}`;
  };
  return [
    `state "${escaped(title)}" as ${id} {`,
    '  direction TB',
    ...states
      .filter(({ text }) => text.length > 0)
      .map((state) => `  state "${state.text.map(escaped).join('<br/>')}" as ${nameOf(state.id)}`),
    ...states.filter(({ shape }) => shape === 'gate').map((state) => `  class ${nameOf(state.id)} gate`),
    ...joinedWays(ways).map(
      ({ from, to, text }) => `  ${nameOf(from)} --> ${nameOf(to)}${text === '' ? '' : ` : ${escaped(text)}`}`,
    ),
    '}',
  ];
};

/** The diagram; notes and title are its comments. */
export const mermaidPicture = ({ title, regions, notes }: Picture): string =>
  [
    'stateDiagram-v2',
    ...[title, ...notes].map((text) => `  %% ${safeLine(text).replaceAll(/[{}]/g, '')}`),
    '  classDef gate stroke-dasharray: 5 3',
    ...regions.flatMap((region) => regionLines(region).map((line) => `  ${line}`)),
  ].join('\n');
