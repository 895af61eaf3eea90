// plan.md as people and agents write it: what is an item, what is not, and what an edit touches.
import { describe, expect, test } from 'vitest';
import type { Fact } from '../../../machines/commands/fact.ts';
import { isRepriseError } from '../../../src/errors.ts';
import { MARKS } from '../../../src/formats/plan-md/blocks.ts';
import { normal } from '../../../src/formats/plan-md/content.ts';
import { diffPlans, identified, NO_PLAN, numberedIds } from '../../../src/formats/plan-md/diff.ts';
import { sessionIdOf } from '../../../src/formats/plan-md/from-git.ts';
import { marksOf } from '../../../src/formats/plan-md/marks-setting.ts';
import {
  MAX_BYTES,
  MAX_NESTING,
  type ParsedPlan,
  parsePlan,
  unknownMarks,
} from '../../../src/formats/plan-md/parse.ts';
import { patchPlan } from '../../../src/formats/plan-md/patch.ts';
import { planFile } from '../../../src/formats/plan-md/plan-file.ts';
import { renderPlan } from '../../../src/formats/plan-md/render.ts';
import { textOfBytes } from '../../../src/formats/text-file.ts';

/** Each item on a line: depth, status, text, note. */
const told = ({ title, items, sections }: ParsedPlan): unknown[] => {
  const lines = (list: ParsedPlan['items']) =>
    list.map(
      ({ depth, status, text, note }) => `${'.'.repeat(depth)}${status}: ${text}${note === null ? '' : ` | ${note}`}`,
    );
  return [title, ...lines(items), ...sections.map((section) => [section.title, ...lines(section.items)])];
};

const ownForm = `## Feature: quotas

- [x] ~~Measure the load~~ (47 tests passing)
- [ ] Choose a store — one that is there already
  - [~] Compare two
  - [!] Ask for access

### Empty for now

### Work
- [?] Which limit?
- [-] ~~Build our own~~
- [ ] Write it
`;

describe('reading', () => {
  test('finds the title, sections (empty ones too), nested items, marks, strikes and notes', () => {
    expect(told(parsePlan(ownForm))).toEqual([
      'Feature: quotas',
      'done: Measure the load | (47 tests passing)',
      'open: Choose a store | one that is there already',
      '.in_progress: Compare two',
      '.blocked: Ask for access',
      ['Empty for now'],
      ['Work', 'question: Which limit?', 'dropped: Build our own', 'open: Write it'],
    ]);
  });

  test('gives the same bytes again for a file in its own form', () => {
    expect(renderPlan(parsePlan(ownForm))).toBe(ownForm);
  });

  test('finds no item in a fence, in indented code, in a quotation or in a comment', () => {
    const text =
      '- [ ] a\n\n```\n- [ ] fenced\n```\n\n    - [ ] indented\n\n> - [ ] quoted\n\n<!--\n- [ ] hidden\n-->\n\n- no box\n- [x](url) a link\n- [1] a footnote\n- [ ]nothing between\n- [X] b\n';
    expect(told(parsePlan(text))).toEqual([null, 'open: a', 'done: b']);
  });

  test.each([
    ['dash', '- [ ] a — b', 'open: a | b'],
    ['hyphen', '- [ ] a - b', 'open: a | b'],
    ['brackets', '- [ ] a (b (c))', 'open: a | (b (c))'],
    ['brackets before a dash', '- [ ] a (b) — c', 'open: a (b) | c'],
    ['dash in code', '- [ ] run `a - b` now', 'open: run `a - b` now'],
    ['dash in a link', '- [ ] see [a — b](x) now', 'open: see [a — b](x) now'],
    ['call', '- [ ] call f()', 'open: call f()'],
    ['tail behind a strike', '- [x] ~~a - b~~ — c', 'done: a - b | c'],
    ['strike on an open box', '- [ ] ~~a~~', 'dropped: a'],
    ['strike of a part', '- [ ] ~~a~~ b', 'open: ~~a~~ b'],
    ['lines that go on', '- [ ] a\n  b\nc', 'open: a b c'],
    ['numbered', '1) [ ] a', 'open: a'],
    ['no text', '- [ ]', 'open: '],
    ['right to left', '- [ ] שלום (עולם)', 'open: שלום | (עולם)'],
    ['character reference', '- [ ] a&#10;b', 'open: a\nb'],
  ])('%s', (_, text, expected) => {
    expect(told(parsePlan(text))).toEqual([null, expected]);
    expect(told(parsePlan(`\ufeff${text.replaceAll('\n', '\r\n')}\r\n`))).toEqual([null, expected]);
  });

  test('the first heading is the title, unless it is a section among others', () => {
    expect(told(parsePlan('# T\n## A\n- [ ] a\n## B\n'))).toEqual(['T', ['A', 'open: a'], ['B']]);
    expect(told(parsePlan('## A\n- [ ] a\n## B\n- [ ] b\n'))).toEqual([null, ['A', 'open: a'], ['B', 'open: b']]);
    expect(told(parsePlan('### A\n- [ ] a\n'))).toEqual([null, ['A', 'open: a']]);
  });

  test('parses only what was edited, with the same result as for the whole file', () => {
    const lines = Array.from({ length: 3_000 }, (_, place) => `- [ ] item ${place}`);
    const before = parsePlan(`## T\n\n${lines.join('\n')}\n`);
    const reads = (text: string): number => {
      const after = parsePlan(text, before);
      expect(told(after)).toEqual(told(parsePlan(text)));
      return after.pieces.filter(({ blocks }) => before.pieces.every((piece) => piece.blocks !== blocks)).length;
    };
    expect(reads(before.text.replace('item 1500', 'another'))).toBeLessThanOrEqual(3);
    expect(reads(before.text.replace('- [ ] item 1500\n', '- [ ] new\n\n- [ ] item 1500\n'))).toBeLessThanOrEqual(3);
    // A fence that opens and never closes takes all that follows.
    expect(reads(before.text.replace('- [ ] item 1500\n', '```\n'))).toBeGreaterThan(0);
  });
});

