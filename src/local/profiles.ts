// Accounts under names of the user's own, in one file of the user's settings that nobody else can read: it may hold tokens.

import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';
import { checkInput, inOneLine } from '../protocol/input-errors.ts';
import { LocalError } from './local-error.ts';

const hereSchema = z.strictObject({
  things: z.string().optional(),
  todoist: z.string().optional(),
  state: z.string().optional(),
  plan: z.enum(['free', 'pro']).optional(),
  try: z.literal(true).optional(),
  publicUrl: z.string().optional(),
});

const deployedSchema = z.strictObject({
  url: z.string(),
  token: z.string(),
  repairToken: z.string().optional(),
});

const profileSchema = z.union([deployedSchema, hereSchema]);
const fileSchema = z.strictObject({ profiles: z.record(z.string(), profileSchema) });

/** A deployed Worker with its token, or the options that name accounts of this machine. */
export type Profile = z.infer<typeof profileSchema>;

/** All profiles by their names. */
export type Profiles = Readonly<Record<string, Profile>>;

/** Others than the owner may read it. */
const OTHERS = 0o077;

/** Reads the profiles; none where there is no file. Throws `LocalError` when it can't be used, or others can read it. */
export function readProfiles(file: string): Profiles {
  if (!existsSync(file)) return {};
  if (process.platform !== 'win32' && (statSync(file).mode & OTHERS) !== 0)
    throw new LocalError(`${file} may hold tokens, and others can read it: chmod 600 ${file}`);
  const checked = checkInput(readJson(file), fileSchema);
  if (checked.ok) return checked.value.profiles;
  throw new LocalError(`${file} is not a file of profiles: ${inOneLine(checked.error, 'it')}`);
}

/** Writes the profiles: the former file stays whole until the new one is. */
export function writeProfiles(file: string, profiles: Profiles): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const next = `${file}.${process.pid}`;
  writeFileSync(next, `${JSON.stringify({ profiles }, null, 2)}\n`, { mode: 0o600 });
  chmodSync(next, 0o600);
  renameSync(next, file);
}

/** Tells whether a profile is of a deployed Worker. */
export function isDeployed(profile: Profile): profile is z.infer<typeof deployedSchema> {
  return 'url' in profile;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
