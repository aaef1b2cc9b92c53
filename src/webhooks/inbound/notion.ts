// Notion: pages become tasks, by properties that their owner names. https://developers.notion.com/reference/webhooks

import * as z from 'zod';
import { parseCivilDate, type CivilDate } from '../../model/dates.ts';
import { isHexSignature } from './signature.ts';
import type { SourceChange } from '../../model/webhook.ts';
import { nothing, type Reading, type Source } from './source.ts';

/** What an owner says about Notion. */
export interface NotionSettings {
  /** Only pages of these databases, by their ids; all where there are none. */
  readonly databases: readonly string[];
  /** The property that holds the date. */
  readonly dueProperty: string;
  /** A page is done when this property (a checkbox, a status, a selection) is checked or says so; null: pages are never done. */
  readonly done: { readonly property: string; readonly equals: string | null } | null;
}

const propertySchema = z.looseObject({ type: z.string().optional() });
type Property = z.infer<typeof propertySchema>;
const pageSchema = z.object({
  object: z.string(),
  id: z.string(),
  url: z.string().nullish(),
  created_time: z.string().nullish(),
  last_edited_time: z.string().nullish(),
  archived: z.boolean().nullish(),
  in_trash: z.boolean().nullish(),
  parent: z.looseObject({}).nullish(),
  title: z.array(z.object({ plain_text: z.string() })).nullish(),
  properties: z.record(z.string(), propertySchema).nullish(),
});
type Page = z.infer<typeof pageSchema>;
/** An automation of a database sends the page as `data`. */
const automationSchema = z.object({ data: pageSchema });
/** An integration’s subscription sends only which page it was. */
const notificationSchema = z.object({
  id: z.string(),
  type: z.string(),
  entity: z.object({ id: z.string() }),
});
const introductionSchema = z.object({ verification_token: z.string().min(1).max(500) });

/** Notion as a source. */
export const NOTION: Source<NotionSettings> = {
  name: 'notion',
  title: 'Notion',
  verify: async ({ header, raw: message }, secret) =>
    (await isHexSignature(header('x-notion-signature'), { secret, message, prefixes: ['sha256='] })) ||
    isHexSignature(header('notion-signature'), { secret, message, prefixes: ['sha256=', ''] }),
  introduce: (payload) => {
    const introduction = introductionSchema.safeParse(payload);
    if (!introduction.success) return null;
    return { kind: 'handshake', answer: { received: true }, secret: introduction.data.verification_token };
  },
  deliveryId: (_delivery, payload) => {
    const told = notificationSchema.safeParse(payload);
    return told.success ? told.data.id : null;
  },
  read: (payload, _delivery, settings) => {
    const page = pageOf(payload);
    if (page !== null) return readPage(page, settings);
    if (notificationSchema.safeParse(payload).success)
      return nothing('it tells which page it was and nothing of it: have an automation send the page');
    return { kind: 'malformed', why: 'it is no page: `object` and `id` are texts' };
  },
};

function pageOf(payload: unknown): Page | null {
  const sent = automationSchema.safeParse(payload);
  if (sent.success) return sent.data.data;
  const bare = pageSchema.safeParse(payload);
  return bare.success ? bare.data : null;
}

function readPage(page: Page, settings: NotionSettings): Reading {
  const { object } = page;
  if (object !== 'page' && object !== 'database') return nothing('it is neither a page nor a database');
  const parent = databaseOf(page);
  const isWatched = settings.databases.some((each) => plainId(each) === parent);
  if (settings.databases.length > 0 && parent !== null && !isWatched)
    return nothing('this database is not configured');
  return { kind: 'changes', changes: [changeOf(page, settings)] };
}

/** With or without hyphens it is the same id. */
function plainId(id: string): string {
  return id.replaceAll('-', '').toLowerCase();
}

function databaseOf({ parent }: Page): string | null {
  const id = parent?.['database_id'] ?? parent?.['data_source_id'] ?? parent?.['page_id'];
  return typeof id === 'string' ? plainId(id) : null;
}

function changeOf(page: Page, settings: NotionSettings): SourceChange {
  const { object, id, url, created_time: made, last_edited_time: edited } = page;
  const properties = Object.entries(page.properties ?? {});
  const shown = properties.flatMap(([name, property]) => {
    const text = textOf(property);
    return text === '' ? [] : [`${name}: ${text}`];
  });
  const lines = [`Id: ${id}`, `Type: ${object}`, ...(made == null ? [] : [`Made: ${made}`]), ...shown];
  const time = Date.parse(edited ?? '');
  return {
    object: `notion:${plainId(id)}`,
    does: isDone(page, settings) ? 'close' : 'tell',
    title: `Notion: ${titleOf(page)}`,
    notes: [url ?? `https://www.notion.so/${plainId(id)}`, lines.join('\n')].join('\n\n'),
    tags: ['notion', object],
    deadline: dueOf(page, settings),
    changedAt: Number.isNaN(time) ? null : time,
    place: null,
  };
}

function titleOf({ title, properties, object }: Page): string {
  const own = (title ?? []).map(({ plain_text: text }) => text).join('');
  const named = [properties?.['Name'], properties?.['Title'], ...Object.values(properties ?? {})];
  const found = [own, ...named.map((each) => (each?.['title'] === undefined ? '' : textOf(each)))];
  return found.find((text) => text.trim() !== '')?.trim() ?? `untitled ${object}`;
}

function dueOf({ properties }: Page, { dueProperty }: NotionSettings): CivilDate | null {
  const dated = properties?.[dueProperty]?.['date'] ?? properties?.['date'];
  const parsed = z.object({ start: z.string() }).safeParse(dated);
  return parsed.success ? parseCivilDate(parsed.data.start.slice(0, 10)) : null;
}

function isDone({ properties, archived, in_trash: inTrash }: Page, { done }: NotionSettings): boolean {
  if (archived === true || inTrash === true) return true;
  const property = done === null ? undefined : properties?.[done.property];
  if (done === null || property === undefined) return false;
  return property['checkbox'] === true || (done.equals !== null && textOf(property) === done.equals);
}

const textsSchema = z.array(z.object({ plain_text: z.string() }));
const nameSchema = z.object({ name: z.string() });
const dateSchema = z.object({ start: z.string() });

/** The value of a simple property; '' for any other kind. */
function textOf(property: Property): string {
  const texts = textsSchema.safeParse(property['title'] ?? property['rich_text']);
  if (texts.success) return texts.data.map(({ plain_text: text }) => text).join('');
  const chosen = nameSchema.safeParse(property['select'] ?? property['status']);
  if (chosen.success) return chosen.data.name;
  const date = dateSchema.safeParse(property['date']);
  if (date.success) return date.data.start;
  const value = property['checkbox'] ?? property['number'];
  return typeof value === 'boolean' || typeof value === 'number' ? String(value) : '';
}
