// things:/// URLs for what a script can't do: days, reminders, checklists, headings, and clearing fields. Builds text; opens
// nothing. The token in them must never be logged.

import type { ThingsStart } from '../../protocol/things-operation.ts';
import { MAX_OBJECTS_PER_URL, MAX_URL_BYTES } from '../limits.ts';

/** Attributes of one object of a `json` command, in Things' own format. */
export type JsonAttributes = Readonly<Record<string, unknown>>;

/** One object of a `json` command. */
export interface JsonObject {
  readonly type: 'to-do' | 'project';
  readonly operation?: 'update';
  readonly id?: string;
  readonly attributes: JsonAttributes;
}

/** The update of one to-do, as an object of a `json` command. */
export function jsonUpdate(id: string, attributes: JsonAttributes): JsonObject {
  return { type: 'to-do', operation: 'update', id, attributes };
}

/** One `json` URL. `authToken` is needed if any object is an update. */
export function jsonUrl(objects: readonly JsonObject[], authToken: string | null): string {
  const token = authToken === null ? '' : `&auth-token=${encodeURIComponent(authToken)}`;
  return `things:///json?data=${encodeURIComponent(JSON.stringify(objects))}${token}`;
}

/** As few `json` URLs as the limits allow, with the objects in order. */
export function jsonUrls(objects: readonly JsonObject[], authToken: string): readonly string[] {
  const urls: string[] = [];
  let waiting: JsonObject[] = [];
  let bytes = 0;
  for (const object of objects) {
    const size = encodedLength(object);
    if (waiting.length > 0 && (waiting.length >= MAX_OBJECTS_PER_URL || bytes + size > MAX_URL_BYTES)) {
      urls.push(jsonUrl(waiting, authToken));
      [waiting, bytes] = [[], 0];
    }
    waiting.push(object);
    bytes += size;
  }
  return waiting.length === 0 ? urls : [...urls, jsonUrl(waiting, authToken)];
}

/** The length of a value inside a URL, in bytes. */
export function encodedLength(value: unknown): number {
  return encodeURIComponent(JSON.stringify(value)).length;
}

/** What `clearUrl` can clear, by the parameter that does it. */
export type Clearable = 'deadline' | 'tags' | 'checklist-items' | 'list-id';

/** An `update` URL that clears fields, which a `json` command can't. An empty `list-id` removes the to-do from project and area. */
export function clearUrl(id: string, fields: readonly Clearable[], authToken: string): string {
  const cleared = fields.map((field) => `&${field}=`).join('');
  return `things:///update?id=${encodeURIComponent(id)}${cleared}&auth-token=${encodeURIComponent(authToken)}`;
}

/** An `update-project` URL that removes a project from its area. Source: Things URL scheme, `area-id`; an empty one detaches. */
export function removeFromAreaUrl(id: string, authToken: string): string {
  return `things:///update-project?id=${encodeURIComponent(id)}&area-id=&auth-token=${encodeURIComponent(authToken)}`;
}

/** `when` for a start other than the inbox, on a given day (`YYYY-MM-DD`). A past day becomes today, as the app would do itself. */
export function whenOf(start: Exclude<ThingsStart, 'inbox'>, today: string): string {
  if (typeof start !== 'object') return start;
  if (start.date > today) return start.reminder === null ? start.date : `${start.date}@${start.reminder}`;
  const day = start.evening && start.date === today ? 'evening' : 'today';
  return start.reminder === null ? day : `${day}@${todaysTime(start.reminder)}`;
}

/**
 * A time of today or this evening in an unambiguous format: the app reads a bare hour from 1 to 11 as the next such time, but
 * accepts `am` and a leading zero literally.
 */
function todaysTime(time: string): string {
  return time.startsWith('10:') || time.startsWith('11:') ? `${time}am` : time;
}
