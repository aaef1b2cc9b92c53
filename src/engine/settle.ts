// Decides one changed field: the hub takes the new value, keeps its own, merges both, or lets a person decide.

import { preferredReplica } from '../model/conflict.ts';
import type { FieldName } from '../model/task.ts';
import { agrees, isBlank, isSameField } from './fields/agree.ts';
import { closesForeignOccurrence, isRefusedThere, strategyFor } from './comparison.ts';
import type { Comparison } from './comparison.ts';
import { settleChecklist, settleNotes, settleRepeat, settleTags } from './settle-by-kind.ts';
import { keep, take, winnerOf, withConflict } from './settled.ts';
import type { Settled } from './settled.ts';

/** Decides one field of `comparison.changed`, by the rules M2 to M17 of docs/spec.md. */
export function settleField(comparison: Comparison, name: FieldName): Settled {
  if (name === 'status' && closesForeignOccurrence(comparison)) {
    return keep(comparison, name, [
      'M16',
      'closed an occurrence of a task that another replica repeats: its owner is told',
    ]);
  }
  if (name === 'repeat') return settleRepeat(comparison);
  if (comparison.held.has(name)) return settleHeld(comparison, name);
  if (name === 'tags') return settleTags(comparison);
  if (name === 'checklist') return settleChecklist(comparison);
  return settleValue(comparison, name);
}

function settleHeld(comparison: Comparison, name: FieldName): Settled {
  const text = 'changed a field that waits for your decision: nothing changes, and both values are noted';
  const kept = keep(comparison, name, ['M8', text]);
  return isAlreadyThere(comparison, name) ? kept : withConflict(comparison, kept, 'waiting');
}

function settleValue(comparison: Comparison, name: FieldName): Settled {
  const { link, wanted, hub, profile } = comparison;
  if (isAlreadyThere(comparison, name)) return keep(comparison, name, ['M3', 'shows what is known already']);
  if (link.shadow[name] === undefined) return settleUnagreed(comparison, name);
  if (isRefusedThere(comparison, name)) {
    const text = 'changed what it had made of our value: that is an edit, and it is taken';
    return withConflict(comparison, take(comparison, name, ['L28', text]), 'replica');
  }
  if (agrees({ name, held: link.shadow, wanted, fields: hub.fields, profile })) {
    return take(comparison, name, ['M2', 'changed it, and nobody else had: the change is taken']);
  }
  return settleImpliedStart(comparison, name) ?? settleConflict(comparison, name);
}

/** The hub already has that value, or one that the replica can't distinguish from it. */
function isAlreadyThere(comparison: Comparison, name: FieldName): boolean {
  const { reported, wanted, hub, profile } = comparison;
  if (wanted[name] === undefined) return false;
  if (isSameField(name, reported[name], wanted[name])) return true;
  const taken = profile.project({ ...hub.fields, ...reported });
  return isSameField(name, taken[name], wanted[name]);
}

/** Nothing was agreed on before, so a value wins over a blank. */
function settleUnagreed(comparison: Comparison, name: FieldName): Settled {
  const { reported, wanted, profile, hub } = comparison;
  if (wanted[name] !== undefined && profile.satisfies(name, reported, wanted)) {
    return keep(comparison, name, ['M15', 'shows as much of the value as it can hold']);
  }
  if (isWholeValue(comparison, name))
    return take(comparison, name, [
      'L40',
      'shows the whole of what is known only as another side can hold it',
    ]);
  for (const isNothing of [isBlank, isVague]) {
    if (isNothing(name, reported[name]))
      return keep(comparison, name, ['M15', 'has nothing there: the known value stays']);
    if (isNothing(name, hub.fields[name]))
      return take(comparison, name, ['M15', 'has a value where none was known: it is taken']);
  }
  return settleConflict(comparison, name);
}

/** What the hub's value comes from shows, in its own terms, the reported value: there is no difference, only the one side holds less. */
function isWholeValue({ others = [], reported, hub }: Comparison, name: FieldName): boolean {
  const tellers = others.filter(({ shadow }) => shadow[name] !== undefined);
  return (
    tellers.length > 0 &&
    tellers.every(({ profile, shadow }) => {
      const wanted = profile.project({ ...hub.fields, ...reported });
      return (
        wanted[name] !== undefined && agrees({ name, held: shadow, wanted, fields: hub.fields, profile })
      );
    })
  );
}

/** Tells whether a value is what a field has before anybody wrote or decided anything. */
export function saysNothing(name: FieldName, value: unknown): boolean {
  return isBlank(name, value) || isVague(name, value);
}

function isVague(name: FieldName, value: unknown): boolean {
  return name === 'start' && value === 'anytime';
}

/** Filing a task moves it from the inbox to `anytime`. That is not a scheduling decision, and yields to one. */
function settleImpliedStart(comparison: Comparison, name: FieldName): Settled | null {
  const { link, reported, hub } = comparison;
  if (name !== 'start' || link.shadow.start !== 'inbox') return null;
  if (hub.fields.start === 'anytime' && hub.fields.place !== null) {
    return take(comparison, name, [
      'M12',
      'decided when, while elsewhere the task was only filed: the decision is taken',
    ]);
  }
  if (reported.start === 'anytime' && (reported.place ?? null) !== null) {
    return keep(comparison, name, [
      'M12',
      'only filed the task, while elsewhere it was decided when: that stays',
    ]);
  }
  return null;
}

function settleConflict(comparison: Comparison, name: FieldName): Settled {
  const strategy = strategyFor(comparison, name);
  if (strategy === 'manual') {
    const text = 'and another side both changed it: it waits for your decision';
    return withConflict(comparison, keep(comparison, name, ['M7', text]), 'waiting');
  }
  if (strategy === 'merge' && name === 'notes') return settleNotes(comparison);
  const rule = preferredReplica(strategy) === null ? 'M4' : 'M5';
  const winner = winnerOf(comparison, name);
  const settled =
    winner === 'hub'
      ? keep(comparison, name, [
          rule,
          `and another side both changed it: by ${strategy} the value from elsewhere stays`,
        ])
      : take(comparison, name, [rule, `and another side both changed it: by ${strategy} this one is taken`]);
  return withConflict(comparison, settled, winner);
}
