// What a picture of a process or a machine shows: regions that run side by side, each a line of states from the first to
// the last, with the ways between them. Mermaid and SVG draw the same picture.
import type { Profile, ProfileGate } from '../../../../machines/profile.ts';
import { counted } from '../figures.ts';

export interface PictureState {
  readonly id: string;
  /** Lines of text; none for a start or an end. */
  readonly text: readonly string[];
  readonly shape: 'start' | 'end' | 'state' | 'gate';
}

export interface PictureWay {
  readonly from: string;
  readonly to: string;
  /** May be empty. */
  readonly text: string;
  /** `main`: how it goes when all goes well. */
  readonly kind: 'main' | 'aside';
}

export interface PictureRegion {
  readonly id: string;
  readonly title: string;
  /** From the first to the last. */
  readonly states: readonly PictureState[];
  readonly ways: readonly PictureWay[];
}

export interface Picture {
  readonly title: string;
  readonly regions: readonly PictureRegion[];
  /** What the picture leaves out, in sentences. */
  readonly notes: readonly string[];
}

const START: PictureState = { id: 'start', text: [], shape: 'start' };
const END: PictureState = { id: 'end', text: [], shape: 'end' };

const gateText = (gates: readonly ProfileGate[]): string[] => [
  gates.length === 1 ? 'Gate' : `${gates.length} gates, in any order`,
  ...gates.map(({ name, criteria }) =>
    criteria.length === 0 ? name : `${name} (${counted(criteria.length, 'criterion', 'criteria')})`,
  ),
];

const phasesRegion = ({ phases, gates }: Profile): PictureRegion => {
  const states: PictureState[] = [START];
  const ways: PictureWay[] = [];
  const way = (from: string, to: string, text: string, kind: PictureWay['kind'] = 'main'): void => {
    ways.push({ from, to, text, kind });
  };
  const gatesOf = phases.map((phase) => gates.filter(({ guards }) => guards === phase));
  const guarded = (index: number): boolean => (gatesOf[index]?.length ?? 0) > 0;
  const phaseId = (index: number): string => (index < phases.length ? `phase${index + 1}` : END.id);
  const gateId = (index: number): string => `gate${index + 1}`;
  /** Where a phase leads once it is done, and from where it starts. */
  const after = (index: number): string => (guarded(index) ? gateId(index) : phaseId(index + 1));
  const before = (index: number): string =>
    index === 0 ? START.id : guarded(index - 1) ? gateId(index - 1) : phaseId(index - 1);
  way(START.id, phaseId(0), '');
  for (const [index, phase] of phases.entries()) {
    states.push({ id: phaseId(index), text: [phase], shape: 'state' });
    way(phaseId(index), after(index), 'completed');
    if (guarded(index)) {
      states.push({ id: gateId(index), text: gateText(gatesOf[index] ?? []), shape: 'gate' });
      way(gateId(index), phaseId(index + 1), 'passed or waived');
      way(gateId(index), gateId(index), 'failed', 'aside');
    }
    way(before(index), after(index), `${phase} skipped`, 'aside');
    if (after(index) !== END.id) way(after(index), phaseId(index), 'reopened', 'aside');
  }
  return { id: 'phases', title: 'Phases', states: [...states, END], ways };
};

const CYCLES: PictureRegion = {
  id: 'cycles',
  title: 'Cycles',
  states: [
    START,
    { id: 'open', text: ['Cycle is open'], shape: 'state' },
    { id: 'awaiting', text: ['A review is awaited'], shape: 'state' },
    { id: 'ended', text: ['Cycle has ended'], shape: 'state' },
    END,
  ],
  ways: [
    { from: 'start', to: 'open', text: 'cycle 1 starts', kind: 'main' },
    { from: 'open', to: 'awaiting', text: 'review requested', kind: 'aside' },
    { from: 'awaiting', to: 'open', text: 'reviews given', kind: 'aside' },
    { from: 'open', to: 'ended', text: 'ends with its agents', kind: 'main' },
    { from: 'awaiting', to: 'ended', text: 'ends with its agents', kind: 'aside' },
    { from: 'ended', to: 'open', text: 'the next starts', kind: 'main' },
    { from: 'ended', to: 'end', text: '', kind: 'main' },
  ],
};

