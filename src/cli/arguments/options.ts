// The options of `start` and `sync`: a run, or keeping in sync.

import { STRATEGIES, type Strategy } from '../../model/conflict.ts';
import { PUBLIC_URL_WORDS } from '../../local/environment.ts';
import { publicBaseOf } from '../../protocol/pairing-link.ts';
import type { Given } from './command-spec.ts';
import type { OptionSpec } from './option-spec.ts';
import { UsageError } from './usage-error.ts';
import { notEmpty, type Where } from './where.ts';

/** Everything that `start` or `sync` were asked for. null: not said. */
export interface LocalOptions extends Where {
  readonly command: 'start' | 'sync';
  readonly once: boolean;
  readonly yes: boolean;
  readonly dryRun: boolean;
  readonly json: boolean;
  readonly strategy: Strategy | null;
  /** The hash of the one plan that may be applied. */
  readonly approve: string | null;
  /** Takes the pair over from another installation. */
  readonly takeOver?: true;
  /** Ends this installation. */
  readonly leave?: true;
  /** The https origin at which devices reach this machine's Worker. */
  readonly publicUrl?: string;
}

/** Where devices reach this machine. */
export const PUBLIC_URL_OPTION: OptionSpec = {
  flags: '--public-url <URL>',
  does: 'the https address of your own tunnel or proxy to this machine, for phones',
  read: checkPublicUrl,
};

/** Said where it is given for a deployed Worker. */
export const NOT_DEPLOYED =
  '--public-url is for a server on this machine; a deployed Worker has the setting PUBLIC_URL';

function checkPublicUrl(text: string): string {
  const url = publicBaseOf(text);
  if (url !== null) return url;
  throw new UsageError(`--public-url takes ${PUBLIC_URL_WORDS}`);
}

const BOTH: readonly OptionSpec[] = [
  {
    flags: '-y, --yes',
    does: 'apply plans without asking (never one for a side that is not what it was, of what you left out, or against another installation)',
  },
  {
    flags: '--approve <HASH>',
    does: 'apply the plan with this hash',
    read: (text) => notEmpty('--approve', text),
  },
  {
    flags: '--strategy <NAME>',
    does: 'how conflicts are decided',
    choices: STRATEGIES,
  },
  {
    flags: '--take-over',
    does: 'go on here, where another installation keeps this account and library in sync; that one stops',
  },
  PUBLIC_URL_OPTION,
];

/** The options of each of the two. */
export const SYNC_OPTIONS: { readonly [Command in LocalOptions['command']]: readonly OptionSpec[] } = {
  start: BOTH,
  sync: [
    { flags: '--once', does: 'one run, then end' },
    {
      flags: '--dry-run',
      does: 'show what a run would do; change nothing',
      excludes: ['yes', 'takeOver', 'leave'],
    },
    ...BOTH,
    {
      flags: '--leave',
      does: 'end this installation: take its label out of Todoist and stop',
      excludes: ['takeOver'],
    },
  ],
};

/** Reads what was given with `start` or `sync`. Throws `UsageError`. */
export function toOptions(
  command: LocalOptions['command'],
  { given, where, json }: { readonly given: Given; readonly where: Where; readonly json: boolean },
): LocalOptions {
  if (command === 'start' && json) throw new UsageError('--json belongs to the other commands');
  const strategy = given.option('strategy');
  const publicUrl = given.option('publicUrl');
  if (publicUrl !== undefined && where.url !== null) throw new UsageError(NOT_DEPLOYED);
  return {
    ...where,
    command,
    once: given.has('once') || given.has('dryRun'),
    yes: given.has('yes'),
    dryRun: given.has('dryRun'),
    json,
    strategy: STRATEGIES.find((name) => name === strategy) ?? null,
    approve: given.option('approve') ?? null,
    ...(publicUrl !== undefined && { publicUrl }),
    ...(given.has('takeOver') && { takeOver: true }),
    ...(given.has('leave') && { leave: true }),
  };
}
