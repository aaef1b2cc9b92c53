// What Things can hold of a canonical task on a given day in a given zone. Pure; never touches a field outside `holds`.

import { MAX_CHECKLIST_ITEMS, MAX_NOTES_CHARS, MAX_TEXT_CHARS } from './limits.ts';
import { priorityOfTag } from './priority-tags.ts';
import { REWRITINGS } from './rewritings.ts';
import type { CivilDate } from '../../../model/dates.ts';
import type { ReplicaProfile, Unsendable } from '../../../model/profile.ts';
import { isRewritten } from '../../../model/rewritings.ts';
import { isSame } from '../../../model/same.ts';
import {
  canonicalTags,
  isScheduled,
  type FieldName,
  type Scheduled,
  type SomeFields,
  type Start,
  type TaskFields,
} from '../../../model/task.ts';
import { canonicalLine, canonicalNotes, matchingText } from '../../../model/text.ts';
import { instantToWallClock, isZone, wallClockToInstant } from '../../../model/zones.ts';
import type { ThingsSurroundings } from '../things-port.ts';

const ALWAYS_HELD: readonly FieldName[] = [
  'title',
  'notes',
  'start',
  'deadline',
  'tags',
  'checklist',
  'status',
  'place',
];

/** The app does not update `userModificationDate` for these. Source: docs/decisions/003. */
const UNSTAMPED: ReadonlySet<FieldName> = new Set(['checklist']);

/** What this library can hold, on this day. */
export function createProfile(surroundings: ThingsSurroundings): ReplicaProfile {
  return {
    replica: 'things',
    title: 'Things',
    holds: () => heldFields(surroundings),
    project: (fields) => projectFields(fields, surroundings),
    satisfies: (name, held, wanted) => isSatisfied(name, { held, wanted, today: surroundings.today }),
    shownForm: (held) =>
      held.start !== undefined && isScheduled(held.start)
        ? { ...held, start: shownOn(held.start, surroundings.today) }
        : held,
    unsendable: (fields) => unsendable(fields, surroundings),
    unstamped: UNSTAMPED,
    keepsLineIds: false,
  };
}

function heldFields({ config }: ThingsSurroundings): ReadonlySet<FieldName> {
  const held = new Set(ALWAYS_HELD);
  if (config.priorityTags !== null) held.add('priority');
  return held;
}

function projectFields(fields: TaskFields, surroundings: ThingsSurroundings): SomeFields {
  const place = fields.place === null ? null : surroundings.nearestPlace(fields.place);
  const projected: TaskFields = {
    ...fields,
    title: canonicalLine(fields.title),
    notes: canonicalNotes(fields.notes),
    start: projectStart(fields.start, place !== null, surroundings),
    tags: projectTags(fields.tags, surroundings),
    checklist: fields.checklist.map((item) => ({ ...item, title: canonicalLine(item.title) })),
    place,
  };
  const held = heldFields(surroundings);
  return Object.fromEntries(Object.entries(projected).filter(([name]) => held.has(name as FieldName)));
}

function projectStart(start: Start, isFiled: boolean, surroundings: ThingsSurroundings): Start {
  if (isScheduled(start)) return projectScheduled(start, surroundings);
  // A filed task has left the inbox: Things has no inbox inside a project.
  return start === 'inbox' && isFiled ? 'anytime' : start;
}

function projectScheduled(start: Scheduled, { zone, today }: ThingsSurroundings): Scheduled {
  const { date, at } = inZoneOfMac(start, zone);
  return {
    date,
    evening: start.evening && date === today,
    time: at === null ? null : { kind: 'floating', at },
  };
}

/** The unknown zone, the Mac's or the task's own, that prevents converting a pinned time to the Mac's clock; null: no problem. */
function unknownZone(start: Start, zone: string): string | null {
  if (!isScheduled(start) || start.time?.kind !== 'fixed') return null;
  return [zone, start.time.zone].find((each) => !isZone(each)) ?? null;
}

function inZoneOfMac(start: Scheduled, zone: string) {
  if (start.time === null) return { date: start.date, at: null };
  if (start.time.kind === 'floating') return { date: start.date, at: start.time.at };
  const instant = wallClockToInstant({ date: start.date, at: start.time.at }, start.time.zone);
  return instantToWallClock(instant, zone);
}

/** Things treats `Home` and `home` as one tag, and a priority tag is not an ordinary tag. */
function projectTags(tags: readonly string[], { config }: ThingsSurroundings): readonly string[] {
  const tagByMatch = new Map<string, string>();
  for (const tag of canonicalTags(tags.map((each) => canonicalLine(each)))) {
    if (priorityOfTag(tag, config) === null && !tagByMatch.has(matchingText(tag))) {
      tagByMatch.set(matchingText(tag), tag);
    }
  }
  return [...tagByMatch.values()];
}

interface Comparison {
  readonly held: SomeFields;
  readonly wanted: SomeFields;
  readonly today: CivilDate;
}

function isSatisfied(name: FieldName, { held, wanted, today }: Comparison): boolean {
  if (isSame(held[name], wanted[name])) return true;
  if (name === 'start') return isStartSatisfied(held.start, wanted.start, today);
  return isRewritten(name, { held, wanted }, REWRITINGS);
}

function isStartSatisfied(held: Start | undefined, wanted: Start | undefined, today: CivilDate): boolean {
  if (held === undefined || wanted === undefined || !isScheduled(held) || !isScheduled(wanted)) return false;
  return isSame(shownOn(held, today), shownOn(wanted, today));
}

/**
 * How a scheduled day shows in Things: a day in the past can't be set and counts as today, and a row may keep an evening flag that
 * is over (or not yet due) and shows nowhere.
 */
function shownOn({ date, evening, time }: Scheduled, today: CivilDate): Scheduled {
  return { date: date < today ? today : date, evening: evening && date === today, time };
}

function unsendable(fields: TaskFields, { zone }: ThingsSurroundings): readonly Unsendable[] {
  const found: Unsendable[] = [];
  const unknown = unknownZone(fields.start, zone);
  if (unknown !== null) {
    found.push({
      what: 'start',
      reason: `its time has the time zone \u201c${unknown}\u201d, which is not known: set the Mac\u2019s zone in System Settings, or the task\u2019s in Todoist`,
    });
  }
  if (fields.title.length > MAX_TEXT_CHARS) {
    found.push({
      what: 'title',
      reason: `the title is longer than the ${MAX_TEXT_CHARS} characters that Things takes`,
    });
  }
  if ((fields.notes ?? '').length > MAX_NOTES_CHARS) {
    found.push({ what: 'notes', reason: `the notes are longer than ${MAX_NOTES_CHARS} characters` });
  }
  if (fields.checklist.length > MAX_CHECKLIST_ITEMS) {
    found.push({ what: 'checklist', reason: `Things takes at most ${MAX_CHECKLIST_ITEMS} checklist lines` });
  } else if (fields.checklist.some((item) => item.title.length > MAX_TEXT_CHARS)) {
    found.push({
      what: 'checklist',
      reason: `a checklist line is longer than the ${MAX_TEXT_CHARS} characters that Things takes`,
    });
  }
  return found;
}
