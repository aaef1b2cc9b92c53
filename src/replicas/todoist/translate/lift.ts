// Converts a task as Todoist shows it to canonical fields. Pure, and the only code that interprets items. Must not guess: a field
// that can't be parsed is left out of the observation.

import type { SyncConfig } from '../../../model/config.ts';
import { parseCivilDate } from '../../../model/dates.ts';
import { remoteId } from '../../../model/ids.ts';
import { tombstone, type ObservedFields } from '../../../model/link.ts';
import { withoutMarks, withoutSyncLabels } from '../../../protocol/older/marks.ts';
import type { Repeat, Start, Status } from '../../../model/task.ts';
import { canonicalNotes } from '../../../model/text.ts';
import type { TodoistAccount, TodoistTask } from '../todoist-port.ts';
import { readDue } from './due.ts';
import { readLabels, strayMarkers, type LabelMeaning } from './labels.ts';
import { readTimestamp } from '../wire/timestamps.ts';
import { isLeftToOthers } from './others.ts';
import { contentToTitle, isRowContent } from './titles.ts';
import type { WireItem } from '../wire/wire.ts';

/** What the meaning of an item depends on. */
export interface LiftContext {
  readonly account: TodoistAccount;
  readonly config: SyncConfig;
}

/** Converts one item. Place and checklist are left to the caller, who knows the other items and the containers. */
export function liftItem(item: WireItem, context: LiftContext): TodoistTask {
  const title = contentToTitle(item.content);
  const project = item.project_id === context.account.inboxProjectId ? null : item.project_id;
  const place = item.section_id ?? project;
  return {
    remoteId: remoteId(item.id),
    parentRemoteId: item.parent_id === null ? null : remoteId(item.parent_id),
    order: item.child_order ?? 0,
    observation: {
      replica: 'todoist',
      remoteId: remoteId(item.id),
      deleted: item.is_deleted,
      fields: liftFields(item, title, context),
      changedAt: changedAt(item),
      revision: item.updated_at ?? null,
      occurrence: item.completed_count ?? null,
      isRow: isRowContent(item.content),
      ...(item.due !== undefined && {
        strayTags: strayMarkers(item.labels, context.config.markerLabels, {
          dated: item.due !== null,
          closed: item.checked,
        }),
      }),
      ...(isLeftToOthers(item, context) && { leftToOthers: true as const }),
    },
    placeRemoteId: place === null ? null : remoteId(place),
    asChecklistItem: {
      ref: remoteId(item.id),
      title,
      done: item.checked,
      details: {
        parentRef: item.parent_id === null ? null : remoteId(item.parent_id),
        values: liftDetails(item),
      },
    },
  };
}

/** The tombstone of an item of which only the id is known. */
export function liftTombstone(id: string): TodoistTask {
  return {
    remoteId: remoteId(id),
    parentRemoteId: null,
    order: 0,
    observation: tombstone('todoist', remoteId(id)),
    placeRemoteId: null,
    asChecklistItem: { ref: remoteId(id), title: '', done: false },
  };
}

function liftFields(item: WireItem, title: string, context: LiftContext): ObservedFields {
  const labels = readLabels(withoutSyncLabels(item.labels), context.config.markerLabels);
  const when = liftWhen(item, labels, context.account);
  const deadline = liftDeadline(item);
  return {
    title,
    tags: labels.tags,
    status: liftStatus(item.checked, labels),
    ...(item.description !== undefined && {
      notes: canonicalNotes(withoutMarks(item.description?.toWellFormed() ?? '')),
    }),
    ...(when !== undefined && { start: when.start, repeat: when.repeat }),
    ...(deadline !== undefined && { deadline }),
    ...(item.priority !== undefined && { priority: item.priority }),
    ...(item.duration !== undefined && { duration: item.duration }),
  };
}

/** What a sub-task has besides a checklist line's fields, in the form of the command that creates one. */
function liftDetails(item: WireItem): Readonly<Record<string, unknown>> {
  const { description, due, deadline, duration, priority, labels } = item;
  return {
    ...(description != null && description !== '' && { description }),
    ...(due != null && { due: Object.fromEntries(Object.entries(due).filter(([, value]) => value != null)) }),
    ...(deadline != null && { deadline: { date: deadline.date } }),
    ...(duration != null && { duration }),
    ...(priority !== undefined && priority !== 1 && { priority }),
    ...(labels.length > 0 && { labels }),
  };
}

function liftStatus(checked: boolean, labels: LabelMeaning): Status {
  if (!checked) return 'open';
  return labels.canceled ? 'canceled' : 'completed';
}

function liftWhen(
  item: WireItem,
  labels: LabelMeaning,
  account: TodoistAccount,
): { readonly start: Start; readonly repeat: Repeat | null } | undefined {
  if (item.due === undefined) return undefined;
  if (item.due === null) return { start: liftUndated(item, labels, account), repeat: null };
  const due = readDue(item.due, account.zone);
  if (due === null) return undefined;
  return { start: { date: due.date, evening: labels.evening, time: due.time }, repeat: due.repeat };
}

function liftUndated(item: WireItem, labels: LabelMeaning, account: TodoistAccount): Start {
  if (labels.someday) return 'someday';
  return item.project_id === account.inboxProjectId && item.section_id === null ? 'inbox' : 'anytime';
}

function liftDeadline(item: WireItem): ObservedFields['deadline'] {
  if (item.deadline === undefined || item.deadline === null) return item.deadline;
  return parseCivilDate(item.deadline.date) ?? undefined;
}

function changedAt(item: WireItem): number | null {
  const times = [item.updated_at, item.completed_at].map((text) => readTimestamp(text ?? ''));
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.max(...known);
}
