// Documents of cycles: the events of every line of those in examples/, and the forms found in real documents.
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Command } from '../../../machines/commands/command.ts';
import { UNKNOWN_TIME } from '../../../machines/events/fields.ts';
import { cycles, overview, plan, project, timeline } from '../../../projections/index.ts';
import { readCycleDocument, sessionsIn, slugOf } from '../../../src/formats/cycle-documents/read-document.ts';
import { recorded } from '../recorded.ts';
import { lineTable } from './line-table.ts';

const example = (name: string): string =>
  readFileSync(new URL(`../../../examples/${name}/document.md`, import.meta.url), 'utf8');
const one = (text: string) => {
  const [session] = sessionsIn(text, 'workflow.md');
  if (session === undefined) throw new Error('no session');
  return session;
};
const said = (commands: readonly Command[], name: string): Record<string, unknown>[] =>
  commands.filter((command) => command.name === name).map(({ data }) => data as Record<string, unknown>);
/** A document of one session whose cycles have these bodies. */
const documentOf = (...bodies: readonly string[]): string =>
  ['## A session', ...bodies.map((body, index) => `### Cycle ${index + 1} — Turn\n\`\`\`\n${body}\n\`\`\``)].join('\n');
const PLAN = 'plan.md:\n  - [ ] Diagnose the loss\n  - [ ] Fix root cause';

describe.each(['websocket-reconnection', 'api-rate-limiting', 'extract-token-service'])(
  'the document of %s',
  (name) => {
    const text = example(name);
    const { sessionId, commands } = one(text);

    it('becomes these events, line by line', () => {
      const rows = lineTable(text, commands);
      expect(rows.filter((row) => row.endsWith('?'))).toEqual([]);
      const table = readFileSync(new URL(`./${name}.lines.txt`, import.meta.url), 'utf8');
      expect(rows.join('\n')).toBe(table.trimEnd());
    });

    it('is accepted with its rules enforced', () => {
      const [enforced] = sessionsIn(text, 'workflow.md', 'enforce');
      expect(recorded(sessionId, enforced?.commands ?? []).refused).toEqual([]);
    });

    it('has no times, and no duration is shown', () => {
      const { events } = recorded(sessionId, commands);
      expect(new Set(commands.map(({ time }) => time))).toEqual(new Set([UNKNOWN_TIME]));
      const { session, cycles: spans, agents } = project(timeline, sessionId, events);
      for (const { startedAt, endedAt, durationS } of [session, ...spans, ...agents])
        expect([startedAt, endedAt, durationS]).toEqual([null, null, null]);
      expect(project(overview, sessionId, events).durationS).toBeNull();
      for (const cycle of project(cycles, sessionId, events).cycles) expect(cycle.durationS).toBeNull();
    });
  },
);

describe('a document', () => {
  const websocket = one(example('websocket-reconnection'));
  const rates = one(example('api-rate-limiting'));
  const tokens = one(example('extract-token-service'));

  it('gives each session the slug of its heading, with a number where two are the same', () => {
    expect(websocket.sessionId).toBe('fix-a-race-condition-in-websocket-reconnection');
    expect(slugOf('Example 1: Übergang — fertig!')).toBe('example-1-ubergang-fertig');
    expect(slugOf('修正')).toBe('document');
    const twice = '## Same\n### Cycle 1\n## Same\n### Cycle 1';
    expect(sessionsIn(twice, 'workflow.md').map(({ sessionId }) => sessionId)).toEqual(['same', 'same-2']);
  });

  it('names agents by type, cycle and number', () => {
    const ids = said(rates.commands, 'agent_launched').flatMap(({ agents }) =>
      (agents as { agentId: string }[]).map(({ agentId }) => agentId),
    );
    expect(ids).toEqual([
      'spec-draft-1-1',
      'plan-2-1',
      'test-spec-2-1',
      'review-plan-3-1',
      'implement-4-1',
      'implement-4-2',
    ]);
  });

  it('contains root cause, confidence, verdict, and a finding that does not block', () => {
    const [diagnosis, , validation, review] = said(websocket.commands, 'agent_reported');
    expect(diagnosis).toMatchObject({
      rootCause: 'reconnect() clears the message queue before the new socket is ready.',
      confidence: 'high',
    });
    expect(validation).toMatchObject({ agentId: 'validate-3-1', verdict: 'pass' });
    expect(review).toMatchObject({
      agentId: 'review-4-1',
      verdict: 'pass',
      findings: [{ severity: 'medium', blocks: false }],
    });
  });

  it('gives lines without a label to the agents of the cycle before, and ends them', () => {
    expect(said(tokens.commands, 'agent_reported')[2]).toMatchObject({
      agentId: 'implement-2-1',
      text: 'TokenService created.',
    });
    const last = said(tokens.commands, 'agent_reported').slice(-2);
    expect(last).toMatchObject([
      { agentId: 'validate-4-1', verdict: 'pass' },
      { agentId: 'review-4-1', verdict: 'pass' },
    ]);
  });

  it('marks items as done that a later plan shows as done, truncated or several on a line, and as inferred', () => {
    const done = said(websocket.commands, 'plan_item_done');
    expect(done.map(({ itemId, inferred }) => [itemId, inferred])).toEqual([
      ['item-1', true],
      ['item-2', true],
      ['item-3', true],
      ['item-4', true],
    ]);
    const { events } = recorded(rates.sessionId, rates.commands);
    const { sections, counts } = project(plan, rates.sessionId, events).planMd;
    expect([counts.total, counts.done]).toEqual([8, 3]);
    expect(sections[0]?.items.map(({ status }) => status)).toEqual(['done', 'done', 'done']);
  });

  it('records the cycles of a range with the shared text, without agents and plan changes, with a warning', () => {
    const started = said(rates.commands, 'cycle_started').slice(-3);
    expect(started.map(({ cycle, title }) => [cycle, title])).toEqual(
      [5, 6, 7].map((cycle) => [cycle, 'Continue phases, validate, review, complete']),
    );
    expect(rates.report.warnings.map(({ text }) => text).join('\n')).toContain('cycles 5 to 7 share one text');
    expect(said(one('## S\n### Cycles 3–9: All of it').commands, 'cycle_started')).toHaveLength(7);
  });

  it('reads why agents run serial or parallel, from the label or the title', () => {
    expect(said(tokens.commands, 'agent_launched').map(({ mode, reason }) => [mode, reason])).toEqual([
      ['parallel', undefined],
      ['serial', 'must happen before consumer updates'],
      ['parallel', 'where possible'],
      ['parallel', undefined],
    ]);
  });
});

