// `npm run golden`: says which golden histories come out otherwise than it is written beside them. `--accept` writes down
// what comes of them now, `--draw` draws the histories anew, `--count` prints how many mutations of them are tried.
import { withSources } from './sources.mjs';

const asked = new Set(process.argv.slice(2));
const unknown = [...asked].filter((word) => !['--accept', '--draw', '--count'].includes(word));
if (unknown.length > 0) {
  console.error(`golden takes --accept, --draw and --count, not ${unknown.join(' ')}.`);
  process.exit(2);
}
await withSources(async (load) => {
  const { counted, golden } = await load('/tests/golden/accept.ts');
  if (asked.has('--count')) console.log(JSON.stringify(await counted()));
  else if (!(await golden({ accept: asked.has('--accept'), draw: asked.has('--draw') }, console.log)))
    process.exitCode = 1;
});
