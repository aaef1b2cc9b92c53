// Decides the fields with a merge of their own: tags and checklists under every strategy, notes under `merge`, and the repeat rule,
// which belongs to one replica.

import { isSame } from '../model/same.ts';
import type { ChecklistItem } from '../model/task.ts';
import { mergeChecklist } from './fields/checklist.ts';
import { isClosed, isRefusedThere, strategyFor } from './comparison.ts';
import type { Comparison } from './comparison.ts';
import { mergeNotes } from './fields/notes.ts';
import { blend, keep, take, winnerOf, withConflict } from './settled.ts';
import type { Settled } from './settled.ts';
import { compareStamps } from './fields/stamp.ts';
import { mergeTags } from './fields/tags.ts';

/** Applies the tags that the replica added and removed. Never a conflict. */
export function settleTags(comparison: Comparison): Settled {
  const { hub, link, reported, profile } = comparison;
  const tags = mergeTags({
    base: link.shadow.tags ?? [],
    hub: hub.fields.tags,
    observed: reported.tags ?? [],
    isOne: (a, b) => profile.satisfies('tags', { tags: [a] }, { tags: [b] }),
  });
  if (isSame(tags, hub.fields.tags))
    return keep(comparison, 'tags', ['M3', 'shows tags that are known already']);
  return blend(comparison, 'tags', tags, ['M9', 'added or removed tags: so does every side']);
}

/** Merges the checklist line by line. A line that both sides renamed is a conflict, decided by the strategy. */
export function settleChecklist(comparison: Comparison): Settled {
  const { hub, link, wanted } = comparison;
  // If the replica did not keep our lines as sent, only the replica's lines can have changed since.
  const isTheirs = isRefusedThere(comparison, 'checklist');
  const isManual = strategyFor(comparison, 'checklist') === 'manual' && !isTheirs;
  const decided = isTheirs ? 'replica' : winnerOf(comparison, 'checklist');
  const winner = isManual ? 'hub' : decided;
  const merged = mergeChecklist({
    base: link.shadow.checklist ?? [],
    hub: hub.fields.checklist,
    projected: wanted.checklist ?? hub.fields.checklist,
    observed: linesTyped(comparison),
    winner,
  });
  const settled = isSame(merged.items, hub.fields.checklist)
    ? keep(comparison, 'checklist', ['M10', 'shows no new change of a line'])
    : blend(comparison, 'checklist', merged.items, ['M10', 'changed lines: the same ones change everywhere']);
  if (merged.clashes.length === 0) return settled;
  return withConflict(comparison, settled, isManual ? 'waiting' : winner);
}

/** If the replica closes, and possibly hides, a closed task's lines, only new titles count as edits. */
function linesTyped({ reported, link, hub, profile }: Comparison): readonly ChecklistItem[] {
  const shown = reported.checklist ?? [];
  if (profile.closesLines !== true || !isClosed(reported.status)) return shown;
  const before = link.shadow.checklist ?? [];
  const shownByKey = new Map(shown.map((item) => [item.key, item]));
  const known = before.map((item) => ({ ...item, title: shownByKey.get(item.key)?.title ?? item.title }));
  const knownKeys = new Set(before.map((item) => item.key));
  const hubByKey = new Map(hub.fields.checklist.map((item) => [item.key, item]));
  const others = shown.filter((item) => !knownKeys.has(item.key));
  return [...known, ...others.map((item) => ({ ...item, done: hubByKey.get(item.key)?.done ?? item.done }))];
}

/** Combines both changes to the notes, the older one first where they overlap. */
export function settleNotes(comparison: Comparison): Settled {
  const { hub, link, reported } = comparison;
  const [mine, theirs] = [hub.fields.notes, reported.notes ?? null];
  const isHubOlder = compareStamps(hub.stamps.notes, comparison.stamp) <= 0;
  const [older, newer] = isHubOlder ? [mine, theirs] : [theirs, mine];
  const { text } = mergeNotes(link.shadow.notes ?? null, older, newer);
  const settled = blend(comparison, 'notes', text, [
    'M6',
    'and another side both changed the notes: both changes are in them now',
  ]);
  return withConflict(comparison, settled, 'merged');
}

/** Whoever has a rule first sets it; after that only its owner changes it. */
export function settleRepeat(comparison: Comparison): Settled {
  const { hub, reported, observation } = comparison;
  const mine = hub.fields.repeat;
  const theirs = reported.repeat ?? null;
  if (isSame(mine, theirs)) return keep(comparison, 'repeat', ['M3', 'shows the rule that is known already']);
  if (mine === null || mine.owner === observation.replica) {
    return take(comparison, 'repeat', [
      'M17',
      'changed the rule by which it repeats the task: the new rule is taken',
    ]);
  }
  const kept = keep(comparison, 'repeat', [
    'M17',
    'does not own the rule by which the task repeats: it stays',
  ]);
  return theirs === null ? kept : withConflict(comparison, kept, 'hub');
}
