// The page as people meet it: a browser on `reprise serve` with its nats-server.
import { describe, expect, test } from 'vitest';
import { sampled } from '../more.ts';
import { newStore, type Serving, serving } from '../service/serving.ts';
import { browserOfFile, hasChromium, NEEDS, violationsOn } from './browser.ts';
import { cliHere, EXAMPLE, EXAMPLE_ID } from './command.ts';
import { recordWaiting, send } from './recorded.ts';

const open = browserOfFile();

/** A service whose store holds the example session. */
const withExample = async (args: readonly string[] = []): Promise<Serving> => {
  const store = newStore();
  await cliHere(['import', EXAMPLE, '--store', store]);
  return serving(args, store);
};

describe.skipIf(!hasChromium)(`the page (${NEEDS})`, () => {
  test('lists sessions live, what waits for a person first, with filters in the address', async () => {
    const service = await withExample();
    await recordWaiting(service, 'waits');
    const page = await open(service.url);
    const rows = page.locator('tbody tr:not(.spacer)');
    await rows.nth(1).waitFor();
    expect(await rows.first().innerText()).toContain('Round prices');
    expect(await rows.first().innerText()).toContain('Which way?');
    await send(service, 'new-one', [{ name: 'session.start', data: { goal: 'Begun while somebody looks' } }]);
    await page.getByText('Begun while somebody looks').waitFor();
    await page.getByRole('searchbox').fill('looks');
    await expect.poll(() => rows.count()).toBe(1);
    await expect.poll(() => page.url()).toContain('q=looks');
    await page.reload();
    await page.getByText('Begun while somebody looks').waitFor();
    expect(await rows.count()).toBe(1);
    await page.getByRole('searchbox').fill('');
    await page.getByLabel('Status').selectOption('waiting');
    await expect.poll(() => rows.allInnerTexts()).toEqual([expect.stringContaining('Round prices')]);
    // By keyboard alone: into the list, to a row, and open it.
    await page.getByRole('grid').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(() => new URL(page.url()).pathname).toBe('/s/waits');
    await page.getByRole('heading', { name: 'Round prices' }).waitFor();
  });

  test('shows a session at any moment: keys, jumps, views, an event as its line, two moments beside each other', async () => {
    const { url, get } = await withExample();
    const lines = (
      await (await get(`/v1/sessions/${EXAMPLE_ID}/events`, { headers: { accept: 'application/x-ndjson' } })).text()
    ).split('\n');
    const page = await open(`${url}/s/${EXAMPLE_ID}?at=20&view=plan`);
    const now = page.locator('.now .ordinal');
    await now.waitFor();
    expect(await now.innerText()).toBe(`20/${lines.length - 1}`);
    await page.keyboard.press('l');
    expect(await now.innerText()).toMatch(/^21\//);
    await page.keyboard.press('g');
    const gate = Number((await now.innerText()).split('/')[0]);
    expect(JSON.parse(lines[gate - 1] as string).type).toMatch(/^quality_gate_/);
    await expect.poll(() => page.url()).toContain(`at=${gate}`);
    await page.reload();
    await now.waitFor();
    expect(await now.innerText()).toBe(`${gate}/${lines.length - 1}`);
    expect(await page.getByRole('tab', { name: 'Plan' }).getAttribute('aria-selected')).toBe('true');
    // What an event changed is marked, and said.
    const start = lines.findIndex((line) => line.includes('"type":"task_started"')) + 1;
    await page.getByRole('slider', { name: 'Event' }).fill(String(start - 1));
    await page.keyboard.press('l');
    await page.locator('tr.changed').first().waitFor();
    // Live says how much is newer.
    await page.getByRole('button', { name: `Live: ${lines.length - 1 - start} events newer` }).click();
    await expect.poll(() => now.innerText()).toBe(`${lines.length - 1}/${lines.length - 1}`);
    // An agent of the timeline opens to its instruction.
    await page.getByRole('button', { name: /^agent agent_researcher_001/ }).press('Enter');
    await page.getByRole('complementary', { name: 'Agent agent_researcher_001' }).waitFor();
    for (const tab of ['Overview', 'Cycles', 'Todos', 'Workbook', 'Flow', 'Usage', 'Extract']) {
      await page.getByRole('tab', { name: tab }).click();
      await page.locator('#view').getByRole('heading').or(page.locator('#view p')).first().waitFor();
    }
    // The chart is the process at the moment, laid out by the service.
    await page.getByRole('tab', { name: 'Chart' }).click();
    await page.getByRole('img', { name: new RegExp(`^Session ${EXAMPLE_ID}`) }).waitFor();
    expect(await page.locator('svg.chart .node').count()).toBeGreaterThan(5);
    expect(await page.locator('svg.chart .edge.taken').count()).toBeGreaterThan(0);
    await page.goto(`${url}/s/${EXAMPLE_ID}?view=events&event=31`);
    const detail = page.getByRole('complementary', { name: 'Event 31' });
    await detail.getByLabel('as recorded').check();
    await expect.poll(() => detail.locator('pre').innerText()).toContain('"specversion"');
    await detail
      .getByRole('button', { name: /^all .* characters$/ })
      .click({ timeout: 500 })
      .catch(() => undefined);
    expect(await detail.locator('pre').innerText()).toBe(lines[30]);
    await page.goto(`${url}/s/${EXAMPLE_ID}?view=plan&at=100&with=60`);
    await expect.poll(() => page.locator('.differences tbody tr').count()).toBeGreaterThan(5);
    expect(await page.locator('.sides > section').count()).toBe(2);
  });

  test('follows what is recorded, says when the service is away, and goes on without a gap', async () => {
    const store = newStore();
    const first = await serving([], store);
    await recordWaiting(first, 'live');
    const page = await open(`${first.url}/s/live?view=events`);
    const now = page.locator('.now .ordinal');
    await expect.poll(() => now.innerText()).toBe('6/6');
    await send(first, 'live', [{ name: 'todo.start', data: { todoId: 'd1' } }]);
    await expect.poll(() => now.innerText()).toBe('7/7');
    // A moment that is looked at stays.
    await page.keyboard.press('h');
    await send(first, 'live', [{ name: 'todo.complete', data: { todoId: 'd1' } }]);
    await page.getByRole('button', { name: 'Live: 2 events newer' }).click();
    first.child.kill('SIGKILL');
    await first.ended;
    await page.getByText('The service does not answer').waitFor();
    const second = await serving(['--port', new URL(first.url).port], store);
    await send(second, 'live', [
      { name: 'todo.create', data: { todoId: 'd2', content: 'Recorded while nobody was connected' } },
      { name: 'todo.start', data: { todoId: 'd2' } },
    ]);
    await expect.poll(() => now.innerText(), { timeout: 20_000 }).toBe('10/10');
    await page.getByText('The service does not answer').waitFor({ state: 'detached' });
    const shown = await page.locator('td.ordinal').allInnerTexts();
    expect(shown).toEqual(Array.from({ length: 10 }, (_, index) => String(index + 1)));
  });

  test('answers, asks for changes, approves, pauses, resumes and waives by the same commands', async () => {
    const service = await serving();
    await recordWaiting(service, 'asks');
    const page = await open(`${service.url}/s/asks`);
    await page.getByLabel('Acting as').fill('person:bob');
    await page.getByLabel('Acting as').press('Tab');
    await page.getByRole('button', { name: 'half to even' }).click();
    await page.getByText('question.resolve is recorded as event 7').waitFor();
    await page.getByRole('button', { name: 'Ask for changes' }).click();
    await page.getByText('Write what is to change.').waitFor();
    await page.getByLabel('What to change in the plan').fill('Smaller steps.');
    await page.getByRole('button', { name: 'Ask for changes' }).click();
    await page.getByText('review.give is recorded as event 8').waitFor();
    await send(service, 'asks', [{ name: 'review.request', data: { reviewId: 'r2', of: 'the plan' } }]);
    await page.locator('#ask-r2').waitFor();
    await page.getByRole('article', { name: 'Review of the plan' }).getByRole('button', { name: 'Approve' }).click();
    await page.getByText('review.give is recorded as event 10').waitFor();
    const press = async (name: string, text?: string): Promise<void> => {
      await page.getByRole('button', { name, exact: true }).first().click();
      const dialog = page.getByRole('dialog', { name });
      if (text !== undefined) await dialog.getByRole('textbox').fill(text);
      await dialog.getByRole('button', { name, exact: true }).click();
    };
    await press('Pause', 'Lunch');
    await page.getByText('session.pause is recorded as event 11').waitFor();
    await press('Resume');
    await page.getByText('session.resume is recorded as event 12').waitFor();
    await press('Waive postflight', 'Nothing to validate');
    await page.getByText('gate.waive is recorded as event 13').waitFor();
    const answer = (await (await service.get('/v1/sessions/asks/events?after=6')).json()) as {
      events: { event: { type: string; actor: string; data: Record<string, unknown> } }[];
    };
    expect(answer.events.filter(({ event }) => event.actor === 'person:bob').map(({ event }) => event.type)).toEqual([
      ...['question_resolved', 'review_given', 'review_given', 'session_paused', 'session_resumed'],
      'quality_gate_waived',
    ]);
    expect(answer.events[0]?.event.data).toMatchObject({ entryId: 'q1', answer: 'half to even' });
  });

  test('shows why a command is refused, and what is legal now', async () => {
    const service = await serving();
    const profile = {
      ...{ name: 'reserved', phases: ['Only'], actors: { 'question.resolve': ['person:alice'] } },
    };
    await send(service, 'reserved', [
      { name: 'session.start', data: { goal: 'Only Alice answers', profile } },
      { name: 'question.ask', data: { entryId: 'q1', title: 'Go?', content: 'Go?', options: ['yes'] } },
    ]);
    const page = await open(`${service.url}/s/reserved`);
    await page.getByRole('button', { name: 'yes' }).click();
    await page.getByText('question.resolve was refused by').waitFor();
    const outcome = await page.locator('.outcome').innerText();
    expect(outcome).toContain('Legal now');
    expect(outcome).toMatch(/was refused by [A-Z]\.\w+: [A-Z].*\./);
  });

  test('asks for a token, sends it in a header only, and shows a reader no buttons', async () => {
    const store = newStore();
    const plain = await serving([], store);
    await recordWaiting(plain, 'guarded');
    plain.child.kill('SIGTERM');
    await plain.ended;
    const tokenOf = async (role: string): Promise<string> =>
      (
        /^rpr\S+|\brp\w*_\S+/m.exec(
          await cliHere(['token', 'create', '--role', role, '--store', store]),
        ) as RegExpExecArray
      )[0];
    const service = await serving(['--tokens', 'required'], store);
    const asked: string[] = [];
    const page = await open(`${service.url}/s/guarded`);
    page.on('request', (request) => asked.push(request.url()));
    for (const [role, buttons] of [
      ['reader', 0],
      ['admin', 1],
    ] as const) {
      await page.getByRole('textbox', { name: 'Token' }).fill(await tokenOf(role));
      await page.getByRole('button', { name: 'Use it' }).click();
      await page.getByRole('heading', { name: 'Round prices' }).waitFor();
      await page.getByText('Which way?').first().waitFor();
      await page.getByText(`· ${role}`).waitFor();
      await expect.poll(() => page.getByRole('button', { name: 'half to even' }).count()).toBe(buttons);
      await page.evaluate('sessionStorage.clear()');
      await page.reload();
    }
    await page.getByRole('textbox', { name: 'Token' }).waitFor();
    expect(asked.filter((url) => /rpr|token=/.test(url))).toEqual([]);
  });

  test('breaks no rule of accessibility on any screen, dark or light, and fits 320 pixels', async () => {
    const service = await withExample();
    await recordWaiting(service, 'waits');
    const screens = [
      '/',
      '/s/waits',
      `/s/${EXAMPLE_ID}?view=events&event=31`,
      ...sampled(['overview', 'plan', 'cycles', 'todo', 'workbook', 'flow', 'usage', 'extract', 'events']).map(
        (view) => `/s/${EXAMPLE_ID}?view=${view}&at=100&agent=agent_researcher_001`,
      ),
      `/s/${EXAMPLE_ID}?view=plan&at=100&with=60`,
    ];
    const found: string[] = [];
    const page = await open(service.url);
    const look = async (screen: string): Promise<void> => {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        for (const violation of await violationsOn(page)) found.push(`${colorScheme} ${screen} ${violation}`);
      }
    };
    for (const screen of screens) {
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.goto(`${service.url}${screen}`);
      await page
        .locator(screen === '/' ? 'tbody tr a' : '#view')
        .first()
        .waitFor();
      await look(screen);
      await page.setViewportSize({ width: 320, height: 640 });
      await expect.poll(() => page.evaluate('document.documentElement.scrollWidth'), { message: screen }).toBe(320);
    }
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await look('keys');
    expect(found).toEqual([]);
  });

  test('takes every text as text', async () => {
    const service = await serving();
    const hostile = [
      '<img src=x onerror=alert(1)><script>alert(2)</script>',
      '[click](javascript:alert(3)) ![x](http://elsewhere.invalid/x.png) <iframe src="//elsewhere.invalid"></iframe>',
      '\u202Eright to left\u202C \u200B\u200D zero width, שלום, مرحبا',
      '\u001b[31mred\u001b[0m \u001b]8;;http://elsewhere.invalid\u0007link',
      `${'*'.repeat(5_000)}${'>'.repeat(5_000)}`,
      'x'.repeat(900_000),
    ];
    await send(service, 'hostile', [
      { name: 'session.start', data: { goal: hostile[0] as string } },
      { name: 'phase.next' },
      {
        name: 'agent.launch',
        actor: hostile[0] as string,
        data: {
          ...{ wave: 1, title: hostile[0] },
          agents: hostile.slice(0, 4).map((text, index) => ({
            ...{ agentId: `a${index} ${text.slice(0, 150)}`, agentType: text.slice(0, 150), instruction: text },
          })),
        },
      },
      ...hostile.flatMap((text, index) => [
        { name: 'entry.add', data: { entryType: 'note', title: text.slice(0, 180), content: text } },
        { name: 'todo.create', data: { todoId: `t${index}`, content: text.slice(0, 900) } },
      ]),
      {
        name: 'question.ask',
        data: {
          title: (hostile[0] as string).slice(0, 100),
          content: hostile[1] as string,
          options: hostile.slice(0, 4),
        },
      },
    ]);
    const page = await open(`${service.url}/s/hostile`);
    for (const view of ['overview', 'plan', 'todo', 'workbook', 'flow', 'usage', 'extract', 'events&event=3']) {
      await page.goto(`${service.url}/s/hostile?view=${view}`);
      await page.locator('#view').waitFor();
      await page.locator('#view :text-is("right to left"), #view').first().waitFor();
      expect(await page.locator('img, iframe, #page script, a[href^="javascript:" i]').count(), view).toBe(0);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), view).toBe(true);
    }
    await page.goto(service.url);
    await page.getByText('<img src=x').first().waitFor();
  });

  test('is served with a policy that allows nothing inline, and assets that are kept for good', async () => {
    const { url } = await serving();
    const page = await fetch(`${url}/s/anything?at=3`);
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(page.status).toBe(200);
    expect(policy).not.toMatch(/unsafe|\*|https?:|data:/);
    expect(policy).toContain("default-src 'none'");
    const [, asset] = /src="(\/assets\/[^"]+)"/.exec(await page.text()) as RegExpExecArray;
    const script = await fetch(`${url}${asset}`);
    expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(script.headers.get('content-type')).toContain('text/javascript');
    for (const path of ['/assets/nothing.js', '/assets/..%2Findex.html', '/s/a%2Fb', '/s/a/b', '/s/'])
      expect((await fetch(`${url}${path}`)).status, path).toBe(404);
  });
});
