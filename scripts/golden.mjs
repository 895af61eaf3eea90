// `npm run golden`: prints which golden histories have another outcome than the recorded one. `--accept` records the outcomes
// of now, `--draw` draws the histories again, `--count` prints how many mutations of them are tried.
import { withSources } from './sources.mjs';

const options = new Set(process.argv.slice(2));
const unknown = [...options].filter((word) => !['--accept', '--draw', '--count'].includes(word));
if (unknown.length > 0) {
  console.error(`golden takes --accept, --draw and --count, not ${unknown.join(' ')}.`);
  process.exit(2);
}
await withSources(async (load) => {
  const { counted, golden } = await load('/tests/golden/accept.ts');
  if (options.has('--count')) console.log(JSON.stringify(await counted()));
  else if (!(await golden({ accept: options.has('--accept'), draw: options.has('--draw') }, console.log)))
    process.exitCode = 1;
});
