// The agent's own command: parses the command line and runs until it is stopped.

import { readArguments, usage } from './arguments.ts';
import { runAgent } from './run-agent.ts';

// What the agent notes down is of tasks: for its owner alone.
process.umask(0o077);

const ending = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ending.abort());

const parsed = readArguments(process.argv.slice(2), process.env);
if (parsed.ok) process.exitCode = await runAgent(parsed.value, ending.signal);
else {
  console.error(`${parsed.error.detail}\n${usage('node src/agent/main.ts')}`);
  process.exitCode = 1;
}
