// Checks the sequences of a profile and a seed that it is sent, and answers with the counts or the failure's message.
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
