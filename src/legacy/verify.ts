// Compares what KV shows under legacy keys, entry by entry, with what was imported, and every document with the entries that belong
// in it. Only reads; a migration in progress imports what it finds missing.

import * as z from 'zod';
import { fetchDocument } from '../checkpoint/kv/fetch-document.ts';
import type { KvPurpose } from '../checkpoint/kv/governor.ts';
import { isLegacyKey, LEGACY_FAMILIES, LEGACY_SOURCES, legacyFamilyOf } from './legacy-keys.ts';
import { forgetAt, missingFrom, targetOf } from './take/merge-document.ts';
import { refusalOf, type MigrationParts, type Piece } from './parts.ts';
import { conceal } from './take/conceal.ts';
import { isKnown, storedOf, takeEntry } from './take/take-entry.ts';
import type { Shown } from './take/shown.ts';

const MAX_DETAILS = 100;
const PAGE = 500;

const figure = z.number().int().nonnegative();
const familySchema = z.object({
  /** Entries in KV. */
  legacy: figure,
  /** Of these: imported exactly, and in their document. */
  imported: figure,
  /** Imported, and not in their document yet. */
  pending: figure,
  /** In no known format. */
  bad: figure,
  /** Not imported. */
  missing: figure,
  /** Imported with another value. */
  differs: figure,
});
const detailSchema = z.object({ key: z.string(), family: z.string(), problem: z.string() });
const reportSchema = z.object({
  families: z.record(z.string(), familySchema),
  documents: z.object({ compared: figure, wrong: figure }),
  details: z.array(detailSchema),
});

/** The result of a comparison. Keys are only in `details`. */
export type VerifyReport = z.infer<typeof reportSchema>;

/** A comparison in progress. */
export const verifyRunSchema = z.object({
  source: figure,
  cursor: z.string().nullable(),
  document: z.string(),
  /** Documents that lack some of the entries that landed in them. */
  wrong: z.array(z.string()),
  report: reportSchema,
});

/** A comparison in progress. */
export type VerifyRun = z.infer<typeof verifyRunSchema>;

/** The last complete comparison. `computedAt`: epoch ms. */
export const verifiedSchema = reportSchema.extend({ computedAt: z.number() });

/** The last complete comparison. */
export type Verified = z.infer<typeof verifiedSchema>;

type Family = z.infer<typeof familySchema>;

const NONE: Family = { legacy: 0, imported: 0, pending: 0, bad: 0, missing: 0, differs: 0 };

/** The initial state of a comparison. */
export function newVerifyRun(): VerifyRun {
  const families = Object.fromEntries(
    LEGACY_FAMILIES.filter((name) => name !== 'unknown' && name !== 'sync-state').map((name) => [
      name,
      { ...NONE },
    ]),
  );
  return {
    source: 0,
    cursor: null,
    document: '',
    wrong: [],
    report: { families, documents: { compared: 0, wrong: 0 }, details: [] },
  };
}

/** Whether everything that KV has under legacy keys is imported and in its place; invalid entries are not counted. */
export function isSound({ families, documents }: VerifyReport): boolean {
  const open = Object.values(families).reduce((sum, one) => sum + one.missing + one.differs + one.pending, 0);
  return open === 0 && documents.wrong === 0;
}

