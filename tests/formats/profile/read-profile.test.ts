// A profile in a file: read, or refused with every problem at its location.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { profileFrom } from '../../../machines/commands/facts.ts';
import { PROFILES } from '../../../machines/profile.ts';
import { readProfileText } from '../../../src/formats/profile/read-profile.ts';
import { runs } from '../../more.ts';

/** `line:column message` of each problem. */
const problemsOf = (text: string): string[] => {
  const read = readProfileText(text);
  return read.kind === 'problems'
    ? read.problems.map(({ line, column, message }) => `${line}:${column} ${message}`)
    : [];
};

const processorTime = (work: () => unknown): number => {
  const begun = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(begun);
  return user + system;
};

const profileOf = (text: string) => {
  const read = readProfileText(text);
  if (read.kind === 'problems') throw new Error(JSON.stringify(read.problems));
  return read.profile;
};

describe('a profile that is read', () => {
  it('has the values of the YAML, and defaults for what the YAML leaves out', () => {
    const text = [
      'name: release',
      'description: >',
      '  How a release',
      '  is made',
      'phases: [Plan, Build] # in order',
      'gates:',
      '  - id: ready',
      '    name: Ready to build',
      '    criteria: [scope agreed]',
      '    guards: Plan',
      'rules:',
      '  T.ready: off',
      'budget: { session: 1000 }',
    ].join('\n');
    expect(profileOf(text)).toEqual({
      name: 'release',
      description: 'How a release is made\n',
      phases: ['Plan', 'Build'],
      cycles: false,
      gates: [{ id: 'ready', name: 'Ready to build', criteria: ['scope agreed'], guards: 'Plan' }],
      budget: { session: 1000, phases: {} },
      enforcement: 'enforce',
      rules: { 'T.ready': 'off' },
      limits: { ticksAtOnce: 10 },
    });
  });

  it('may be JSON, indented by tabs too', () => {
    expect(profileOf('{\n\t"name": "x",\n\t"phases": ["a \\ud83d\\ude00\\/"]\n}').phases).toEqual(['a 😀/']);
  });

  it('may end its lines with CR LF, and use aliases', () => {
    const text = 'name: x\r\nphases:\r\n- &first Plan\r\n- Build\r\ngates:\r\n- {id: g, name: G, guards: *first}\r\n';
    expect(profileOf(text)).toMatchObject({ phases: ['Plan', 'Build'], gates: [{ guards: 'Plan' }] });
  });

  it.each(Object.entries(PROFILES))('is the same after %s was written and read', (_name, profile) => {
    expect(profileOf(stringify(profile))).toEqual(profile);
    expect(profileOf(JSON.stringify(profile, undefined, 2))).toEqual(profile);
  });
});

it('the processes of the documentation are read as the page says', () => {
  const page = readFileSync(new URL('../../../docs/reference/profiles.md', import.meta.url), 'utf8');
  const [whole = '', ordered = ''] = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text]) => text);
  expect(profileOf(whole)).toMatchObject({ phases: ['Plan', 'Build', 'Ship'], rules: { 'T.ready': 'warn' } });
  const { phases } = profileOf(`name: x\n${ordered}`);
  expect(page).toContain(`Here: ${phases.join(', ')}.`);
});

describe('the order of phases', () => {
  const order = (phases: string) => profileOf(`name: x\nphases:\n${phases}`).phases;

  it('is that of the list where no phase names another', () => {
    expect(order('- C\n- A\n- {name: B}')).toEqual(['C', 'A', 'B']);
  });

  it('puts a phase after all that it names, and keeps the order of the list among those that could be next', () => {
    const listed =
      '- {name: Deliver, after: [Test, Docs]}\n- Plan\n- {name: Test, after: Build}\n- Build\n- {name: Docs, after: Plan}';
    expect(order(listed)).toEqual(['Plan', 'Build', 'Test', 'Docs', 'Deliver']);
  });

  it('is refused where it has a cycle, which is written out at its line', () => {
    const listed =
      '- {name: A, after: C}\n- {name: B, after: A}\n- {name: C, after: [B]}\n- {name: D, after: D}\n- {name: E, after: C}';
    expect(problemsOf(`name: x\nphases:\n${listed}`)).toEqual([
      '3:20 the phases wait for each other in a cycle: A after C after B after A; expected an order without cycles.',
      '6:20 the phases wait for each other in a cycle: D after D; expected an order without cycles.',
    ]);
  });

  it('is refused where a name is not that of a phase, or not a text', () => {
    expect(
      problemsOf('name: x\nphases:\n- Build\n- {name: Test, after: Biuld}\n- {name: Ship, after: 3, befor: Test}'),
    ).toEqual([
      '4:23 no phase is named "Biuld"; did you mean Build? Phases: Build, Test, Ship.',
      '5:23 after is the number 3; expected the name of a phase, or a list of names.',
      '5:26 no key is named "befor". Keys of a phase: name, after.',
    ]);
  });
});

