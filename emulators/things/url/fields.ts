// One shape for what a command wants of a to-do or project, read from URL parameters or from json attributes.
// Reads and validates only; json is refused as a whole when one value has the wrong shape.
import { packDay } from '../encodings/packed.ts';
import { MAX_CHECKLIST_ITEMS, MAX_NOTES_CHARS, MAX_TEXT_CHARS } from '../limits.ts';
import type { NewChecklistItem } from '../state/checklist.ts';
import type { When } from '../state/schedule.ts';
import { CANCELED, COMPLETED, OPEN } from '../store/rows.ts';
import { UrlRejection } from './outcome.ts';
import type { ParsedUrl } from './parse.ts';
import type { Moment } from './values.ts';
import { parseCommaList, parseDay, parseFlag, parseLines, parseStamp, parseWhen } from './values.ts';

/** What a command asks for; an absent field is left alone. Days are packed, stamps unix seconds. */
export interface ItemFields {
  readonly title?: string | undefined;
  readonly notes?: string | undefined;
  readonly prependNotes?: string | undefined;
  readonly appendNotes?: string | undefined;
  readonly when?: When | undefined;
  readonly deadline?: number | null | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly tagIds?: readonly string[] | undefined;
  readonly addTags?: readonly string[] | undefined;
  readonly checklist?: readonly NewChecklistItem[] | undefined;
  readonly prependChecklist?: readonly NewChecklistItem[] | undefined;
  readonly appendChecklist?: readonly NewChecklistItem[] | undefined;
  readonly place: PlaceRequest;
  /** Wanted status, or absent. */
  readonly status?: number | undefined;
  readonly creationDate?: number | undefined;
  readonly completionDate?: number | undefined;
}

/** Where an item should go, by id or name; an empty id means out of any container. */
export interface PlaceRequest {
  readonly listId?: string | undefined;
  readonly list?: string | undefined;
  readonly headingId?: string | undefined;
  readonly heading?: string | undefined;
}

/** What reading needs beside the values. */
export interface ReadContext {
  readonly moment: Moment;
  /** Hears of text or items cut at a documented limit. */
  readonly onClipped: (what: string) => void;
  /** True for updates: an empty value clears. */
  readonly isUpdate: boolean;
  /** True for projects, which name their place `area`. */
  readonly isProject: boolean;
}

/** Returns the status that the two flags ask for: canceled beats completed, a lone false reopens. */
function statusFromFlags(completed: boolean | undefined, canceled: boolean | undefined): number | undefined {
  if (canceled === true) return CANCELED;
  if (completed === true) return COMPLETED;
  return completed === false || canceled === false ? OPEN : undefined;
}

/** Reads the fields of plain URL parameters. Throws UrlRejection for a date or time that is not understood. */
export function fieldsFromUrl(parameters: ParsedUrl['parameters'], context: ReadContext): ItemFields {
  const text = (key: string): string | undefined => clip(parameters.get(key), MAX_TEXT_CHARS, key, context);
  const notes = (key: string): string | undefined => clip(parameters.get(key), MAX_NOTES_CHARS, key, context);
  const tags = (key: string): string[] | undefined => optional(parameters.get(key), parseCommaList);
  const items = (key: string): NewChecklistItem[] | undefined =>
    optional(parameters.get(key), (value) =>
      clipItems(
        parseLines(value).map((title) => ({ title })),
        context,
      ),
    );
  const stamp = (key: string): number | undefined => parseStamp(parameters.get(key) ?? '') ?? undefined;
  const when = parameters.get('when');
  return {
    title: text('title'),
    notes: notes('notes'),
    prependNotes: notes('prepend-notes'),
    appendNotes: notes('append-notes'),
    // An empty `when` on an update is not documented; it is taken as absent. On add it fails like any bad date.
    when:
      when === undefined || (when === '' && context.isUpdate) ? undefined : parseWhen(when, context.moment),
    deadline: optional(parameters.get('deadline'), (value) => readDeadline(value, context)),
    tags: tags('tags'),
    addTags: tags('add-tags'),
    checklist: items('checklist-items'),
    prependChecklist: items('prepend-checklist-items'),
    appendChecklist: items('append-checklist-items'),
    place: placeFrom((key) => parameters.get(key), context.isProject),
    status: statusFromFlags(parseFlag(parameters.get('completed')), parseFlag(parameters.get('canceled'))),
    creationDate: stamp('creation-date'),
    completionDate: stamp('completion-date'),
  };
}

function readDeadline(value: string, context: ReadContext): number | null {
  if (value === '' && context.isUpdate) return null;
  return packDay(parseDay(value, context.moment));
}

function placeFrom(read: (key: string) => string | undefined, isProject: boolean): PlaceRequest {
  if (isProject) return { listId: read('area-id'), list: read('area') };
  return {
    listId: read('list-id'),
    list: read('list'),
    headingId: read('heading-id'),
    heading: read('heading'),
  };
}

/** Attributes of a json object. */
export type Attributes = Readonly<Record<string, unknown>>;

