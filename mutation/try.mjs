import { openTests } from '/work/wt/stryker/mutation/harness.mjs';
const s = await openTests({ runs: 10 });
let t=performance.now(); let tests = await s.load(); console.log('load', performance.now()-t, tests.length);
t=performance.now(); tests = await s.load(); console.log('load', performance.now()-t, tests.length);
const slow=[];
t=performance.now(); for (const x of tests) { const b=performance.now(); try { await x.run(); } catch (e) { console.log(x.id, e.message.slice(0,300)); } slow.push([Math.round(performance.now()-b), x.id]); }
console.log('run', performance.now()-t);
slow.sort((a,b)=>b[0]-a[0]); console.log(slow.slice(0,25));
await s.close();
