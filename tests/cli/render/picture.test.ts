// A process as a picture: the same for the same profile, with all its phases and gates, whatever their names hold.
import { describe, expect, it } from 'vitest';
import { PROFILES, Profile } from '../../../machines/profile.ts';
import { mermaidPicture } from '../../../src/cli/render/picture/mermaid.ts';
import { pictureOfMachine, pictureOfProfile } from '../../../src/cli/render/picture/picture.ts';
import { svgPicture } from '../../../src/cli/render/picture/svg.ts';
import { OBEYED } from '../run-cli.ts';
import { elementsOf } from './well-formed.ts';

const release = Profile.parse({
  name: 'release',
  phases: ['Plan', 'Build', 'Ship'],
  cycles: true,
  gates: [
    { id: 'ready', name: 'Ready to build', criteria: ['scope agreed', 'owner named'], guards: 'Plan' },
    { id: 'green', name: 'Tests are green', guards: 'Build' },
    { id: 'safe', name: 'Looked at by security', guards: 'Build' },
    { id: 'retro', name: 'Retrospective' },
  ],
});
const hostile = Profile.parse({
  name: 'hostile',
  phases: [
    'a: b; --> {x} %% "q" <script>alert(1)</script>',
    'x\ny\u001b[31mred\u0000',
    'end',
    '[*]',
    "]]> &amp; 'q' #quot;",
    'e\u202eabc\ud800',
    '長'.repeat(200),
  ],
  gates: [{ id: 'g', name: '<b>"}\n  state', guards: 'end' }],
});
const ways = (profile: Profile): string[] =>
  pictureOfProfile(profile)
    .regions.filter(({ id }) => id === 'phases')
    .flatMap(({ ways: all }) => all.map(({ from, to, text }) => `${from} ${to} ${text}`));

describe('the picture of a profile', () => {
  it('has its phases in order, the gates between them, and the ways that skip and reopen', () => {
    expect(ways(release)).toEqual([
      'start phase1 ',
      'phase1 gate1 completed',
      'gate1 phase2 passed or waived',
      'gate1 gate1 failed',
      'start gate1 Plan skipped',
      'gate1 phase1 reopened',
      'phase2 gate2 completed',
      'gate2 phase3 passed or waived',
      'gate2 gate2 failed',
      'gate1 gate2 Build skipped',
      'gate2 phase2 reopened',
      'phase3 end completed',
      'gate2 end Ship skipped',
    ]);
  });

  it('has the cycles of one that runs in cycles, and the life of the session', () => {
    const regions = (profile: Profile) => pictureOfProfile(profile).regions.map(({ id }) => id);
    expect(regions(release)).toEqual(['phases', 'cycles', 'session']);
    expect(regions(PROFILES.cycles as Profile)).toEqual(['cycles', 'session']);
    expect(regions(PROFILES.meta as Profile)).toEqual(['phases', 'session']);
    expect(pictureOfProfile(release).notes.join()).toContain('Retrospective');
  });
});

describe('Mermaid', () => {
  it('is a state diagram with every phase and gate by its name', () => {
    const text = mermaidPicture(pictureOfProfile(release));
    expect(text).toMatch(/^stateDiagram-v2\n/);
    for (const line of [
      'state "Plan" as phases_phase1',
      'state "2 gates, in any order<br/>Tests are green<br/>Looked at by security" as phases_gate2',
      'phases_gate1 --> phases_phase2 : passed or waived',
      '[*] --> phases_gate1 : Plan skipped',
      'phases_phase3 --> [*] : completed',
      'session_running --> session_paused : paused',
    ])
      expect(text.split('\n').map((each) => each.trim())).toContain(line);
  });

  it('takes a name only ever as a text', () => {
    const text = mermaidPicture(pictureOfProfile(hostile));
    expect(text).not.toMatch(OBEYED);
    for (const line of text.split('\n').map((each) => each.trim()))
      expect(line).toMatch(
        /^(stateDiagram-v2|%% .*|classDef .*|direction TB|\}|class \w+ gate|state "[^"{}]*" as \w+( \{)?|(\w+|\[\*\]) --> (\w+|\[\*\])( : [^:;]*(#\d+;[^:;]*)*)?)$/,
      );
  });
});

describe('SVG', () => {
  it.each([...Object.values(PROFILES), release, hostile].map((profile) => [profile.name, profile] as const))(
    'of %s is well formed and the same each time',
    (_name, profile) => {
      const svg = svgPicture(pictureOfProfile(profile));
      expect(elementsOf(svg).filter((name) => name === 'script')).toEqual([]);
      expect(svg).toBe(svgPicture(pictureOfProfile(profile)));
      expect(svg).not.toMatch(/NaN|undefined|Infinity/);
      expect(svg.length).toBeLessThan(200_000);
    },
  );

  it('shows every phase and gate, and has colours for a dark page', () => {
    const svg = svgPicture(pictureOfProfile(release));
    for (const name of ['Plan', 'Build', 'Ship', 'Ready to build (2 criteria)', 'Looked at by security'])
      expect(svg).toContain(`>${name}</text>`);
    expect(svg).toContain('prefers-color-scheme: dark');
  });

  it('keeps everything within its page', () => {
    for (const profile of [release, hostile, PROFILES.meta as Profile]) {
      const svg = svgPicture(pictureOfProfile(profile));
      const [, width = 0] = (/ width="(\d+)"/.exec(svg) ?? []).map(Number);
      for (const [, offset, rest] of svg.matchAll(
        /<g transform="translate\((\d+) \d+\)">\n<rect class="region" width="([\d.]+)"/g,
      ))
        expect(Number(offset) + Number(rest)).toBeLessThanOrEqual(width);
      expect(width).toBeGreaterThan(0);
    }
  });
});

it('a machine is drawn in order of the steps that lead to its states, as far as it makes a picture', () => {
  const door = {
    machine: 'door',
    explored: [
      { id: 'shut', steps: 0, ended: false, edges: [{ command: 'push', to: 'open' }] },
      { id: 'broken', steps: 2, ended: true, edges: [] },
      {
        id: 'open',
        steps: 1,
        ended: false,
        edges: ['pull shut', 'kick open', 'kick broken'].map((edge) => {
          const [command = '', to = ''] = edge.split(' ');
          return { command, to };
        }),
      },
    ],
  };
  const picture = pictureOfMachine(door);
  expect(picture.regions[0]?.states.map(({ text }) => text.join())).toEqual(['', 'shut', 'open', 'broken', '']);
  expect(mermaidPicture(picture)).toContain('machine_state2 --> machine_state2 : kick');
  expect(mermaidPicture(picture)).toContain('machine_state3 --> [*]');
  expect(elementsOf(svgPicture(picture))).toContain('svg');
  const many = Array.from({ length: 500 }, (_, index) => ({
    ...{ id: `s${index}`, steps: index, ended: false },
    edges: [{ command: 'on', to: `s${(index + 1) % 500}` }],
  }));
  expect(pictureOfMachine({ machine: 'long', explored: many }).notes).toEqual([
    'Drawn are the 60 states nearest to the start, of 500.',
  ]);
});
