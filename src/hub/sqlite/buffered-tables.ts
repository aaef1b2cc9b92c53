// The tables whose rows a transaction buffers until its end, and the order in which they are written. Everything that shares a
// database shares these buffers.

import { ChecklistRefs } from './tables/checklist-refs.ts';
import { OpenLinks } from './tables/open-links.ts';
import { remoteKey } from './remote-key.ts';
import { RowBuffer } from './row-buffer.ts';
import { textOf, textOrNull, type SqlDatabase, type TransactionPart } from './sql.ts';

/** What a transaction buffers. */
export interface BufferedTables extends TransactionPart {
  readonly tasks: RowBuffer;
  readonly links: RowBuffer;
  readonly refs: ChecklistRefs;
  readonly openLinks: OpenLinks;
  /** Writes the changed rows. To be called before a query that scans a whole table. */
  readonly write: () => void;
  /** Runs at the end, before the rows are written, because it may change rows itself. */
  atEnd: () => void;
}

/** The buffers of a database. */
export function buffersOf(sql: SqlDatabase): BufferedTables {
  return sql.part('buffers', () => createBuffers(sql));
}

function createBuffers(sql: SqlDatabase): BufferedTables {
  const tasks = new RowBuffer(sql, {
    table: 'tasks',
    key: ['id'],
    finders: { place: (row) => textOrNull(row, 'place') ?? '' },
    unique: [],
  });
  const links = new RowBuffer(sql, {
    table: 'links',
    key: ['task_id', 'replica'],
    finders: {
      task: (row) => textOf(row, 'task_id'),
      remote: (row) => remoteKey(textOf(row, 'replica'), textOf(row, 'remote_id')),
    },
    unique: ['remote_id'],
  });
  const refs = new ChecklistRefs(sql);
  const openLinks = new OpenLinks(sql, links);
  const buffers: BufferedTables = {
    tasks,
    links,
    refs,
    openLinks,
    write: () => {
      tasks.write();
      links.write();
      refs.write();
    },
    atEnd: () => undefined,
    flush: () => {
      buffers.atEnd();
      buffers.write();
    },
    reset: (committed) => {
      openLinks.reset(committed);
      tasks.reset();
      links.reset();
      refs.reset();
    },
  };
  return buffers;
}
