// Short digests: of a row, to see whether it changed, and of a library, to see whether it is the same. No state.

import { createHash } from 'node:crypto';
import { stableText } from '../../model/same.ts';
import type { ThingsTodo } from '../../protocol/things-row.ts';

const DIGEST_CHARS = 22;

/** The digest of a text: SHA-256 in base64url, cut to 22 characters (132 bits). */
export function digestOfText(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, DIGEST_CHARS);
}

/** The digest of a row without its timestamps, which also change when nothing that we sync did. */
export function digestOfTodo(todo: Omit<ThingsTodo, 'digest'>): string {
  const { createdAt: _createdAt, changedAt: _changedAt, linesChangedAt: _linesChangedAt, ...synced } = todo;
  return digestOfText(stableText(synced));
}

/**
 * Identifies a library: the digest of its URL token, which belongs to the library and not to a device or a path. A library without
 * a token (URLs never enabled) is identified by its path, and gets another id once it has one.
 */
export function databaseIdOf(authToken: string | null, path: string): string {
  return authToken === null
    ? `path-${digestOfText(`things database at ${path}`)}`
    : `token-${digestOfText(`things database with token ${authToken}`)}`;
}