const SESSION: PictureRegion = {
  id: 'session',
  title: 'Session',
  states: [
    START,
    { id: 'running', text: ['Running'], shape: 'state' },
    { id: 'paused', text: ['Paused'], shape: 'state' },
    END,
  ],
  ways: [
    { from: 'start', to: 'running', text: 'started', kind: 'main' },
    { from: 'running', to: 'paused', text: 'paused', kind: 'aside' },
    { from: 'paused', to: 'running', text: 'resumed', kind: 'aside' },
    { from: 'paused', to: 'end', text: 'failed or cancelled', kind: 'aside' },
    { from: 'running', to: 'end', text: 'completed, failed or cancelled', kind: 'main' },
  ],
};

/** A profile as a picture: its phases and gates, its cycles, and the life of the session around them. */
export const pictureOfProfile = (profile: Profile): Picture => {
  const { phases, gates, cycles } = profile;
  const free = gates.filter(({ guards }) => guards === undefined).map(({ name }) => name);
  const notes = [
    ...(phases.length > 1 ? ['Phases that follow each other may all be skipped.'] : []),
    ...(phases.length > 0
      ? ['A completed phase can be reopened from any later point: the phases and gates after it are pending again.']
      : []),
    ...(free.length > 0 ? [`Gates that guard no phase and may pass at any time: ${free.join(', ')}.`] : []),
    'A session ends as completed at the end of its phases; as failed or cancelled at any time.',
  ];
  return {
    title: `Profile ${profile.name}`,
    regions: [...(phases.length > 0 ? [phasesRegion(profile)] : []), ...(cycles ? [CYCLES] : []), SESSION],
    notes: phases.length > 0 ? notes : notes.slice(0, -1),
  };
};

/** The part of a machine's check that its picture needs. */
export interface DrawnMachine {
  readonly machine: string;
  readonly explored: readonly {
    readonly id: string;
    /** Events on the shortest way there. */
    readonly steps: number;
    readonly ended: boolean;
    readonly edges: readonly { readonly command: string; readonly to: string }[];
  }[];
}

/** More would be no picture. */
const MOST_STATES = 60;

/** A machine as a picture: its states in order of the steps that lead there. */
export const pictureOfMachine = ({ machine, explored }: DrawnMachine): Picture => {
  const drawn = [...explored].sort((a, b) => a.steps - b.steps).slice(0, MOST_STATES);
  const ids = new Map(drawn.map(({ id }, index) => [id, `state${index + 1}`]));
  const ways = drawn.flatMap(({ id, edges }) =>
    edges.flatMap(({ command, to }): PictureWay[] => {
      const [from, target] = [ids.get(id), ids.get(to)];
      return from === undefined || target === undefined ? [] : [{ from, to: target, text: command, kind: 'main' }];
    }),
  );
  const ends = drawn.filter(({ ended }) => ended);
  const rests = ends.map(({ id }): PictureWay => ({ from: ids.get(id) as string, to: END.id, text: '', kind: 'main' }));
  return {
    title: `Machine ${machine}`,
    regions: [
      {
        id: 'machine',
        title: 'States',
        states: [
          START,
          ...drawn.map(({ id }) => ({ id: ids.get(id) as string, text: [id], shape: 'state' as const })),
          ...(ends.length > 0 ? [END] : []),
        ],
        ways: [{ from: START.id, to: 'state1', text: '', kind: 'main' }, ...ways, ...rests],
      },
    ],
    notes:
      drawn.length < explored.length
        ? [`Drawn are the ${drawn.length} states nearest to the start, of ${explored.length}.`]
        : [],
  };
};

/** Ways between the same two states as one, with their texts after each other. */
export const joinedWays = (ways: readonly PictureWay[]): PictureWay[] => {
  const joined = new Map<string, PictureWay>();
  for (const way of ways) {
    const key = `${way.from}\n${way.to}`;
    const known = joined.get(key);
    const kind = known?.kind === 'main' ? 'main' : way.kind;
    const text = [known?.text, way.text].filter((each) => each !== undefined && each !== '').join(', or ');
    joined.set(key, { ...way, kind, text });
  }
  return [...joined.values()];
};
