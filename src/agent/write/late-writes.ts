// Writes that were sent to Things without visible effect: it may still carry them out, days later, over what a user has written
// since. The to-do's state in the meantime is remembered, and restored if such a late write overwrites it.

import type { ThingsPlace } from '../../protocol/things-operation.ts';
import type { ThingsTodo } from '../../protocol/things-row.ts';
import type { AgentJournal } from '../state/journal.ts';
import type { LateWrite } from '../state/journal-rows.ts';
import { LATE_MEMORY_MS } from '../limits.ts';
import {
  fieldsOf,
  movedFields,
  unmetFields,
  withFieldsOf,
  type ResolvedPlace,
  type WantedFields,
  type WantedName,
  wantedNames,
} from '../read/row-fields.ts';
import type { AppSession } from './app-session.ts';
import { firstRowOf, isSent, type TodoEntry } from './todo-entry.ts';

type Update = LateWrite['sent'];

/**
 * Remembers writes of entries that don't show; forgets those that showed the first time. To be called before their outcomes are
 * journaled: after a crash in between, the entries are carried out again and so get here again.
 */
export function rememberLateWrites(
  entries: readonly TodoEntry[],
  { session, journal }: { readonly session: AppSession; readonly journal: AgentJournal },
): void {
  keepOwnWrites(entries, { session, journal });
  const sent = entries.filter(
    (entry) =>
      isSent(entry) && (entry.operation.kind === 'update_todo' || entry.operation.kind === 'create_todo'),
  );
  if (sent.length === 0) return;
  const { todos } = session.view(sent.flatMap(({ id }) => id ?? []));
  for (const entry of sent) {
    const row = todos.get(entry.id ?? '');
    if (row === undefined) continue;
    const isShown = unmetFields(row, entry.settable, session.today()).length === 0;
    // A write that was sent twice may take effect twice, the second time over later edits.
    const before = isShown ? row : firstRowOf(entry);
    if ((isShown && entry.timesSent < 2) || before === null || row.trashed) {
      journal.forgetLate(entry.operation.id);
    } else {
      const fields = asAsked(entry.settable);
      const update = {
        kind: 'update_todo',
        id: entry.operation.id,
        thingsId: row.id,
        expect: null,
        fields,
      } as const;
      journal.keepLate({ sent: update, before, seen: row, at: session.now(), isOverwritten: false });
    }
  }
}

/** Our own newer writes are not mistaken for a late write, even if they are equal: later records build on them. */
function keepOwnWrites(
  entries: readonly TodoEntry[],
  { session, journal }: { readonly session: AppSession; readonly journal: AgentJournal },
): void {
  const written = entries.filter((entry) => isSent(entry));
  const lateById = Map.groupBy(journal.lateWrites(), ({ sent }) => sent.thingsId);
  const noted = written.filter(({ id }) => id !== null && lateById.has(id));
  if (noted.length === 0) return;
  const { todos } = session.view(noted.flatMap(({ id }) => id ?? []));
  for (const { operation, id, settable } of noted) {
    const row = todos.get(id ?? '');
    if (row === undefined) continue;
    const unmet = new Set<string>(unmetFields(row, settable, session.today()));
    const names = wantedNames(settable).filter((name) => !unmet.has(name));
    for (const late of lateById.get(row.id) ?? []) {
      if (late.sent.id === operation.id || late.isOverwritten) continue;
      journal.keepLate({ ...late, seen: withFieldsOf(row, late.seen, names) });
    }
  }
}

/**
 * Compares the current to-dos with the writes that may still take effect, and marks what was overwritten. To be called before rows
 * are reported.
 */
export function detectLateWrites(
  todos: ReadonlyMap<string, ThingsTodo>,
  { journal, today, now }: { readonly journal: AgentJournal; readonly today: string; readonly now: number },
): void {
  const begun = new Set(journal.unfinished().map(({ thingsId }) => thingsId));
  for (const late of journal.lateWrites()) {
    // The current state may be our own newer write.
    if (begun.has(late.sent.thingsId)) continue;
    const row = todos.get(late.sent.thingsId);
    const isOver = now - late.at > LATE_MEMORY_MS;
    if (isOver || row === undefined || row.trashed) journal.forgetLate(late.sent.id);
    else if (late.isOverwritten) {
      // If a user has changed it again since, they have seen the late write.
      if (overwritten(late, row, today).length === 0) journal.forgetLate(late.sent.id);
    } else if (overwritten(late, row, today).length > 0) journal.keepLate({ ...late, isOverwritten: true });
    else if (row.digest !== late.seen.digest) journal.keepLate({ ...late, seen: row });
  }
}

/** The updates that restore what late writes have overwritten. */
export function repairs(
  journal: AgentJournal,
  today: string,
  rows: ReadonlyMap<string, ThingsTodo>,
): readonly Update[] {
  return journal.lateWrites().flatMap((late) => {
    const row = rows.get(late.sent.thingsId);
    if (!late.isOverwritten || row === undefined) return [];
    const names = new Set<string>(overwritten(late, row, today));
    const lost = Object.entries(fieldsOf(late.seen)).filter(([name]) => names.has(name));
    const fields = asAsked(Object.fromEntries(lost));
    return [{ ...late.sent, id: repairId(late), fields }];
  });
}

/** The id of the repair of a late write; the same for as long as the late write is the same. */
export function repairId({ sent, at }: LateWrite): string {
  return `back-${Math.round(at)}-${sent.id}`.slice(0, 80);
}

/** Tells whether an operation is a repair of our own, which the Worker does not know. */
export function isRepair(operationId: string): boolean {
  return operationId.startsWith('back-');
}

/** Fields that now show what was sent, did not before, and had been changed by a user in the meantime. */
function overwritten(
  { sent, before, seen }: LateWrite,
  row: ThingsTodo,
  today: string,
): readonly WantedName[] {
  const wanted = asWanted(sent.fields);
  const open = new Set(unmetFields(row, wanted, today));
  return movedFields(seen, { before, wanted, today }).filter((name) => !open.has(name));
}

function asAsked({ place, ...rest }: WantedFields): Update['fields'] {
  const asked = (found: ResolvedPlace | null): ThingsPlace | null =>
    found === null ? null : { kind: found.kind, id: found.id, operation: null };
  const fields = { ...rest, ...(place === undefined ? {} : { place: asked(place) }) };
  return structuredClone(fields) as Update['fields'];
}

function asWanted({ place, ...rest }: Update['fields']): WantedFields {
  if (place === undefined) return rest;
  return { ...rest, place: place === null || place.id === null ? null : { kind: place.kind, id: place.id } };
}
