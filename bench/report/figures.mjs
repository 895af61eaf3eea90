// The figures that Reprise is to reach, and what a run measured for each. All are ratios within the run.

const rowsById = (rows) => new Map(rows.map((row) => [row.id, row]));

/** @param {(id: string) => object} row @param {string} of @param {string} by @param {string} member */
const ratio = (row, of, by, member = 'rate') => {
  const [above, below] = [row(of)?.[member], row(by)?.[member]];
  return above === undefined || below === undefined ? undefined : above / below;
};

const atLeast = (goal) => ({ goal, reached: (value) => value >= goal, sign: 'at least' });
const atMost = (goal) => ({ goal, reached: (value) => value <= goal, sign: 'at most' });

/** Events of 300 bytes and of 2,000 where both were measured. */
const forSizes = (what, goal, of, by, member) =>
  [300, 2_000].map((bytes) => ({
    what: `${what}, events of ${bytes.toLocaleString('en')} bytes`,
    ...goal,
    measure: (row) => ratio(row, of(bytes), by(bytes), member),
  }));

const append = (sessions, key) => (bytes) => `always/append/${bytes}/${sessions}/${key}`;

const FIGURES = [
  ...forSizes(
    'One writer: median latency, of a raw publish',
    atMost(1.25),
    append(1, 'reprise'),
    append(1, 'raw'),
    'p50',
  ),
  ...forSizes('8 sessions: rate, of raw publishes side by side', atLeast(0.9), append(8, 'reprise'), append(8, 'raw')),
  ...forSizes(
    '64 sessions: rate, of raw publishes side by side',
    atLeast(1.8),
    append(64, 'reprise'),
    append(64, 'raw'),
  ),
  ...forSizes('64 sessions: rate, of PostgreSQL', atLeast(1), append(64, 'reprise'), append(64, 'postgres')),
  ...forSizes(
    '512 sessions: rate, of raw atomic batches of 1,000',
    atLeast(0.6),
    append(512, 'reprise'),
    append(1_000, 'batch'),
  ),
  ...forSizes('512 sessions: rate, of PostgreSQL', atLeast(2), append(512, 'reprise'), append(512, 'postgres')),
  {
    what: 'One session, 32 callers in one process: rate, of PostgreSQL',
    ...atLeast(5),
    measure: (row) => ratio(row, 'always/contention/1/reprise', 'always/contention/1/postgres'),
  },
  {
    what: 'One session, 32 callers in four processes: rate, of one raw writer',
    ...atLeast(1),
    measure: (row) => ratio(row, 'always/contention/4/reprise', 'always/append/300/1/raw'),
  },
  {
    what: 'One session, 32 callers in four processes: calls refused',
    ...atMost(0),
    measure: (row) => row('always/contention/4/reprise')?.refused,
  },
  ...[1, 16].map((atOnce) => ({
    what: `A new session of 47 events in one call, ${atOnce} at once: rate, of PostgreSQL`,
    ...atLeast(1),
    measure: (row) => ratio(row, `always/session/${atOnce}/reprise`, `always/session/${atOnce}/postgres`),
  })),
  ...[
    ['postgres', 'PostgreSQL', 1],
    ['sqlite', 'SQLite', 0.5],
  ].map(([key, name, goal]) => ({
    what: `Import of sessions of 50 events, rules checked: rate, of ${name} with nothing checked`,
    ...atLeast(goal),
    measure: (row) => ratio(row, 'always/import/reprise', `always/import/${key}`),
  })),
  {
    what: 'Reading everything as events: rate, of the raw ordered consumer',
    ...atLeast(0.9),
    measure: (row) => ratio(row, 'read/events/reprise', 'read/consumer/raw'),
  },
  {
    what: 'Reading everything into all views: rate, of the raw ordered consumer',
    ...atLeast(0.7),
    measure: (row) => ratio(row, 'read/views/reprise', 'read/consumer/raw'),
  },
  {
    what: 'Reading everything as events: rate, of PostgreSQL',
    ...atLeast(1),
    measure: (row) => ratio(row, 'read/events/reprise', 'read/events/postgres'),
  },
  {
    what: 'Processor time of a command, in times of `JSON.parse`',
    ...atMost(20),
    measure: (row) => row('cost/send')?.times,
  },
  {
    what: 'Decode, hash check, law and all views, in times of `JSON.parse`',
    ...atMost(5),
    measure: (row) => row('cost/fold')?.times,
  },
  {
    what: 'An event of a session of 100,000, in times of one of 100',
    ...atMost(1.1),
    measure: (row) => row('cost/growth')?.times,
  },
];

/** Each figure with what was measured; `reached` is undefined where a part of it is missing. */
export const figuresOf = (rows) => {
  const byId = rowsById(rows);
  return FIGURES.map(({ what, sign, goal, measure, reached }) => {
    const measured = measure((id) => byId.get(id));
    return { what, sign, goal, measured, reached: measured === undefined ? undefined : reached(measured) };
  });
};
