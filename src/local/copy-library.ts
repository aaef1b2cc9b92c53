// Copies a Things library for a trial: whole, as of one moment, without touching the original.

import {
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { LocalError } from './local-error.ts';

const originSchema = z.object({ original: z.string(), madeAt: z.number() });

/**
 * Makes sure that there is a copy of a library, and tells when it was made. Throws `LocalError` where the copy that is there is one
 * of another library: what was done with it would be taken for this one's.
 */
export async function keepCopy(original: string, copy: string, now: number): Promise<number> {
  if (!existsSync(copy)) {
    await copyLibrary(original, copy);
    noteOrigin(copy, { original: realpathSync(original), madeAt: now });
    return now;
  }
  const origin = originOf(copy) ?? adopt(original, copy);
  if (origin.original === realpathSync(original)) return origin.madeAt;
  throw new LocalError(
    `${copy} is a copy of ${origin.original}, not of ${original}: to try this one, name another --state, or remove that directory`,
  );
}

/** What a copy is of: beside it, so that it goes with it. */
function originFile(copy: string): string {
  return `${copy}.origin.json`;
}

function noteOrigin(copy: string, origin: z.infer<typeof originSchema>): void {
  writeFileSync(originFile(copy), JSON.stringify(origin), { mode: 0o600 });
}

function originOf(copy: string): z.infer<typeof originSchema> | null {
  const file = originFile(copy);
  if (!existsSync(file)) return null;
  try {
    return originSchema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** A copy of an earlier version, or one whose making was cut off, tells nothing: it is of the library that is named first. */
function adopt(original: string, copy: string): z.infer<typeof originSchema> {
  const origin = { original: realpathSync(original), madeAt: statSync(copy).birthtimeMs };
  noteOrigin(copy, origin);
  return origin;
}

/**
 * Copies a library that its app may be using. The copy appears whole or not at all. Throws `LocalError` when the original can't
 * be read or the copy can't be written.
 */
async function copyLibrary(original: string, copy: string): Promise<void> {
  const draft = `${copy}.draft`;
  try {
    mkdirSync(dirname(copy), { recursive: true });
    rmSync(draft, { force: true });
    const source = new DatabaseSync(original, { readOnly: true });
    try {
      await backup(source, draft);
    } finally {
      source.close();
    }
    renameSync(draft, copy);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new LocalError(`${original} can't be copied to ${copy}: ${why}`, { cause: error });
  }
}