/** Compares one page. `adopt`: import what is missing or differs. Throws `KvError`, with the run unchanged. */
export async function verifyPage(
  parts: MigrationParts,
  run: VerifyRun,
  options: { readonly purpose: KvPurpose; readonly adopt: boolean },
): Promise<{ readonly piece: Piece; readonly run: VerifyRun }> {
  const source = LEGACY_SOURCES[run.source];
  if (source === undefined) return compareDocument(parts, run, options);
  const next = { ...run, source: run.source + 1, cursor: null };
  if (source.kind === 'document') return { piece: { kind: 'more', calls: 0 }, run: next };
  const isList = source.kind === 'prefix';
  const refusal = refusalOf(parts, isList ? { lists: 1, reads: PAGE } : { reads: 1 }, options.purpose);
  if (refusal !== null) return { piece: refusal, run };
  const listed = isList
    ? await parts.kv.list({ prefix: source.prefix, cursor: run.cursor, limit: PAGE })
    : { keys: [{ name: source.key, expiration: null }], cursor: null };
  const keys = listed.keys.filter(({ name }) => isLegacyKey(name));
  const values = await parts.kv.getMany(keys.map(({ name }) => name));
  const shown = await conceal(
    parts,
    keys.map(({ name, expiration }): Shown => ({
      key: name,
      value: values.get(name) ?? null,
      expiresAt: expiration,
    })),
  );
  const report = shown.reduce((sum, one) => countEntry(parts, sum, one), run.report);
  if (options.adopt) {
    parts.legacy.transaction(() => {
      // A single key that does not exist was never an entry.
      for (const one of shown) if (isList || one.value !== null) takeEntry(parts, one);
    });
  }
  const place = listed.cursor === null ? next : { ...run, cursor: listed.cursor };
  return { piece: { kind: 'more', calls: 1 + Math.ceil(keys.length / 100) }, run: { ...place, report } };
}

function countEntry({ legacy }: MigrationParts, report: VerifyReport, shown: Shown): VerifyReport {
  if (shown.value === null) return report;
  const entry = legacy.entries.get(shown.key);
  const family = legacyFamilyOf(shown.key);
  const verdict: keyof Family =
    entry === null || entry.state === 'gone'
      ? 'missing'
      : entry.state === 'bad' || shown.refused !== undefined
        ? 'bad'
        : entry.raw !== storedOf(shown)
          ? 'differs'
          : isKnown(entry, shown) && entry.state === 'taken'
            ? 'pending'
            : 'imported';
  const before = report.families[family] ?? NONE;
  const counted = { ...before, legacy: before.legacy + 1, [verdict]: before[verdict] + 1 };
  const families = { ...report.families, [family]: counted };
  if (verdict === 'imported') return { ...report, families };
  const problem = verdict === 'bad' ? (shown.refused ?? entry?.reason ?? verdict) : verdict;
  return { ...report, families, details: withDetail(report, { key: shown.key, family, problem }) };
}

function withDetail(report: VerifyReport, detail: VerifyReport['details'][number]): VerifyReport['details'] {
  return report.details.length < MAX_DETAILS ? [...report.details, detail] : report.details;
}

/** Checks whether a document has all landed entries. Expired ones are skipped. */
async function compareDocument(
  parts: MigrationParts,
  run: VerifyRun,
  options: { readonly purpose: KvPurpose; readonly adopt: boolean },
): Promise<{ readonly piece: Piece; readonly run: VerifyRun }> {
  const { legacy, kv } = parts;
  const document = legacy.entries.documents(run.document, 1)[0];
  const target = document === undefined ? null : targetOf(document);
  if (document === undefined || target === null) return { piece: { kind: 'done', calls: 0 }, run };
  const next = { ...run, document };
  const forget = forgetAt(target, parts.settings);
  const landed = legacy.entries
    .ofDocument(document)
    .filter((entry) => entry.state === 'landed' || entry.state === 'deleted');
  if ((forget !== null && forget < parts.now() + PAGE * 1000) || landed.length === 0)
    return { piece: { kind: 'more', calls: 0 }, run: next };
  const refusal = refusalOf(parts, { reads: 4 }, options.purpose);
  if (refusal !== null) return { piece: refusal, run };
  const fetched = await fetchDocument(kv, document);
  const missing = fetched.ok ? missingFrom(target, fetched.value?.value ?? null, landed) : landed.length;
  const { documents } = run.report;
  const counted = { compared: documents.compared + 1, wrong: documents.wrong + (missing > 0 ? 1 : 0) };
  const details =
    missing === 0
      ? run.report.details
      : withDetail(run.report, {
          key: document,
          family: 'document',
          problem: `${missing} of ${landed.length} entries are not in it`,
        });
  return {
    piece: { kind: 'more', calls: 4 },
    run: {
      ...next,
      wrong: missing > 0 ? [...run.wrong, document] : run.wrong,
      report: { ...run.report, documents: counted, details },
    },
  };
}
