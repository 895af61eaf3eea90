// A process that sends one command: `node send-once.mjs ADDRESS SESSION COMMAND`. It prints the result as JSON.
import { open } from '../../dist/src/index.js';

const [url, sessionId, command] = process.argv.slice(2);
const reprise = await open({ url, env: {} });
const result = await reprise.send(sessionId, JSON.parse(command));
await reprise.close();
console.log(JSON.stringify(result));