describe('real documents may contain', () => {
  it.each([
    ['glued to another sentence', 'All plan.md items complete. Complete — "Done it."'],
    ['as an action', 'All plan.md items complete.\nAction: complete — "Done it."'],
  ])('an end %s', (_, end) => {
    const { commands } = one(documentOf(PLAN, end));
    expect(said(commands, 'session_ended')).toEqual([{ outcome: 'completed', summary: 'Done it.' }]);
    expect(said(commands, 'plan_item_done')).toHaveLength(2);
  });

  it('an item truncated by dots, and a new one', () => {
    const { commands } = one(
      documentOf(PLAN, 'plan.md updated:\n  - [x] ~~Diagnose...~~\n  - [ ] Fix root cause\n  - [ ] Tell the user'),
    );
    expect(said(commands, 'plan_item_done')).toEqual([{ itemId: 'item-1', inferred: true }]);
    expect(said(commands, 'plan_item_added')).toHaveLength(3);
  });

  it('a plan that is called roadmap.md, in its label, its update and its end', () => {
    const roadmap = (text: string): string => text.replaceAll('plan.md', 'roadmap.md');
    const text = documentOf(
      PLAN,
      'plan.md updated:\n  - [x] ~~Diagnose the loss~~\n  - [ ] Fix root cause',
      'All plan.md items complete. Complete — "Done it."',
    );
    const [plan, read] = [one(text), one(roadmap(text))];
    expect(read.commands).toEqual(plan.commands);
    expect(said(read.commands, 'plan_item_done')).toHaveLength(2);
    expect(said(read.commands, 'session_ended')).toEqual([{ outcome: 'completed', summary: 'Done it.' }]);
  });

  it('agents that are named by their owner and type', () => {
    const { commands } = one(
      documentOf('Agents spawned:\n  sisyphus:debug → "Find it"\n  devcore:programmer → "Mend it"'),
    );
    expect(said(commands, 'agent_launched')[0]?.agents).toEqual([
      { agentId: 'sisyphus-debug-1-1', agentType: 'sisyphus-debug', instruction: 'Find it' },
      { agentId: 'devcore-programmer-1-1', agentType: 'devcore-programmer', instruction: 'Mend it' },
    ]);
  });

  it.each([
    ['in fewer words, without signs', 'Extract the **token** service, from `AuthController`', 'Extract token service'],
    ['in another order', 'Write tests for the queue', 'Queue tests'],
    ['with words cut short', 'Implement authentication middleware', 'Impl auth middleware'],
  ])('a struck item that shortens another: %s', (_, long, short) => {
    const { commands } = one(
      documentOf(
        `plan.md:\n  - [ ] ${long}\n  - [ ] Something else`,
        `plan.md updated:\n  - [x] ~~${short}~~\n  - [ ] Something else`,
      ),
    );
    expect(said(commands, 'plan_item_added')).toHaveLength(2);
    expect(said(commands, 'plan_item_done')).toEqual([{ itemId: 'item-1', inferred: true }]);
  });

  it('a struck item that shortens two, which is an item of its own', () => {
    const { commands } = one(
      documentOf(
        'plan.md:\n  - [ ] Review the old queue\n  - [ ] Review the new queue',
        'plan.md updated:\n  - [x] ~~queue, review~~\n  - [ ] Review the old queue\n  - [ ] Review the new queue',
      ),
    );
    expect(said(commands, 'plan_item_added')).toHaveLength(3);
  });

  it('an open item that is struck through, which is dropped', () => {
    const { commands } = one(
      documentOf(PLAN, 'plan.md updated:\n  - [ ] ~~Diagnose the loss~~\n  - [ ] Fix root cause'),
    );
    expect(said(commands, 'plan_item_dropped')).toEqual([{ itemId: 'item-1' }]);
  });

  it('a plan that leaves out an item, which stays, with a warning', () => {
    const { commands, report } = one(documentOf(PLAN, 'plan.md updated:\n  - [ ] Fix root cause'));
    expect(said(commands, 'plan_item_dropped')).toEqual([]);
    expect(report.warnings.map(({ text }) => text).join()).toContain('Diagnose the loss');
  });

  it('agents without a report end when the next cycle begins, recorded as inferred', () => {
    const { commands, report } = one(documentOf('Agents spawned:\n  fix agent → "Go"', PLAN));
    expect(said(commands, 'agent_completed')).toEqual([
      { agents: [{ agentId: 'fix-1-1' }], extra: { inferred: true } },
    ]);
    expect(report.warnings[0]).toMatchObject({ line: 7, text: expect.stringContaining('fix-1-1') });
  });

  it('a failed verdict', () => {
    const { commands } = one(
      documentOf('Agents spawned:\n  validate agent → "Go"', 'Validation: FAIL. Two tests fail.'),
    );
    expect(said(commands, 'agent_reported')).toMatchObject([{ verdict: 'fail' }]);
  });

  it('lines of no known form are recorded as notes, with their numbers', () => {
    const { commands, report } = one(documentOf('Weather: fine\n  - and warm'));
    expect(report.notes.map(({ line }) => line)).toEqual([4, 5]);
    expect(said(commands, 'fact_noted')).toEqual([{ name: 'document_text', text: 'Weather: fine\n  - and warm' }]);
  });

  it('Windows line ends and no fences', () => {
    const text = documentOf(PLAN, 'All plan.md items complete.').replaceAll('```\n', '').replaceAll('\n', '\r\n');
    expect(said(one(text).commands, 'plan_item_done')).toHaveLength(2);
  });
});

