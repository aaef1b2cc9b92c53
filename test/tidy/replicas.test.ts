// No code but a vendor's own knows which replicas there are: what decides, what runs and what stores names none of them.

import { describe, expect, it } from 'vitest';
import { filesBelow, textOf } from './project-files.ts';

const FOLDERS = ['src/engine', 'src/hub', 'src/sync', 'src/checkpoint', 'src/worker'];

/** Files that name a vendor in code, each with its reason. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'src/hub/sqlite/tables/legacy-tables.ts': 'older code knew these two, and had a column for each',
  'src/hub/sqlite/schema.ts': 'in older layouts every id in doubt was Todoist’s',
  'src/checkpoint/documents/task-state.ts': 'in older documents every id in doubt was Todoist’s',
  'src/checkpoint/collect-state.ts': 'the document of pairs that older code reads is of these two',
  'src/checkpoint/mobile-source.ts': 'the batches that older code reads are of these two',
  'src/worker/object/account-parts.ts': 'here replicas are put together',
  'src/worker/accounts.ts': 'how each is reached is configured here',
  'src/worker/object/migration.ts': 'older ids are translated by Todoist',
};

/** A quoted name, or a member of that name. */
const NAMES_VENDOR = /(['"`])(?:todoist|things)\1|\.(?:todoist|things)\b/;

describe('the code that is no vendor’s', () => {
  it('[N6] names no replica, but for what is listed', () => {
    const naming = FOLDERS.flatMap((folder) => filesBelow(folder, ['.ts']))
      .filter((path) => !path.endsWith('.test.ts'))
      .filter((path) => NAMES_VENDOR.test(textOf(path)));
    expect(naming.toSorted((a, b) => (a < b ? -1 : 1))).toEqual(
      Object.keys(EXCEPTIONS).toSorted((a, b) => (a < b ? -1 : 1)),
    );
  });

  it('is found out where it names one', () => {
    for (const line of ["by === 'todoist'", 'run.parts.things', '`things`', 'counts["todoist"]'])
      expect(NAMES_VENDOR.test(line)).toBe(true);
  });
});
