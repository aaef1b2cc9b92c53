// Where the account of a call is: a deployed Worker, or this machine. Profiles are looked up here.

import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ApiServer } from '../client/call.ts';
import { readEnvironment, type Environment } from '../local/environment.ts';
import { LocalError } from '../local/local-error.ts';
import { configFolder, ownFolders } from '../local/own-folders.ts';
import { isDeployed, readProfiles, type Profile } from '../local/profiles.ts';
import type { Where } from './arguments/where.ts';

/** Where an account is. `said`: the options that name it, for commands that are printed. */
export type Place =
  | { readonly kind: 'deployed'; readonly server: ApiServer; readonly said: Where }
  | {
      readonly kind: 'here';
      readonly where: Where;
      readonly said: Where;
      /** The public address that the profile has; null: none. */
      readonly publicUrl: string | null;
    };

/** The file of profiles. */
export function profilesFile(variables: Environment['all']): string {
  return join(configFolder({ home: homedir(), variables }), 'profiles.json');
}

/** What the surroundings of this process say. Throws `LocalError`. */
export function ownEnvironment(): Environment {
  const folders = ownFolders({
    home: homedir(),
    platform: process.platform,
    directory: process.cwd(),
    variables: process.env,
  });
  return readEnvironment(folders.environment, process.env);
}

/** Finds out where. Throws `LocalError` for a profile that there is not, and for a Worker without a token. */
export function placeOf(where: Where, { all }: Environment): Place {
  const said = isNamed(where) ? where : { ...where, profile: nonEmpty(all['TTSYNC_PROFILE']) };
  if (said.url !== null) return { kind: 'deployed', said, server: serverAt(said.url, all) };
  if (said.profile === null) return { kind: 'here', said, where: said, publicUrl: null };
  const profile = profileNamed(said.profile, all);
  if (isDeployed(profile)) {
    const { url, token, repairToken } = profile;
    return {
      kind: 'deployed',
      said,
      server: { url, token, ...(repairToken !== undefined && { repairToken }) },
    };
  }
  const { things = null, todoist = null, state = null, plan = null, try: trial = false } = profile;
  const { publicUrl = null } = profile;
  return { kind: 'here', said, where: { ...said, things, todoist, state, plan, trial }, publicUrl };
}

/** The surroundings of a Worker that is started here: the public address of the call or else of the profile stands over theirs. */
export function surroundingsOf(
  { publicUrl }: { readonly publicUrl: string | null },
  { all }: Environment,
): Environment['all'] {
  return publicUrl === null ? all : { ...all, PUBLIC_URL: publicUrl };
}

function isNamed({ things, todoist, state, trial, url, profile }: Where): boolean {
  return trial || [things, todoist, state, url, profile].some((name) => name !== null);
}

function profileNamed(name: string, variables: Environment['all']): Profile {
  const profiles = readProfiles(profilesFile(variables));
  const profile = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  if (profile !== undefined) return profile;
  const names = Object.keys(profiles);
  const known = names.length === 0 ? 'there is none yet' : `there are ${names.join(', ')}`;
  throw new LocalError(`there is no profile ${name}: ${known} (npm run cli -- profiles list)`);
}

function serverAt(url: string, all: Environment['all']): ApiServer {
  const token = nonEmpty(all['TTSYNC_TOKEN']);
  if (token === null) throw new LocalError(`TTSYNC_TOKEN is not set: put the token of ${url} into it`);
  const repairToken = nonEmpty(all['TTSYNC_REPAIR_TOKEN']);
  return { url, token, ...(repairToken !== null && { repairToken }) };
}

function nonEmpty(value: string | undefined): string | null {
  const text = value?.trim() ?? '';
  return text === '' ? null : text;
}
