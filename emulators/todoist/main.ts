/** The emulator's command line: reads the flags, listens on 127.0.0.1, prints its URL, stops on SIGINT and SIGTERM. */
import { parseArgs } from 'node:util';
import { CHAOS_KINDS } from './chaos.ts';
import type { ChaosKind } from './chaos.ts';
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
  --webhook URL   tell changes to this address of this machine
  --webhook-secret S   what webhook signatures are made with (default test-secret)
  --chaos KIND[:TIMES]   arm a switch, several times if needed; TIMES is a number or "always"
                  kinds: ${CHAOS_KINDS.join(', ')}`;

interface CommandLine {
  readonly help: boolean;
  readonly port: number;
  readonly options: TodoistEmulatorOptions;
  readonly chaos: readonly { readonly kind: ChaosKind; readonly times: number }[];
}

try {
  await start(readCommandLine());
} catch (error) {
  if (!(error instanceof Error)) throw error;
  console.error(`${error.message}\n${USAGE}`);
  process.exitCode = 1;
}

async function start(line: CommandLine): Promise<void> {
  if (line.help) {
    console.log(USAGE);
    return;
  }
  const emulator = createTodoistEmulator(line.options);
  for (const { kind, times } of line.chaos) emulator.chaos.failNext(kind, times);
  const server = await emulator.listen(line.port);
  console.log(server.url);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.close());
}

function readCommandLine(): CommandLine {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      state: { type: 'string' },
      plan: { type: 'string' },
      token: { type: 'string' },
      zone: { type: 'string' },
      seed: { type: 'string' },
      'rate-limits': { type: 'boolean', default: false },
      webhook: { type: 'string' },
      'webhook-secret': { type: 'string', default: 'test-secret' },
      chaos: { type: 'string', multiple: true, default: [] },
      help: { type: 'boolean', default: false },
    },
  });
  return {
    help: values.help,
    port: readNumber('port', values.port),
    options: {
      rateLimits: values['rate-limits'],
      ...(values.plan === undefined ? {} : { plan: readChoice('plan', PLANS, values.plan) }),
      ...(values.token === undefined ? {} : { token: values.token }),
      ...(values.zone === undefined ? {} : { zone: values.zone }),
      ...(values.state === undefined ? {} : { stateFile: values.state }),
      ...(values.webhook === undefined
        ? {}
        : { webhook: { url: values.webhook, clientSecret: values['webhook-secret'] } }),
      ...(values.seed === undefined ? {} : { seed: readNumber('seed', values.seed) }),
    },
    chaos: values.chaos.map((text) => {
      const [kind = '', times = '1'] = text.split(':');
      return {
        kind: readChoice('chaos', CHAOS_KINDS, kind),
        times: times === 'always' ? Infinity : readNumber('chaos', times),
      };
    }),
  };
}

function readChoice<T extends string>(flag: string, choices: readonly T[], text: string): T {
  const choice = choices.find((known) => known === text);
  if (choice === undefined) throw new Error(`--${flag} does not know ${text}`);
  return choice;
}

function readNumber(flag: string, text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0) throw new Error(`--${flag} wants a whole number, not ${text}`);
  return number;
}
