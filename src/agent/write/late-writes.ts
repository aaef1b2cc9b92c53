// Writes that Things was sent and that did not show: it may still make them, days later, over what a person has written since. What
// the to-do shows meanwhile is remembered; where such a write comes late, what it has written over is put back.

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
 * Remembers what was sent for entries and does not show; forgets what showed at the first time. Call it before their outcomes are
 * journaled: after a crash in between, they are carried out again, and so come here again.
 */
export function rememberLate(
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
    // What was sent twice may be made twice, the second time over what comes next.
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

/** What we have written ourselves since is no late write that came, also where it is the same: later notes build on it. */
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

/** Compares what to-dos show now with the writes that may still come, and marks what was written over. Call before telling rows. */
export function noticeLate(
  todos: ReadonlyMap<string, ThingsTodo>,
  { journal, today, now }: { readonly journal: AgentJournal; readonly today: string; readonly now: number },
): void {
  const begun = new Set(journal.unfinished().map(({ thingsId }) => thingsId));
  for (const late of journal.lateWrites()) {
    // What shows there may be our own newer write.
    if (begun.has(late.sent.thingsId)) continue;
    const row = todos.get(late.sent.thingsId);
    const isOver = now - late.at > LATE_MEMORY_MS;
    if (isOver || row === undefined || row.trashed) journal.forgetLate(late.sent.id);
    else if (late.isOverwritten) {
      // A person who has changed it again since has seen what came.
      if (overwritten(late, row, today).length === 0) journal.forgetLate(late.sent.id);
    } else if (overwritten(late, row, today).length > 0) journal.keepLate({ ...late, isOverwritten: true });
    else if (row.digest !== late.seen.digest) journal.keepLate({ ...late, seen: row });
  }
}

/** The updates that put back what late writes have written over. */
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

/** The id of the repair of a late write; the same for as long as it is the same. */
export function repairId({ sent, at }: LateWrite): string {
  return `back-${Math.round(at)}-${sent.id}`.slice(0, 80);
}

/** Tells whether an operation is a repair of ours, which the Worker knows nothing of. */
export function isRepair(operationId: string): boolean {
  return operationId.startsWith('back-');
}

/** Fields that show what was sent and did not before, where a person had written something else meanwhile. */
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
