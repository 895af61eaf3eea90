// Decides what it is sent, a profile with a seed, and answers with the counts or with the failure's words.
import { parentPort } from 'node:worker_threads';
import { checkSequences } from '../dist/src/testing/index.js';

parentPort.on('message', ({ profile, seed, runs, maxLength }) => {
  try {
    const checked = checkSequences(profile, { runs, seed, maxLength, start: { tokenBudget: 1_000 } });
    parentPort.postMessage({ checked });
  } catch (error) {
    parentPort.postMessage({ failure: error.message });
  }
});
