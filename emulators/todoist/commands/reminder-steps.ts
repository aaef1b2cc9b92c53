/** Steps around relative reminders: their moment follows the task's due, and new tasks may get the owner's default one. */
import type { Account } from '../account.ts';
import { phraseOfDate } from '../due/phrase.ts';
import { momentOf, resolveDue } from '../due/resolve-due.ts';
import type { WireDue, WireItem } from '../wire.ts';

/** The moment `minuteOffset` minutes before a task's due time; null while the due has no time. */
export function relativeDue(account: Account, item: WireItem, minuteOffset: number): WireDue | null {
  const moment = item.due === null ? null : momentOf(item.due, account.clock);
  if (item.due === null || moment === null || moment.minute === null) return null;
  const total = moment.day * 1440 + moment.minute - minuteOffset;
  const day = Math.floor(total / 1440);
  const phrase = phraseOfDate(day, total - day * 1440);
  return resolveDue(
    { date: `${phrase.replace(' ', 'T')}:00`, timezone: item.due.timezone, lang: item.due.lang },
    account.dueContext,
  );
}

/** Moves the relative reminders of a task whose due changed. */
export function moveReminders(account: Account, item: WireItem): void {
  const { reminders } = account.store;
  for (const reminder of reminders.at('liveByOwner', item.id)) {
    if (reminder.type !== 'relative') continue;
    reminders.put({ ...reminder, due: relativeDue(account, item, reminder.minute_offset ?? 0) });
  }
}

/** Adds the owner's default reminder to a task with a time of day; a negative setting means that there is none. */
export function addDefaultReminder(account: Account, item: WireItem): void {
  const offset = account.user.auto_reminder;
  const due = relativeDue(account, item, offset);
  if (offset < 0 || due === null || (account.plan === 'free' && offset !== 0)) return;
  account.store.reminders.put({
    id: account.ids.object(),
    notify_uid: account.userId,
    item_id: item.id,
    type: 'relative',
    due,
    minute_offset: offset,
    name: null,
    loc_lat: null,
    loc_long: null,
    loc_trigger: null,
    radius: null,
    is_deleted: false,
    is_urgent: false,
  });
}