describe('a profile that is refused', () => {
  it('reports all problems at once, in order, each with its line, what is there and what was expected', () => {
    const text = [
      'name: release train',
      'phases:',
      '  - Plan',
      '  - Build',
      '  - Plan',
      '  - 5',
      'gates:',
      '  - id: g1',
      '    name: Ready',
      '    guards: Biuld',
      '    critera: [x]',
      '  - id: g1',
      '    name: 7',
      'rules:',
      '  S.frist: warn',
      '  T.ready: eror',
      '  E.ordinal: warn',
      '  M.task: off',
      'budget: { phases: { Bild: 5 } }',
      'enforcement: enfore',
      'cycles: yes',
      'colour: red',
    ].join('\n');
    expect(problemsOf(text)).toEqual([
      '1:7 name is the text "release train"; expected a name of 1 to 64 of A-Z a-z 0-9 _ -.',
      '5:5 two phases are named "Plan"; the first is in line 3.',
      '6:5 phases[3] is the number 5; expected a name of 1 to 1,000 characters, or a mapping with name and after.',
      '10:13 no phase is named "Biuld"; did you mean Build? Phases: Plan, Build.',
      '11:5 no key is named "critera"; did you mean criteria? Keys of gates[0]: id, name, criteria, guards.',
      '12:9 two gates have the id or name "g1"; the first is in line 8.',
      '13:11 gates[1].name is the number 7; expected a text of 1 to 1,000 characters.',
      expect.stringMatching(/^15:3 no rule is named "S\.frist"; did you mean S\.first\? Rules of S: S\.first, /),
      '16:12 no severity is named "eror"; did you mean error? Severities: error, warn, off.',
      '17:14 E.ordinal is error in every profile; expected no entry for it.',
      '18:3 M.task is error in every profile; expected no entry for it.',
      '19:21 no phase is named "Bild"; did you mean Build? Phases: Plan, Build.',
      '20:14 no enforcement is named "enfore"; did you mean enforce? Enforcements: enforce, observe.',
      '21:9 cycles is the text "yes"; expected true or false.',
      expect.stringMatching(/^22:1 no key is named "colour"\. Keys of a profile: name, /),
    ]);
  });

  it.each([
    ['an empty file', '', '1:1 the file is empty; expected a mapping with a name and phases.'],
    ['only comments', '# soon\n', '1:1 the file is empty; expected a mapping with a name and phases.'],
    ['a list', '- a\n', '1:1 the file is a list; expected a mapping with a name and phases.'],
    ['a text', 'hello\n', '1:1 the file is the text "hello"; expected a mapping with a name and phases.'],
    [
      'several documents',
      'name: a\nphases: [x]\n---\nname: b\n',
      '3:1 a second document begins here (of 2); expected one profile in a file.',
    ],
    [
      'broken YAML',
      'name: x\nphases: [a, b',
      '2:14 this is not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ].',
    ],
    [
      'a tab as indent',
      'name: x\nbudget:\n\tsession: 1\nphases: [a]\n',
      '3:1 a tab indents this line; YAML expects spaces.',
    ],
    [
      'a key that is there twice',
      'name: x\nphases: [a]\nname: y\n',
      '3:1 the key "name" is in line 1 already; expected it once.',
    ],
    [
      'a tag',
      'name: !secret x\nphases: [a]\n',
      '1:15 this value has the tag "!secret"; expected a value without a tag.',
    ],
    ['an alias of nothing', 'name: x\nphases: [*b]\n', '2:10 no anchor is named "b" before this.'],
    [
      'an alias within itself',
      'name: x\nphases: &p [*p]\n',
      '2:13 this alias is inside the value that it repeats; expected a value without a cycle.',
    ],
    ['a key that is no name', 'name: x\nphases: [a]\n7: y\n', '3:1 this key is the number 7; expected a name.'],
    [
      'a name of the language',
      'name: x\nphases: [a]\n__proto__: y\n',
      expect.stringMatching(/^3:1 the key "__proto__" is not allowed/),
    ],
    ['no name', 'phases: [a]\n', '1:1 the profile has no name; expected a name of 1 to 64 of A-Z a-z 0-9 _ -.'],
    [
      'neither phases nor cycles',
      'name: x\n',
      '1:1 the profile has no phases and no cycles; expected phases, cycles: true, or both.',
    ],
    ['an empty value', 'name: x\nphases: [a]\ngates:\n', '3:7 gates is empty; expected a list of at most 200 gates.'],
    [
      'phases that are no list',
      'name: x\nphases: a, b\ngates: [{id: g, name: G, guards: a}]\n',
      '2:9 phases is the text "a, b"; expected a list of at most 100 phases.',
    ],
    [
      'too many phases',
      `name: x\nphases: [${Array.from({ length: 101 }, (_, index) => `p${index}`).join(', ')}]\n`,
      '2:9 phases is a list of 101; expected a list of at most 100 phases.',
    ],
  ])('%s', (_what, text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });

  const deep = /^1:1 its lists and mappings nest deeper than 32 levels\.$/;
  const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]'];
  for (const [index, name] of [...'bcdefg'].entries())
    bomb.push(`${name}: &${name} [${Array(9).fill(`*${'abcdef'[index]}`).join(', ')}]`);

  it.each([
    ['nests deeply', '['.repeat(200_000), deep],
    ['nests deeply in JSON', `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`, deep],
    ['nests deeply in dashes', `${'- '.repeat(50_000)}x`, deep],
    ['multiplies by aliases', bomb.join('\n'), /^\d+:\d+ this is alias 101; expected at most 100\.$/],
    [
      'repeats much by few aliases',
      `a: &a [${'x, '.repeat(50_000)}x]\nb: [*a, *a]`,
      /^\d+:\d+ the text has more than 100000 values, with those that aliases repeat; expected a profile\.$/,
    ],
    ['has many keys', Array.from({ length: 60_000 }, (_, index) => `k${index}: 1`).join('\n'), /no key is named "k0"/],
  ])('that %s takes neither the stack nor much time', (_what, text, problem) => {
    const usual = processorTime(() => problemsOf(`name: x\nphases: [${'x, '.repeat(20_000)}x]`));
    const time = processorTime(() => expect(problemsOf(text).find((each) => problem.test(each))).toBeDefined());
    // In units of this machine: a list of 20,000 words. They take 0.1 to 10 of them.
    expect(time / usual).toBeLessThan(100);
  });
});

