/** The emulator's command line: reads the flags, listens on 127.0.0.1, prints its URL, stops on SIGINT and SIGTERM. */
import { parseArgs } from 'node:util';
import { CHAOS_KINDS } from './chaos.ts';
import { PLANS } from './limits.ts';
import { createTodoistEmulator } from './server.ts';
import type { TodoistEmulatorOptions } from './server.ts';

const USAGE = `usage: node emulators/todoist/main.ts [options]
  --port N        port on 127.0.0.1 (default: a free one)
  --state FILE    keep the account in this JSON file
  --plan PLAN     ${PLANS.join(' or ')} (default pro)
  --token T       accepted bearer token (default test-token)
  --zone IANA     the owner's time zone (default UTC)
  --seed N        what ids derive from (default 1)
  --rate-limits   enforce the vendor's rate limits
  --chaos KIND[:TIMES]   arm a switch, several times if needed; TIMES is a number or "always"
                  kinds: ${CHAOS_KINDS.join(', ')}`;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    state: { type: 'string' },
    plan: { type: 'string' },
    token: { type: 'string' },
    zone: { type: 'string' },
    seed: { type: 'string' },
    'rate-limits': { type: 'boolean', default: false },
    chaos: { type: 'string', multiple: true, default: [] },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log(USAGE);
} else {
  await start();
}

async function start(): Promise<void> {
  const emulator = createTodoistEmulator(readOptions());
  for (const text of values.chaos) {
    const [name = '', times = '1'] = text.split(':');
    const kind = CHAOS_KINDS.find((known) => known === name);
    if (kind === undefined) throw new Error(`unknown chaos kind ${name}\n${USAGE}`);
    emulator.chaos.failNext(kind, times === 'always' ? Infinity : readNumber('chaos', times));
  }
  const server = await emulator.listen(readNumber('port', values.port));
  console.log(server.url);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.close());
}

function readOptions(): TodoistEmulatorOptions {
  const plan = PLANS.find((known) => known === values.plan);
  if (values.plan !== undefined && plan === undefined)
    throw new Error(`unknown plan ${values.plan}\n${USAGE}`);
  return {
    rateLimits: values['rate-limits'],
    ...(plan === undefined ? {} : { plan }),
    ...(values.token === undefined ? {} : { token: values.token }),
    ...(values.zone === undefined ? {} : { zone: values.zone }),
    ...(values.state === undefined ? {} : { stateFile: values.state }),
    ...(values.seed === undefined ? {} : { seed: readNumber('seed', values.seed) }),
  };
}

function readNumber(flag: string, text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0)
    throw new Error(`--${flag} wants a whole number, not ${text}\n${USAGE}`);
  return number;
}