it('drops no word of any document', () => {
  const forms = [
    'plan.md updated (@):',
    '  - [ ] @',
    '  - [x] ~~@~~, [x] ~~@~~',
    '  - [ ] @ — @',
    '  ## @',
    '  ### @',
    'Agents spawned (@):',
    '  @ agent → "@ and',
    '    @ too."',
    'Agent report: "@',
    '  @."',
    'Validation: PASS. @',
    '@ review: FAIL @',
    'All plan.md items complete. Complete — "@"',
    'Action: complete — "@"',
    '@',
    '  @',
    '',
    '```',
    '## @',
    '### Cycle 1 — @',
    '### Cycle 2-4 — @',
    '#### @',
    '- @ "',
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...forms), { minLength: 1, maxLength: 40 }), (lines) => {
      let count = 0;
      // Each `@` is a word of its own, so that each can be looked for.
      const text = ['### Cycle 1', ...lines].join('\n').replace(/@/g, () => {
        count += 1;
        return `word${count}x`;
      });
      const kept = JSON.stringify(sessionsIn(text, 'workflow.md').map(({ commands }) => commands));
      const lost = (text.match(/word\d+x/g) ?? []).filter((word) => !kept.includes(word));
      expect([lost, lost.length === 0 ? '' : text]).toEqual([[], '']);
      for (const { sessionId, commands } of sessionsIn(text, 'workflow.md'))
        expect(recorded(sessionId, [...commands]).refused).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

describe('a file that is not a document', () => {
  const withFile = async (content: string | Uint8Array): Promise<unknown> => {
    const folder = await mkdtemp(join(tmpdir(), 'reprise-document-'));
    try {
      await writeFile(join(folder, 'workflow.md'), content);
      return await readCycleDocument(join(folder, 'workflow.md')).catch((error: unknown) => error);
    } finally {
      await rm(folder, { recursive: true });
    }
  };

  it.each([
    ['without a cycle', '# Only a title\n'],
    ['that is binary', new Uint8Array([0, 1, 2, 255])],
    ['with zero bytes', '### Cycle 1\n\0'],
    ['over the limit', 'x'.repeat(1_000_001)],
  ])('%s is refused', async (_, content) => {
    expect(await withFile(content)).toMatchObject({ code: 'BAD_INPUT' });
  });

  it('that is missing is refused', async () => {
    await expect(readCycleDocument('/nowhere/workflow.md')).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });
});