describe('limits', () => {
  const codeOf = (run: () => unknown): string | undefined => {
    try {
      run();
    } catch (error) {
      return isRepriseError(error) ? `${error.code}: ${error.message}` : String(error);
    }
    return undefined;
  };
  test.each([
    ['size', () => parsePlan('x'.repeat(MAX_BYTES + 1)), 'more than 1 MiB'],
    ['bytes', () => textOfBytes(new Uint8Array(MAX_BYTES + 1), planFile('plan.md')), 'more than 1 MiB'],
    ['binary', () => textOfBytes(Buffer.from([0x89, 0x50, 0]), planFile('plan.md')), 'not text in UTF-8'],
    ['not UTF-8', () => textOfBytes(Buffer.from([0x61, 0xff]), planFile('plan.md')), 'not text in UTF-8'],
    ['heading', () => parsePlan(`## T\n\n### ${'x'.repeat(1_001)}\n`), 'Line 3: a heading has at most 1000'],
    [
      'nesting',
      () => parsePlan(Array.from({ length: MAX_NESTING + 1 }, (_, depth) => `${'  '.repeat(depth)}- [ ] x\n`).join('')),
      `Line ${MAX_NESTING + 1}: boxes are nested at most`,
    ],
  ])('%s is refused with a sentence', (_, run, sentence) => expect(codeOf(run)).toContain(sentence));

  test('texts of 10,000 characters of Markdown are written and read', () => {
    for (const sign of ['[', '*', '`', '~', '(', '|', '\\', '<', '_a', '🎉', ' ', '— ']) {
      const text = sign.repeat(10_000 / sign.length);
      for (const status of ['open', 'done'] as const) {
        const file = renderPlan({ title: null, items: [{ text, note: null, status, depth: 0 }], sections: [] });
        const [read] = parsePlan(file).items;
        expect(normal(read?.text ?? '', read?.note ?? null)).toEqual(normal(text, null));
      }
    }
  });
});

/** Types of the facts from one text to another, with the ids that they name. */
const facts = (a: string, b: string): string[] =>
  diffPlans(
    identified(NO_PLAN, parsePlan(a), numberedIds()),
    parsePlan(b),
    numberedIds((id) => /-[1-9]$/.test(id)),
  ).map(({ type, data }) => {
    const { itemId, sectionId, text, note } = data as Record<string, string>;
    return `${type} ${itemId ?? sectionId}${text === undefined ? '' : ` ${text}`}${note === undefined ? '' : ` (${note})`}`;
  });