/** Reads the fields of json attributes; null counts as absent. Throws UrlRejection for a value of a wrong shape. */
export function fieldsFromJson(attributes: Attributes, context: ReadContext): ItemFields {
  const text = (key: string): string | undefined =>
    clip(stringAt(attributes, key), MAX_TEXT_CHARS, key, context);
  const notes = (key: string): string | undefined =>
    clip(stringAt(attributes, key), MAX_NOTES_CHARS, key, context);
  const items = (key: string): NewChecklistItem[] | undefined => checklistAt(attributes, key, context);
  const deadline = stringAt(attributes, 'deadline');
  const when = stringAt(attributes, 'when');
  return {
    title: text('title'),
    notes: notes('notes'),
    prependNotes: notes('prepend-notes'),
    appendNotes: notes('append-notes'),
    when: when === undefined || when === '' ? undefined : parseWhen(when, context.moment),
    // No json key is known to clear a deadline, so an empty text is taken as absent.
    deadline:
      deadline === undefined || deadline === '' ? undefined : packDay(parseDay(deadline, context.moment)),
    tags: stringsAt(attributes, 'tags'),
    tagIds: stringsAt(attributes, 'tag-ids'),
    addTags: stringsAt(attributes, 'add-tags'),
    checklist: items('checklist-items'),
    prependChecklist: items('prepend-checklist-items'),
    appendChecklist: items('append-checklist-items'),
    place: placeFrom((key) => stringAt(attributes, key), context.isProject),
    status: statusFromFlags(flagAt(attributes, 'completed'), flagAt(attributes, 'canceled')),
    creationDate: stampAt(attributes, 'creation-date'),
    completionDate: stampAt(attributes, 'completion-date'),
  };
}

/** Reads an optional string attribute. Throws UrlRejection for another type. */
export function stringAt(attributes: Attributes, key: string): string | undefined {
  const value = attributes[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw new UrlRejection(`${key} must be a text`);
  return value;
}

/** Reads an optional boolean attribute. Throws UrlRejection for another type. */
export function flagAt(attributes: Attributes, key: string): boolean | undefined {
  const value = attributes[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'boolean') throw new UrlRejection(`${key} must be true or false`);
  return value;
}

/** Reads an optional stamp attribute. Throws UrlRejection unless it is a full stamp with second precision. */
export function stampAt(attributes: Attributes, key: string): number | undefined {
  const text = stringAt(attributes, key);
  if (text === undefined) return undefined;
  const stamp = parseStamp(text);
  if (stamp === null) throw new UrlRejection(`${key} must be a full ISO 8601 stamp without milliseconds`);
  return stamp;
}

function stringsAt(attributes: Attributes, key: string): string[] | undefined {
  const value = attributes[key];
  if (value === undefined || value === null) return undefined;
  // The documentation calls some of these separated texts, the official Swift code sends arrays; both are taken.
  if (typeof value === 'string') return parseCommaList(value);
  if (!Array.isArray(value)) throw new UrlRejection(`${key} must be an array`);
  return value.map((item: unknown) => {
    if (typeof item !== 'string') throw new UrlRejection(`${key} must hold texts`);
    return item;
  });
}

function checklistAt(
  attributes: Attributes,
  key: string,
  context: ReadContext,
): NewChecklistItem[] | undefined {
  const value = attributes[key];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw new UrlRejection(`${key} must be an array of objects`);
  const items = value.map((item: unknown): NewChecklistItem => {
    if (!isRecord(item) || item['type'] !== 'checklist-item' || !isRecord(item['attributes'])) {
      throw new UrlRejection(`${key} must hold checklist-item objects`);
    }
    const own = item['attributes'];
    const status = statusFromFlags(flagAt(own, 'completed'), flagAt(own, 'canceled'));
    const creationDate = stampAt(own, 'creation-date');
    const stopDate = stampAt(own, 'completion-date');
    return {
      title: clip(stringAt(own, 'title'), MAX_TEXT_CHARS, 'title', context) ?? '',
      ...(status === undefined ? {} : { status }),
      ...(creationDate === undefined ? {} : { creationDate }),
      ...(stopDate === undefined ? {} : { stopDate }),
    };
  });
  return clipItems(items, context);
}

/** Tells whether a value is a plain json object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function clip(text: string | undefined, max: number, key: string, context: ReadContext): string | undefined {
  if (text === undefined || text.length <= max) return text;
  context.onClipped(`${key} beyond ${max} characters`);
  return text.slice(0, max);
}

function clipItems(items: NewChecklistItem[], context: ReadContext): NewChecklistItem[] {
  if (items.length <= MAX_CHECKLIST_ITEMS) return items;
  context.onClipped(`checklist items beyond ${MAX_CHECKLIST_ITEMS}`);
  return items.slice(0, MAX_CHECKLIST_ITEMS);
}

function optional<T>(value: string | undefined, read: (value: string) => T): T | undefined {
  return value === undefined ? undefined : read(value);
}
