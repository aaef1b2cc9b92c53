// Accounts under names of the user's own.

import { createInterface } from 'node:readline/promises';
import { resolve } from 'node:path';
import { LocalError } from '../../local/local-error.ts';
import {
  isDeployed,
  readProfiles,
  writeProfiles,
  type Profile,
  type Profiles,
} from '../../local/profiles.ts';
import { found, type Call, type CommandSpec } from '../arguments/command-spec.ts';
import { NOT_DEPLOYED, PUBLIC_URL_OPTION } from '../arguments/options.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { formatTable } from '../output/table.ts';
import { profilesFile } from '../place.ts';

const NAME = { name: 'NAME' };

/** `profiles list`, `profiles add`, `profiles remove`. */
export const PROFILE_COMMANDS: readonly CommandSpec[] = [
  {
    kind: 'plain',
    name: 'profiles list',
    isUsual: true,
    does: 'the accounts that were kept under a name; never their tokens',
    example: '',
    run: ({ environment }) => found(shown(readProfiles(profilesFile(environment))), formatProfiles),
  },
  {
    kind: 'plain',
    name: 'profiles add',
    does: 'keep an account under a name: --url with its token (TTSYNC_TOKEN, or --token-stdin), or the options of one on this machine',
    example: 'cloud --url https://todoist-things-sync.NAME.workers.dev',
    takes: [NAME],
    options: [
      { flags: '--token-stdin', does: 'read the token from standard input, one line' },
      PUBLIC_URL_OPTION,
    ],
    run: async (call) => {
      const name = checkName(call.given.words[0] ?? '');
      const file = profilesFile(call.environment);
      const profiles = readProfiles(file);
      if (Object.hasOwn(profiles, name))
        throw new LocalError(`there is a profile ${name} already: remove it first (profiles remove ${name})`);
      const profile = await profileOf(call);
      writeProfiles(file, { ...profiles, [name]: profile });
      return found(shown({ [name]: profile }), () => `Kept in ${file}: use it with --profile ${name}.`);
    },
  },
  {
    kind: 'plain',
    name: 'profiles remove',
    does: 'forget a name and its token; the account stays as it is',
    example: 'cloud',
    takes: [NAME],
    run: ({ given, environment }) => {
      const name = given.words[0] ?? '';
      const file = profilesFile(environment);
      const { [name]: removed, ...others } = readProfiles(file);
      if (removed === undefined) throw new LocalError(`there is no profile ${name}`);
      writeProfiles(file, others);
      return found(shown({ [name]: removed }), () => `Forgotten: ${name}.`);
    },
  },
];

function checkName(name: string): string {
  if (/^[\w][\w.-]{0,59}$/.test(name) && name !== '__proto__') return name;
  throw new UsageError(
    'the name of a profile has letters, digits, dots, hyphens and underscores, at most 60',
  );
}

async function profileOf({ where, given, environment }: Call): Promise<Profile> {
  if (where.profile !== null) throw new UsageError('profiles add takes an account itself, not --profile');
  const publicUrl = given.option('publicUrl');
  if (where.url !== null && publicUrl !== undefined) throw new UsageError(NOT_DEPLOYED);
  if (where.url === null) {
    if (given.has('tokenStdin')) throw new UsageError('--token-stdin belongs to --url');
    return { ...accountHere(where), ...(publicUrl !== undefined && { publicUrl }) };
  }
  const token = (given.has('tokenStdin') ? await firstLine() : environment['TTSYNC_TOKEN'])?.trim() ?? '';
  if (!/^[\x21-\x7e]*$/.test(token)) throw new UsageError('a token has visible ASCII characters only');
  if (token === '')
    throw new LocalError('there is no token: set TTSYNC_TOKEN, or give it with --token-stdin');
  const repairToken = environment['TTSYNC_REPAIR_TOKEN']?.trim() ?? '';
  return { url: where.url, token, ...(repairToken !== '' && { repairToken }) };
}

/** Files are named whole: a profile is used from anywhere. */
function accountHere({ things, todoist, state, plan, trial }: Call['where']): Profile {
  const profile = {
    ...(things !== null && { things: resolve(things) }),
    ...(todoist !== null && { todoist }),
    ...(state !== null && { state: resolve(state) }),
    ...(plan !== null && { plan }),
    ...(trial && { try: true as const }),
  };
  if (Object.keys(profile).length > 0) return profile;
  throw new UsageError('profiles add wants --url, or options that name an account, such as --state');
}

async function firstLine(): Promise<string> {
  const lines = createInterface({ input: process.stdin });
  try {
    for await (const line of lines) return line;
    return '';
  } finally {
    lines.close();
  }
}

/** `publicUrl` is `--public-url`. */
function flagOf(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** A profile without its tokens. */
type ShownProfiles = Readonly<Record<string, Readonly<Record<string, string | true>>>>;

function shown(profiles: Profiles): ShownProfiles {
  return Object.fromEntries(
    Object.entries(profiles).map(([name, profile]) => [
      name,
      isDeployed(profile) ? { url: profile.url } : withoutGaps(profile),
    ]),
  );
}

function withoutGaps(
  profile: Readonly<Record<string, string | true | undefined>>,
): Record<string, string | true> {
  return Object.fromEntries(
    Object.entries(profile).filter((entry): entry is [string, string | true] => entry[1] !== undefined),
  );
}

function formatProfiles(profiles: ShownProfiles): string {
  const rows = Object.entries(profiles).map(([name, profile]) => [
    name,
    Object.entries(profile)
      .map(([key, value]) =>
        key === 'url' ? String(value) : value === true ? `--${key}` : `--${flagOf(key)} ${value}`,
      )
      .join(' '),
  ]);
  return rows.length === 0 ? 'There is no profile yet.' : formatTable(rows, { maxCellWidth: 120 });
}
