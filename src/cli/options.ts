// The command line: what was asked for, checked whole before anything is opened. Opens nothing itself.

import { parseArgs } from 'node:util';
import { STRATEGIES, type Strategy } from '../model/conflict.ts';
import { LocalError } from '../local/local-error.ts';

/** How to look at and decide about an account, by subcommand of `sync`, with the arguments that each wants. */
export const INSPECTIONS = {
  status: [],
  plan: [],
  approve: ['HASH'],
  'catch-up': ['HASH'],
  discard: ['HASH'],
  history: [],
  undo: ['ID'],
  conflicts: [],
  resolve: ['ID', 'hub|replica'],
  resume: ['REPLICA', 'FIELD'],
  explain: ['ID'],
  config: ['[KEY=VALUE \u2026]'],
} as const satisfies Record<string, readonly string[]>;

/** The name of a subcommand of `sync`. */
type InspectionName = keyof typeof INSPECTIONS;

/** A subcommand with its arguments. */
export interface Inspection {
  readonly name: InspectionName;
  readonly words: readonly string[];
  /** Items of a plan that an approval names; not there: all. */
  readonly items?: readonly string[];
  /** The run that `history` shows or `undo` takes back. */
  readonly run?: string;
}

/** Everything that the command line can say. null: not said. */
export interface LocalOptions {
  readonly command: 'start' | 'sync' | 'help';
  readonly inspection: Inspection | null;
  readonly things: string | null;
  readonly todoist: string | null;
  readonly state: string | null;
  readonly once: boolean;
  readonly yes: boolean;
  readonly dryRun: boolean;
  readonly json: boolean;
  readonly strategy: Strategy | null;
  /** The hash of the one plan that may be applied. */
  readonly approve: string | null;
  /** Plan of the emulated Todoist account. */
  readonly plan: 'free' | 'pro' | null;
  /** Takes the pair over from another installation. */
  readonly takeOver?: true;
  /** Ends this installation. */
  readonly leave?: true;
  /** 0: any free port. */
  readonly port: number;
  /** Works on a copy of the person's own library, with an emulated Todoist account. */
  readonly trial: boolean;
}

