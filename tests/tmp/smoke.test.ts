import { test } from 'vitest';
import { startTestServer } from '../real-server.ts';
import { openNatsLog } from '../../src/log/nats/log.ts';
test('smoke', async () => {
  const s = await startTestServer();
  try {
    const log = await openNatsLog({ ...s.info, syncInterval: 'always' });
    console.log(log.durability, log.maxCommitBytes);
    const r = await log.append('a', { id: 'c1', lines: ['{"x":1}', 'é'] }, { expected: 0 });
    console.log(r, await log.append('a', { id: 'c1', lines: ['{"x":1}', 'é'] }, { expected: 0 }), await log.append('a', { id: 'c2', lines: ['{"x":1}', 'é'] }, { expected: 0 }));
    console.log(await log.append('a', { id: 'c2', lines: ['{"x":1}', 'é'] }, { expected: 100 }));
    for await (const c of log.read('a')) console.log(c);
    console.log(await log.last('a'), await log.last('b'), await log.sessions());
    const ac = new AbortController();
    for await (const c of log.follow({ from: { kind: 'start' }, signal: ac.signal })) { console.log(c); if (c.kind === 'caught-up') ac.abort(); }
    const big = 'x'.repeat(log.maxCommitBytes - 1);
    let e = 0;
    for (let i = 0; i < 4; i++) { const r = await log.append('big', { id: 'b' + i, lines: [big] }, { expected: e }); console.log(r); if (r.kind==='appended') e = r.position.sequence; }
    let t = performance.now();
    for await (const c of log.read('big')) console.log(c.position, c.lines[0]!.length, performance.now() - t);
    t = performance.now();
    let n = 0;
    for await (const c of log.follow({ from: { kind: 'start' } })) { console.log(c.kind, performance.now() - t); if (c.kind === 'caught-up') break; }
    e = 0;
    for (let i = 0; i < 50; i++) { const r = await log.append('s', { id: 's' + i, lines: ['x'.repeat(800)] }, { expected: e }); if (r.kind==='appended') e = r.position.sequence; }
    for (let k = 0; k < 10; k++) { t = performance.now(); n = 0; for await (const c of log.read('s')) n++; console.log(n, performance.now() - t); }
    await log.close();
  } finally { await s.stop(); }
});
