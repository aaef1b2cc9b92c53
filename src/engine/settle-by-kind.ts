// Decides the fields that are merged in their own way: tags and checklists whatever the strategy, notes under `merge`, and a repeat
// rule, which belongs to one replica.

import { isSame } from '../model/same.ts';
import type { ChecklistItem } from '../model/task.ts';
import { mergeChecklist } from './fields/checklist.ts';
import { isClosed, isRefusedThere } from './meeting.ts';
import type { Meeting } from './meeting.ts';
import { mergeNotes } from './fields/notes.ts';
import { blend, keep, take, winnerOf, withConflict } from './settled.ts';
import type { Settled } from './settled.ts';
import { compareStamps } from './fields/stamp.ts';
import { mergeTags } from './fields/tags.ts';

/** Applies the tags that the replica added and removed. Never a conflict. */
export function settleTags(meeting: Meeting): Settled {
  const { hub, link, told, profile } = meeting;
  const tags = mergeTags({
    base: link.shadow.tags ?? [],
    hub: hub.fields.tags,
    observed: told.tags ?? [],
    isOne: (a, b) => profile.satisfies('tags', { tags: [a] }, { tags: [b] }),
  });
  if (isSame(tags, hub.fields.tags))
    return keep(meeting, 'tags', ['M3', 'shows tags that the hub already has']);
  return blend(meeting, 'tags', tags, ['M9', 'added or removed tags: the hub does the same to its own']);
}

/** Merges the checklist line by line; a line that both sides renamed is a conflict, decided by the strategy. */
export function settleChecklist(meeting: Meeting): Settled {
  const { hub, link, wanted } = meeting;
  // Of lines that the replica kept otherwise than it was told, only the replica's can have changed since.
  const isTheirs = isRefusedThere(meeting, 'checklist');
  const isManual = meeting.strategy === 'manual' && !isTheirs;
  const decided = isTheirs ? 'replica' : winnerOf(meeting, 'checklist');
  const winner = isManual ? 'hub' : decided;
  const merged = mergeChecklist({
    base: link.shadow.checklist ?? [],
    hub: hub.fields.checklist,
    projected: wanted.checklist ?? hub.fields.checklist,
    observed: linesTyped(meeting),
    winner,
  });
  const settled = isSame(merged.items, hub.fields.checklist)
    ? keep(meeting, 'checklist', ['M10', 'shows no change of a line that the hub would take'])
    : blend(meeting, 'checklist', merged.items, ['M10', 'changed lines: the hub changes the same ones']);
  if (merged.clashes.length === 0) return settled;
  return withConflict(meeting, settled, isManual ? 'waiting' : winner);
}

/** Where the lines of a task are closed with it, and may stop showing, only new titles are a person's. */
function linesTyped({ told, link, hub, profile }: Meeting): readonly ChecklistItem[] {
  const shown = told.checklist ?? [];
  if (profile.closesLines !== true || !isClosed(told.status)) return shown;
  const before = link.shadow.checklist ?? [];
  const shownByKey = new Map(shown.map((item) => [item.key, item]));
  const known = before.map((item) => ({ ...item, title: shownByKey.get(item.key)?.title ?? item.title }));
  const knownKeys = new Set(before.map((item) => item.key));
  const hubByKey = new Map(hub.fields.checklist.map((item) => [item.key, item]));
  const others = shown.filter((item) => !knownKeys.has(item.key));
  return [...known, ...others.map((item) => ({ ...item, done: hubByKey.get(item.key)?.done ?? item.done }))];
}

/** Puts both changes to the notes together, the older one first where they overlap. */
export function settleNotes(meeting: Meeting): Settled {
  const { hub, link, told } = meeting;
  const [mine, theirs] = [hub.fields.notes, told.notes ?? null];
  const isHubOlder = compareStamps(hub.stamps.notes, meeting.stamp) <= 0;
  const [older, newer] = isHubOlder ? [mine, theirs] : [theirs, mine];
  const { text } = mergeNotes(link.shadow.notes ?? null, older, newer);
  const settled = blend(meeting, 'notes', text, [
    'M6',
    'and the hub both changed the notes: both changes are in them now',
  ]);
  return withConflict(meeting, settled, 'merged');
}

/** A rule is set by whoever has one first, and then only changed by its owner. */
export function settleRepeat(meeting: Meeting): Settled {
  const { hub, told, observation } = meeting;
  const mine = hub.fields.repeat;
  const theirs = told.repeat ?? null;
  if (isSame(mine, theirs)) return keep(meeting, 'repeat', ['M3', 'shows the rule that the hub already has']);
  if (mine === null || mine.owner === observation.replica) {
    return take(meeting, 'repeat', [
      'M17',
      'changed the rule by which it repeats the task: the hub takes it',
    ]);
  }
  const kept = keep(meeting, 'repeat', ['M17', 'does not own the rule by which the task repeats: it stays']);
  return theirs === null ? kept : withConflict(meeting, kept, 'hub');
}