const FLAGS = {
  things: { type: 'string' },
  todoist: { type: 'string' },
  state: { type: 'string' },
  try: { type: 'boolean' },
  once: { type: 'boolean' },
  yes: { type: 'boolean', short: 'y' },
  'dry-run': { type: 'boolean' },
  json: { type: 'boolean' },
  strategy: { type: 'string' },
  approve: { type: 'string' },
  items: { type: 'string' },
  run: { type: 'string' },
  'take-over': { type: 'boolean' },
  leave: { type: 'boolean' },
  plan: { type: 'string' },
  port: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** What `--help` prints. */
export const USAGE = `Usage:
  npm start -- [options]             sync and keep syncing
  npm run sync -- --once [options]   one run; exit code 0 in sync, 3 a plan wants approval, 4 conflicts wait, 1 error
  npm run sync -- COMMAND            ${Object.entries(INSPECTIONS)
    .map(([name, words]) => [name, ...words].join(' '))
    .join(' \u00b7 ')}

Options:
  --things FILE            the Things database (where Things does not run, an emulator owns the file)
  --todoist emulator|URL   an emulated account kept with the state, or the base URL of an API v1
  --try                    try your own Things library safely: a copy of it, with an emulated Todoist account
  --state DIR              where the state is kept (default: below .data)
  --once                   one run, then end
  --yes, -y                apply plans without asking (never one for a side that is not what it was, of what you left out, or against another installation)
  --approve HASH           apply the plan with this hash
  --items ID,ID            with the command approve: only these items of the plan
  --run RUN                with the commands history and undo: everything that this run decided and did
  --take-over              go on here, where another installation keeps this account and library in sync; that one stops
  --leave                  end this installation: take its label out of Todoist and stop (sync only)
  --dry-run                show what a run would do; change nothing
  --json                   the last line on stdout is JSON
  --strategy NAME          ${STRATEGIES.join(', ')}
  --plan free|pro          the emulated Todoist account's plan
  --port N                 port of the local Worker (default: any free one)`;

/** Reads the command line (without node and script). Throws `LocalError` for anything that it does not know. */
export function parseOptions(words: readonly string[]): LocalOptions {
  const { values, positionals } = parseFlags(words);
  const [command, ...rest] = positionals;
  if (values.help === true || command === 'help' || command === undefined) return toOptions('help', null, {});
  if (command !== 'start' && command !== 'sync') {
    throw new LocalError(`unknown command ${command}: it is start or sync (see --help)`);
  }
  const inspection = command === 'sync' ? parseInspection(rest, values) : null;
  if (inspection === null && rest[0] !== undefined) throw new LocalError(`unexpected argument ${rest[0]}`);
  if (values.yes === true && values['dry-run'] === true) {
    throw new LocalError('--yes and --dry-run exclude each other');
  }
  refuseContradiction(command, values);
  refuseWithoutPurpose(inspection, values);
  if (command === 'start' && (values.once === true || values['dry-run'] === true || values.json === true)) {
    throw new LocalError('--once, --dry-run and --json belong to sync');
  }
  return toOptions(command, inspection, values);
}

function refuseContradiction(command: string, values: Values): void {
  if (values.leave === true && command === 'start') throw new LocalError('--leave belongs to sync');
  const asks = [values.leave, values['take-over'], values['dry-run']].filter((asked) => asked === true);
  if (asks.length > 1) throw new LocalError('--leave, --take-over and --dry-run exclude each other');
}

/** An option that counts for nothing here was meant for something else. */
function refuseWithoutPurpose(inspection: Inspection | null, values: Values): void {
  if (inspection === null) {
    if (values.run !== undefined) throw new LocalError('--run belongs to sync history and sync undo');
    if (values.items !== undefined) throw new LocalError('--items belongs to sync approve');
    return;
  }
  if (values.leave === true || values['take-over'] === true)
    throw new LocalError(`--leave and --take-over do not belong to sync ${inspection.name}`);
}

type Values = {
  readonly [Name in keyof typeof FLAGS]?: (typeof FLAGS)[Name]['type'] extends 'string' ? string : boolean;
};

function parseFlags(words: readonly string[]): {
  readonly values: Values;
  readonly positionals: readonly string[];
} {
  try {
    return parseArgs({ args: [...words], options: FLAGS, allowPositionals: true, strict: true });
  } catch (error) {
    const isUsage =
      error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
    if (!isUsage) throw error;
    const [sentence = ''] = error.message.split('. ');
    throw new LocalError(`${sentence.charAt(0).toLowerCase()}${sentence.slice(1)} (see --help)`, {
      cause: error,
    });
  }
}

function parseInspection(words: readonly string[], { items, run }: Values): Inspection | null {
  const [name, ...rest] = words;
  if (name === undefined) return null;
  if (run !== undefined) checkRun(name, run);
  const known = Object.entries(INSPECTIONS).find(([known]) => known === name);
  if (known === undefined) {
    throw new LocalError(`unknown command sync ${name}: it is one of ${Object.keys(INSPECTIONS).join(', ')}`);
  }
  const wanted: readonly string[] = run === undefined ? known[1] : [];
  if (name !== 'config' && rest.length !== wanted.length) {
    throw new LocalError(`sync ${[name, ...wanted].join(' ')} takes ${wanted.length || 'no'} argument(s)`);
  }
  if (name === 'resolve' && rest[1] !== 'hub' && rest[1] !== 'replica') {
    throw new LocalError('sync resolve keeps either hub or replica');
  }
  if (items !== undefined && name !== 'approve') throw new LocalError('--items belongs to sync approve');
  const named = items === undefined ? {} : { items: idsIn(items) };
  return {
    name: name as InspectionName,
    words: rest,
    ...named,
    ...(run !== undefined && { run }),
  };
}

function checkRun(name: string, run: string): void {
  if (name !== 'history' && name !== 'undo')
    throw new LocalError('--run belongs to sync history and sync undo');
  if (!/^\d{1,15}$/.test(run)) throw new LocalError(`--run is the number of a run, not ${run}`);
}

function idsIn(list: string): readonly string[] {
  const ids = list
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');
  if (ids.length === 0) throw new LocalError('--items names no item (see: npm run sync -- plan)');
  return ids;
}

function toOptions(
  command: LocalOptions['command'],
  inspection: Inspection | null,
  values: Values,
): LocalOptions {
  return {
    command,
    inspection,
    things: notEmpty('--things', values.things),
    todoist: notEmpty('--todoist', values.todoist),
    state: notEmpty('--state', values.state),
    once: values.once === true || values['dry-run'] === true,
    ...(values['take-over'] === true && { takeOver: true }),
    ...(values.leave === true && { leave: true }),
    yes: values.yes === true,
    dryRun: values['dry-run'] === true,
    json: values.json === true,
    strategy: oneOf('--strategy', STRATEGIES, values.strategy),
    approve: notEmpty('--approve', values.approve),
    plan: oneOf('--plan', ['free', 'pro'] as const, values.plan),
    port: parsePort(values.port),
    trial: values.try === true,
  };
}

function notEmpty(flag: string, value: string | undefined): string | null {
  if (value === '') throw new LocalError(`${flag} is empty`);
  return value ?? null;
}

function oneOf<T extends string>(flag: string, choices: readonly T[], value: string | undefined): T | null {
  if (value === undefined) return null;
  const choice = choices.find((known) => known === value);
  if (choice === undefined) throw new LocalError(`${flag} is one of ${choices.join(', ')}, not ${value}`);
  return choice;
}

function parsePort(value: string | undefined): number {
  if (value === undefined) return 0;
  const port = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
  if (!(port >= 0 && port <= 65_535))
    throw new LocalError(`--port is a number from 0 to 65535, not ${value}`);
  return port;
}