describe('the reader and the law', () => {
  const mostly = <T>(arbitrary: fc.Arbitrary<T>, seldom: fc.Arbitrary<unknown>) =>
    fc.oneof({ weight: 40, arbitrary }, { weight: 1, arbitrary: seldom });
  const anything = fc.constantFrom<unknown>(null, 1, -1, 1.5, true, 'x', [], {}, [1], 'error');
  const or = (arbitrary: fc.Arbitrary<unknown>) => mostly(arbitrary, anything);
  const word = mostly(
    fc.constantFrom('Plan', 'Build'),
    fc.constantFrom('Test', 'biuld', '', 'a'.repeat(1_001)),
  ) as fc.Arbitrary<string>;
  const profile = fc.record(
    {
      name: or(mostly(fc.constant('release'), fc.constant('a b'))),
      description: or(fc.constant('why')),
      phases: or(mostly(fc.constant(['Plan', 'Build']), fc.array(or(word), { maxLength: 4 }))),
      cycles: or(fc.boolean()),
      gates: or(
        fc.uniqueArray(
          or(
            fc.record(
              {
                id: or(fc.constantFrom('g', 'h', 'i')),
                name: or(fc.constantFrom('G', 'H', 'g')),
                criteria: or(fc.array(or(word))),
                guards: or(word),
              },
              { requiredKeys: ['id', 'name'] },
            ),
          ),
          { maxLength: 2 },
        ),
      ),
      budget: or(
        fc.record(
          { session: or(fc.nat()), phases: or(fc.dictionary(word, or(fc.nat()), { maxKeys: 2 })) },
          { requiredKeys: [] },
        ),
      ),
      enforcement: or(mostly(fc.constantFrom('enforce', 'observe'), fc.constant('enfore'))),
      rules: or(
        fc.dictionary(
          mostly(
            fc.constantFrom('T.ready', 'G.guard'),
            fc.constantFrom('S.first', 'E.ordinal', 'Q.none'),
          ) as fc.Arbitrary<string>,
          or(mostly(fc.constantFrom('error', 'warn', 'off'), fc.constant('eror'))),
          { maxKeys: 2 },
        ),
      ),
      limits: or(fc.record({ ticksAtOnce: or(fc.integer({ min: 0, max: 30 })) })),
    },
    { requiredKeys: ['name', 'phases'] },
  );

  it('refuse the same profiles, and read the others as the same', () => {
    let [read, refused] = [0, 0];
    fc.assert(
      fc.property(profile, (value) => {
        const found = readProfileText(JSON.stringify(value));
        const law = profileFrom(JSON.parse(JSON.stringify(value)));
        if (found.kind === 'profile') {
          read += 1;
          expect({ profile: found.profile }).toEqual(law);
        } else {
          refused += 1;
          expect(law).toHaveProperty('invalid');
          for (const { line, column, message } of found.problems) {
            expect([line, column >= 1]).toEqual([1, true]);
            expect(message).toMatch(/[^.]\.$/);
          }
        }
      }),
      { numRuns: runs(3_000) },
    );
    expect(Math.min(read, refused)).toBeGreaterThan(runs(500));
  });

  it('never throw, whatever the text', () => {
    const piece = fc.constantFrom(
      'name: x',
      'phases:',
      '- a',
      '[',
      ']',
      '{',
      '}',
      '&a',
      '*a',
      '!t',
      '"',
      "'",
      '|',
      '>',
      '\n',
      '  ',
      '\t',
      ': ',
      '? ',
      '#',
      '---',
      '...',
      '%YAML 1.1',
      '\r',
      '\ud800',
      '<<: ',
      ',',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join('')),
          fc.string({ unit: 'binary' }),
        ),
        (text) => {
          const found = readProfileText(text);
          if (found.kind === 'problems') expect(found.problems.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: runs(3_000) },
    );
  });
});
