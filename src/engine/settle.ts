// Decides one changed field: does the hub take it, keep its own, put both together, or let a person decide?

import { preferredReplica } from '../model/conflict.ts';
import type { FieldName } from '../model/task.ts';
import { agrees, isBlank, isSameField } from './fields/agree.ts';
import { closesForeignOccurrence, isRefusedThere } from './meeting.ts';
import type { Meeting } from './meeting.ts';
import { settleChecklist, settleNotes, settleRepeat, settleTags } from './settle-by-kind.ts';
import { keep, take, winnerOf, withConflict } from './settled.ts';
import type { Settled } from './settled.ts';

/** Decides one field of `meeting.changed`, by the rules M2 to M17 of docs/spec.md. */
export function settleField(meeting: Meeting, name: FieldName): Settled {
  if (name === 'status' && closesForeignOccurrence(meeting)) {
    return keep(meeting, name, [
      'M16',
      'closed an occurrence of a task that another replica repeats: its owner is told',
    ]);
  }
  if (name === 'repeat') return settleRepeat(meeting);
  if (meeting.held.has(name)) return settleHeld(meeting, name);
  if (name === 'tags') return settleTags(meeting);
  if (name === 'checklist') return settleChecklist(meeting);
  return settleValue(meeting, name);
}

function settleHeld(meeting: Meeting, name: FieldName): Settled {
  const text = 'changed a field that waits for a person: the hub keeps its value and both are noted';
  const kept = keep(meeting, name, ['M8', text]);
  return isAlreadyThere(meeting, name) ? kept : withConflict(meeting, kept, 'waiting');
}

function settleValue(meeting: Meeting, name: FieldName): Settled {
  const { link, wanted, hub, profile } = meeting;
  if (isAlreadyThere(meeting, name)) return keep(meeting, name, ['M3', 'shows what the hub already has']);
  if (link.shadow[name] === undefined) return settleUnagreed(meeting, name);
  if (isRefusedThere(meeting, name)) {
    const text = 'changed what it had made of our value: that is an edit, and the hub takes it';
    return withConflict(meeting, take(meeting, name, ['L28', text]), 'replica');
  }
  if (agrees({ name, held: link.shadow, wanted, fields: hub.fields, profile })) {
    return take(meeting, name, ['M2', 'changed it and the hub had not: the hub takes it']);
  }
  return settleImpliedStart(meeting, name) ?? settleConflict(meeting, name);
}

/** The hub has that very value already, or one that the replica can't tell from it. */
function isAlreadyThere(meeting: Meeting, name: FieldName): boolean {
  const { told, wanted, hub, profile } = meeting;
  if (wanted[name] === undefined) return false;
  if (isSameField(name, told[name], wanted[name])) return true;
  const taken = profile.project({ ...hub.fields, ...told });
  return isSameField(name, taken[name], wanted[name]);
}

/** Nothing was agreed on before: whoever has something gives it to the one who has nothing. */
function settleUnagreed(meeting: Meeting, name: FieldName): Settled {
  const { told, wanted, profile, hub } = meeting;
  if (wanted[name] !== undefined && profile.satisfies(name, told, wanted)) {
    return keep(meeting, name, ['M15', 'shows what it can hold of the value of the hub']);
  }
  for (const isNothing of [isBlank, isVague]) {
    if (isNothing(name, told[name]))
      return keep(meeting, name, ['M15', 'has nothing there: the value of the hub stays']);
    if (isNothing(name, hub.fields[name]))
      return take(meeting, name, ['M15', 'has what the hub lacks: the hub takes it']);
  }
  return settleConflict(meeting, name);
}

function isVague(name: FieldName, value: unknown): boolean {
  return name === 'start' && value === 'anytime';
}

/** Filing a task moves it from the inbox to `anytime`: that is no decision about when, and yields to one. */
function settleImpliedStart(meeting: Meeting, name: FieldName): Settled | null {
  const { link, told, hub } = meeting;
  if (name !== 'start' || link.shadow.start !== 'inbox') return null;
  if (hub.fields.start === 'anytime' && hub.fields.place !== null) {
    return take(meeting, name, [
      'M12',
      'decided when, while the hub had only filed the task: the hub takes it',
    ]);
  }
  if (told.start === 'anytime' && (told.place ?? null) !== null) {
    return keep(meeting, name, ['M12', 'only filed the task, while the hub had decided when: that stays']);
  }
  return null;
}

function settleConflict(meeting: Meeting, name: FieldName): Settled {
  const { strategy } = meeting;
  if (strategy === 'manual') {
    const text = 'and the hub both changed it: it waits for a person';
    return withConflict(meeting, keep(meeting, name, ['M7', text]), 'waiting');
  }
  if (strategy === 'merge' && name === 'notes') return settleNotes(meeting);
  const rule = preferredReplica(strategy) === null ? 'M4' : 'M5';
  const winner = winnerOf(meeting, name);
  const settled =
    winner === 'hub'
      ? keep(meeting, name, [rule, `and the hub both changed it: by ${strategy} the hub keeps its value`])
      : take(meeting, name, [rule, `and the hub both changed it: by ${strategy} the hub takes the new one`]);
  return withConflict(meeting, settled, winner);
}