describe('front matter', () => {
  const yaml = `---\ntitle: A plan ${'x'.repeat(2_000)}\ntags:\n  - a\n---\n`;
  test.each([
    ['YAML', `${yaml}# Plan\n- [ ] a\n`, ['Plan', 'open: a']],
    ['YAML that ends in dots', '---\na: 1\n...\n- [ ] a\n', [null, 'open: a']],
    ['TOML', '+++\ntitle = "x"\n+++\n# Plan\n', ['Plan']],
    ['empty', '---\n---\n- [ ] a\n', [null, 'open: a']],
    ['only', yaml, [null]],
    ['with a byte order mark and Windows line ends', '\ufeff---\r\na: 1\r\n---\r\n- [ ] a\r\n', [null, 'open: a']],
    ['a rule between paragraphs is none', '---\n\n# Plan\n\n---\n- [ ] a\n', ['Plan', 'open: a']],
    ['one that never ends is none', '---\n- [ ] a\n', [null, 'open: a']],
  ])('%s is not read as the plan', (_, text, expected) => expect(told(parsePlan(text))).toEqual(expected));

  test('stays as it is where the session titles the plan or adds the first item', () => {
    const text = '---\ntags: [a]\n---\n';
    const parsed = parsePlan(text);
    const target = {
      title: 'Quotas',
      items: [{ id: 'item-1', text: 'a', note: null, status: 'open' as const, depth: 0 }],
      sections: [],
    };
    const patched = patchPlan(parsed, NO_PLAN, target, [
      { type: 'plan_titled', data: { title: 'Quotas' } },
      { type: 'plan_item_added', data: { itemId: 'item-1', text: 'a' } },
    ]);
    expect(patched.parsed.text).toMatch(/^---\ntags: \[a\]\n---\n## Quotas\n\n- \[ \] a\n/);
  });

  test('that is closed or opened by an edit is read as in a fresh file', () => {
    const open = `---\na: 1\n${'- [ ] item\n'.repeat(300)}`;
    const closed = open.replace('a: 1\n', 'a: 1\n---\n');
    expect(told(parsePlan(closed, parsePlan(open)))).toEqual(told(parsePlan(closed)));
    expect(told(parsePlan(open, parsePlan(closed)))).toEqual(told(parsePlan(open)));
  });
});

describe('a mark that is not known', () => {
  test('leaves the item its status, and is reported with its line', () => {
    const before = parsePlan('- [~] a\n- [ ] b\n');
    const after = parsePlan('- [/] a\n- [ ] b\n- [>] c\n', before);
    expect(unknownMarks(after)).toEqual([
      { line: 1, sign: '/', text: 'a' },
      { line: 3, sign: '>', text: 'c' },
    ]);
    const known = identified(NO_PLAN, before, numberedIds());
    expect(
      diffPlans(
        known,
        after,
        numberedIds((id) => id === 'item-1' || id === 'item-2'),
      ),
    ).toEqual([{ type: 'plan_item_added', data: expect.objectContaining({ itemId: 'item-3', text: 'c' }) }]);
  });

  test.each(['- [1] a footnote', '- [A] an option', '- [/](a link)', '- [/]', '- [ab] words'])(
    '%s is a text, not an item',
    (text) => expect(told(parsePlan(text))).toEqual([null]),
  );

  test('has the status that a setting gives it', () => {
    const marks = { ...MARKS, ...marksOf(['/=in_progress', '🔥=blocked']) };
    expect(told(parsePlan('- [/] a\n- [🔥] b\n', undefined, marks))).toEqual([null, 'in_progress: a', 'blocked: b']);
  });

  test.each(['/', '/=doing', '//=done', ']=done', ' =open'])('the setting %j is refused', (setting) => {
    expect(() => marksOf([setting])).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });
});

describe('an unresolved merge', () => {
  const conflict = '<<<<<<< HEAD\n- [ ] a\n=======\n- [x] a\n>>>>>>> other\n';
  test('is refused with its line', () => {
    expect(() => parsePlan(`# Plan\n\n${conflict}`)).toThrow(
      expect.objectContaining({
        code: 'BAD_INPUT',
        message: 'Line 3 begins an unresolved merge: <<<<<<< HEAD.',
      }),
    );
    expect(() =>
      parsePlan(`\`\`\`\ncode\n${conflict}`.replace(/$/, '```\n- [ ] b\n<<<<<<< A\n=======\n>>>>>>> B\n')),
    ).toThrow(/^Line \d+ begins an unresolved merge/);
  });
  test('shown in a code block is an example', () => {
    expect(told(parsePlan(`- [ ] b\n\n\`\`\`\n${conflict}\`\`\`\n`))).toEqual([null, 'open: b']);
  });
});

describe('the difference', () => {
  test('keeps an item that is shortened step by step, and its note', () => {
    expect(
      facts('- [ ] Trace lost rows in the nightly import\n- [ ] Fix', '- [x] ~~Trace lost rows~~\n- [ ] Fix'),
    ).toEqual(['plan_item_reworded item-1 Trace lost rows', 'plan_item_done item-1']);
    expect(facts('- [ ] Trace lost rows', '- [ ] Trace')).toEqual(['plan_item_reworded item-1 Trace']);
    expect(facts('- [ ] Count (run them)', '- [ ] Count (47 pass)')).toEqual(['plan_item_noted item-1 ((47 pass))']);
    expect(facts('- [ ] Fix', '- [ ] Fix — line 47')).toEqual(['plan_item_noted item-1 (line 47)']);
  });
  test('keeps an item that moves to another section', () => {
    expect(facts('### A\n- [ ] a\n- [ ] b\n### B', '### A\n- [ ] b\n### B\n- [ ] a')).toEqual([
      'plan_item_moved item-1',
    ]);
  });
  test('distinguishes items of one text by their places', () => {
    expect(facts('- [ ] Review\n- [ ] Fix\n- [ ] Review', '- [ ] Review\n- [ ] Fix\n- [x] Review')).toEqual([
      'plan_item_done item-3',
    ]);
    expect(facts('- [ ] Fix a\n- [ ] Fix b\n- [ ] Fix c', '- [x] Fix\n- [ ] Fix\n- [ ] Fix')).toEqual([
      'plan_item_reworded item-1 Fix',
      'plan_item_reworded item-2 Fix',
      'plan_item_reworded item-3 Fix',
      'plan_item_done item-1',
    ]);
  });
  test('drops what is gone; what was done is taken off the plan and stays done', () => {
    expect(facts('- [ ] a\n- [x] b\n- [-] c', '')).toEqual(['plan_item_dropped item-2', 'plan_item_dropped item-1']);
  });
  test('recognizes a renamed section by its items', () => {
    expect(facts('### A\n- [ ] a\n- [ ] b', '### Later\n- [ ] a\n- [ ] b')).toEqual(['plan_section_renamed section-1']);
  });
});

describe('an edit', () => {
  const file = [
    '# Plan',
    '',
    'Words.',
    '',
    '## Work',
    '',
    '* [X] Done',
    '* [ ] Two',
    '  lines',
    '',
    '  and a body',
    '  * [ ] child',
    '',
    '```',
    '- [ ] no',
    '```',
    '',
  ].join('\r\n');
  const parsed = parsePlan(file);
  const known = identified(NO_PLAN, parsed, numberedIds());
  const edited = (given: readonly Fact[], change: (item: { id: string }) => object = () => ({})): string[] => {
    const target = {
      ...known,
      sections: known.sections.map((section) => ({
        ...section,
        items: section.items.map((item) => ({ ...item, ...change(item) })),
      })),
    };
    return patchPlan(parsed, known, target, given).parsed.text.split('\r\n');
  };
  const lines = file.split('\r\n');

  test('of a mark touches one character of one line', () => {
    const after = edited([{ type: 'plan_item_done', data: { itemId: 'item-2' } }], ({ id }) =>
      id === 'item-2' ? { status: 'done' } : {},
    );
    expect(after).toEqual(lines.with(7, '* [x] Two'));
  });
  test('of a text writes that item on one line, in the style of the file', () => {
    const after = edited([{ type: 'plan_item_reworded', data: { itemId: 'item-2', text: 'Three' } }], ({ id }) =>
      id === 'item-2' ? { text: 'Three' } : {},
    );
    expect(after).toEqual([...lines.slice(0, 7), '* [ ] Three', ...lines.slice(9)]);
  });
  test('that moves an item takes its body and children along', () => {
    const after = edited([
      { type: 'plan_item_moved', data: { itemId: 'item-2', sectionId: 'section-1', first: true } },
    ]);
    expect(after).toEqual([...lines.slice(0, 6), ...lines.slice(7, 12), '* [X] Done', ...lines.slice(12)]);
  });
});

test('a session is named after repository and path', () => {
  expect(sessionIdOf({ repository: 'my repo', path: 'docs/plan.md' })).toBe('my-repo-docs-plan-md');
  expect(sessionIdOf({ repository: '日本', path: '計画' })).toBe('plan');
});
