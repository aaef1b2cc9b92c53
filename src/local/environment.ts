// What the surroundings say: the process's environment over a `.env` file. Nothing is written back to the process.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { publicBaseOf } from '../protocol/pairing-link.ts';
import { LocalError } from './local-error.ts';

/** The settings that come from the environment. */
export interface Environment {
  readonly todoistToken: string | null;
  /** Everything, for programs that are started. */
  readonly all: Readonly<Record<string, string | undefined>>;
}

/** Reads `.env` in `directory`, if there is one, below `variables`. An empty token counts as none. Throws `LocalError`. */
export function readEnvironment(
  directory: string,
  variables: Readonly<Record<string, string | undefined>>,
): Environment {
  const all = { ...readFile(join(directory, '.env')), ...variables };
  const token = all['TODOIST_API_TOKEN']?.trim() ?? '';
  if (/[^\x21-\x7e]/.test(token)) {
    throw new LocalError('TODOIST_API_TOKEN holds characters that no token has (spaces, line ends, \u2026)');
  }
  return { todoistToken: token === '' ? null : token, all };
}

/** The repair token that the surroundings set; null where they set none, and the local API's own token serves. */
export function repairTokenOf(variables: Environment['all']): string | null {
  const token = variables['REPAIR_AUTH_TOKEN']?.trim() ?? '';
  return token === '' ? null : token;
}

/** Where devices reach this machine's Worker, an https origin; null: nowhere. Throws `LocalError` where it is anything else. */
export function publicUrlOf(variables: Environment['all']): string | null {
  const wanted = variables['PUBLIC_URL']?.trim() ?? '';
  if (wanted === '') return null;
  const url = publicBaseOf(wanted);
  if (url !== null) return url;
  throw new LocalError(`PUBLIC_URL must be ${PUBLIC_URL_WORDS}`);
}

/** What a public address may be. */
export const PUBLIC_URL_WORDS =
  'an https address of your own without a path, such as https://sync.example.com, and none of this machine';

function readFile(path: string): Record<string, string | undefined> {
  if (!existsSync(path)) return {};
  try {
    return parseEnv(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new LocalError(`${path} can't be read`, { cause: error });
  }
}
