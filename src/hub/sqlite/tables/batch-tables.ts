// KV counts and the status of the batch documents, in SQL. Independent of KV itself.

import type { BatchRecords, DocumentRecord, KvOperation, PartRecord } from '../../batch-records.ts';
import { numberOf, numberOrNull, textOf, textOrNull, type SqlDatabase, type SqlRow } from '../sql.ts';
import { openStateRows } from '../state-rows.ts';

/** Opens the batches' tables of a working state that `openStore` has prepared. */
export function openBatchRecords(sql: SqlDatabase): BatchRecords {
  return {
    transaction: sql.transaction,
    counts: openCounts(sql),
    documents: openDocuments(sql),
    parts: openParts(sql),
    state: openStateRows(sql),
  };
}

function openCounts(sql: SqlDatabase): BatchRecords['counts'] {
  return {
    add: ({ day, operation, family, count }) => {
      sql.run(
        `INSERT INTO kv_counts (day, operation, family, count) VALUES (?, ?, ?, ?)
         ON CONFLICT (day, operation, family) DO UPDATE SET count = count + excluded.count`,
        day,
        operation,
        family,
        count,
      );
    },
    between: (from, until) =>
      sql
        .run(`SELECT * FROM kv_counts WHERE day BETWEEN ? AND ? ORDER BY day, operation, family`, from, until)
        .map((row) => ({
          day: numberOf(row, 'day'),
          operation: textOf(row, 'operation') as KvOperation,
          family: textOf(row, 'family'),
          count: numberOf(row, 'count'),
        })),
    prune: (day) => {
      sql.run(`DELETE FROM kv_counts WHERE day < ?`, day);
      sql.run(`DELETE FROM kv_spent WHERE day < ?`, day);
    },
    markSpent: (day) => {
      sql.run(`INSERT OR IGNORE INTO kv_spent (day) VALUES (?)`, day);
    },
    isSpent: (day) => sql.run(`SELECT 1 AS found FROM kv_spent WHERE day = ?`, day).length > 0,
  };
}

function openDocuments(sql: SqlDatabase): BatchRecords['documents'] {
  return {
    get: (key) => sql.run(`SELECT * FROM batch_documents WHERE key = ?`, key).map(readDocument)[0] ?? null,
    all: () => sql.run(`SELECT * FROM batch_documents ORDER BY key`).map(readDocument),
    put: (record) => {
      sql.run(
        `INSERT OR REPLACE INTO batch_documents (key, dirty_since, writing_since, written_at, attempted_at, retry_at,
           failures, reason, digest, bytes, parts, generation) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        record.key,
        record.dirtySince,
        record.writingSince,
        record.writtenAt,
        record.attemptedAt,
        record.retryAt,
        record.failures,
        record.reason,
        record.digest,
        record.bytes,
        record.parts,
        record.generation,
      );
    },
    remove: (key) => {
      sql.run(`DELETE FROM batch_documents WHERE key = ?`, key);
    },
  };
}

function openParts(sql: SqlDatabase): BatchRecords['parts'] {
  return {
    of: (document) =>
      sql.run(`SELECT * FROM batch_parts WHERE document = ? ORDER BY key`, document).map(readPart),
    put: (part) => {
      sql.run(
        `INSERT OR REPLACE INTO batch_parts (key, document, generation, superseded_at) VALUES (?, ?, ?, ?)`,
        part.key,
        part.document,
        part.generation,
        part.supersededAt,
      );
    },
    remove: (key) => {
      sql.run(`DELETE FROM batch_parts WHERE key = ?`, key);
    },
  };
}

function readDocument(row: SqlRow): DocumentRecord {
  return {
    key: textOf(row, 'key'),
    dirtySince: numberOrNull(row, 'dirty_since'),
    writingSince: numberOrNull(row, 'writing_since'),
    writtenAt: numberOrNull(row, 'written_at'),
    attemptedAt: numberOrNull(row, 'attempted_at'),
    retryAt: numberOrNull(row, 'retry_at'),
    failures: numberOf(row, 'failures'),
    reason: textOrNull(row, 'reason'),
    digest: textOrNull(row, 'digest'),
    bytes: numberOf(row, 'bytes'),
    parts: numberOf(row, 'parts'),
    generation: textOrNull(row, 'generation'),
  };
}

function readPart(row: SqlRow): PartRecord {
  return {
    key: textOf(row, 'key'),
    document: textOf(row, 'document'),
    generation: textOf(row, 'generation'),
    supersededAt: numberOrNull(row, 'superseded_at'),
  };
}
