// What the operating system, or SQLite on its behalf, refuses, in words for a person. Pure.

const SYSTEM: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the disk is read-only',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EIO: 'the disk can’t be read or written (input/output error)',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  ENOTDIR: 'part of the path is not a directory',
  EISDIR: 'it is a directory, not a file',
  EEXIST: 'a file or directory of that name exists already',
  ENOENT: 'no such file or directory',
  ELOOP: 'its symbolic links form a loop',
  ENAMETOOLONG: 'its name is too long',
};

/** Primary result codes. Source: sqlite.org/rescode.html. */
const SQLITE: Readonly<Record<number, string>> = {
  3: 'permission denied',
  8: 'a file of the state is read-only',
  10: 'a file of the state can’t be read or written: the disk may be full or damaged',
  11: 'a file of the state is damaged',
  13: 'the disk is full',
  14: 'a file of the state can’t be opened',
  26: 'a file of the state is not a database',
};

/** Says what a system refused, and about which file; null where the error is none of a system's. */
export function systemWords(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const reason = reasonOf(error);
  if (reason === null) return error.cause === undefined ? null : systemWords(error.cause);
  const path = 'path' in error && typeof error.path === 'string' ? `${error.path}: ` : '';
  return `${path}${reason}`;
}

function reasonOf(error: Error): string | null {
  if ('errcode' in error && typeof error.errcode === 'number') return SQLITE[error.errcode & 0xff] ?? null;
  return 'code' in error && typeof error.code === 'string' ? (SYSTEM[error.code] ?? null) : null;
}
