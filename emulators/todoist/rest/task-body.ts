/** Translates REST task bodies, with their flat due, deadline and duration fields, into command arguments. Pure. */
import { argumentMissing, invalidArgument } from '../errors.ts';
import type { RestBody } from './rest-edge.ts';
import { withoutKeys } from './rest-edge.ts';

const FLAT_KEYS = [
  'due_string',
  'due_date',
  'due_datetime',
  'due_lang',
  'deadline_date',
  'deadline_lang',
  'duration',
  'duration_unit',
  'assignee_id',
  'order',
];
const DUE_KEYS = ['due_string', 'due_date', 'due_datetime'] as const;
/** Optional fields of a create call for which null means the default. */
const PLACE_KEYS = ['project_id', 'section_id', 'parent_id'];

/** Gives the arguments of item_add or item_update that a REST body stands for. */
export function taskArgs(body: RestBody): RestBody {
  const plain = Object.entries(withoutKeys(body, ...FLAT_KEYS)).filter(
    ([key, value]) => value !== null || PLACE_KEYS.includes(key),
  );
  return {
    ...Object.fromEntries(plain),
    ...dueArgs(body),
    ...deadlineArgs(body),
    ...durationArgs(body),
    ...(body['order'] == null ? {} : { child_order: body['order'] }),
    ...(body['assignee_id'] === undefined ? {} : { responsible_uid: assignee(body['assignee_id']) }),
  };
}

function assignee(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}

function dueArgs(body: RestBody): RestBody {
  const given = DUE_KEYS.filter((key) => body[key] != null);
  const [key] = given;
  if (key === undefined) return {};
  if (given.length > 1)
    throw invalidArgument(given[1] ?? key, 'only one of due_string, due_date and due_datetime');
  const value = body[key];
  const lang = body['due_lang'];
  const due = key === 'due_string' ? { string: value } : { date: value };
  return { due: lang == null ? due : { ...due, lang } };
}

function deadlineArgs(body: RestBody): RestBody {
  const date = body['deadline_date'];
  if (date === undefined) return {};
  return { deadline: date === null ? null : { date, lang: body['deadline_lang'] ?? null } };
}

function durationArgs(body: RestBody): RestBody {
  const amount = body['duration'];
  const unit = body['duration_unit'];
  if (amount === undefined && unit === undefined) return {};
  if (amount == null && unit == null) return { duration: null };
  if (amount == null) throw argumentMissing('duration');
  if (unit == null) throw argumentMissing('duration_unit');
  return { duration: { amount, unit } };
}
