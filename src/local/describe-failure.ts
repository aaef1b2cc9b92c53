// Expected failures of the agent in one line each, for a person.

import type { ReadFailure } from '../agent/reader.ts';
import { NEWEST_SCHEMA, OLDEST_SCHEMA } from '../agent/reader.ts';

/** Says why the Things database can't be read. */
export function describeReadFailure(failure: ReadFailure, path: string): string {
  switch (failure.kind) {
    case 'not_found':
      return `no Things database at ${path}`;
    case 'no_permission':
      return `no permission to read ${path} (macOS: give the terminal Full Disk Access)`;
    case 'not_a_database':
      return `${path} is not a SQLite database, or it is damaged`;
    case 'unknown_schema':
      return failure.version === null
        ? `${path} is not a Things database`
        : `${path} has the layout ${failure.version} of Things; this version reads ${OLDEST_SCHEMA} to ${NEWEST_SCHEMA}`;
    case 'incomplete':
      return `${path} is not a whole Things database: ${failure.missing.slice(0, 3).join(', ')} missing`;
    case 'busy':
      return `${path} is locked by another program`;
  }
}
