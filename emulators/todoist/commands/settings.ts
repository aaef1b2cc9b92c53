/** The small commands: settings, goals, notifications, look-ups of ids, and things that this account never has. */
import * as z from 'zod';
import type { Account } from '../account.ts';
import { invalidArgument, objectNotFound } from '../errors.ts';
import type { SettingsRow } from '../wire-more.ts';
import { defineCommand, given } from './context.ts';
import type { Command } from './context.ts';

function changeSettings(account: Account, id: SettingsRow['id'], values: SettingsRow['values']): void {
  const { settings } = account.store;
  settings.put({ id, values: { ...settings.get(id)?.values, ...values } });
}

const flag = z.boolean().optional();

/** Changes the owner's settings of reminders, sounds and the like; what is not given stays. */
export const userSettingsUpdate = defineCommand(
  z.object({
    reminder_push: flag,
    reminder_desktop: flag,
    reminder_email: flag,
    completed_sound_desktop: flag,
    completed_sound_mobile: flag,
    reset_recurring_subtasks: flag,
  }),
  (context, args) => {
    changeSettings(context.account, 'user_settings', given(args));
    return null;
  },
);

const zeroOrOne = z.union([z.boolean(), z.int().min(0).max(1).transform(Boolean)]);

/** Changes the owner's karma goals. */
export const updateGoals = defineCommand(
  z.object({
    daily_goal: z.int().min(0).optional(),
    weekly_goal: z.int().min(0).optional(),
    ignore_days: z.array(z.int().min(1).max(7)).optional(),
    vacation_mode: zeroOrOne.optional(),
    karma_disabled: zeroOrOne.optional(),
  }),
  (context, args) => {
    const { account } = context;
    changeSettings(account, 'goals', given(args, 'daily_goal', 'weekly_goal', 'ignore_days'));
    account.store.users.put({
      ...account.user,
      daily_goal: args.daily_goal ?? account.user.daily_goal,
      weekly_goal: args.weekly_goal ?? account.user.weekly_goal,
      days_off: args.ignore_days ?? account.user.days_off,
    });
    return null;
  },
);

/** Sets the newest notification that the owner has seen. */
export const liveNotificationsSetLastRead = defineCommand(z.object({ id: z.string() }), (context, args) => {
  changeSettings(context.account, 'live_notifications', { last_read_id: args.id });
  return null;
});

/** Takes any ids: the emulator never makes a notification, so there is nothing to mark. */
export const liveNotificationsMark: Command = defineCommand(
  z.object({ ids: z.array(z.string()) }),
  () => null,
);

/** Marks everything read; nothing is ever unread. */
export const liveNotificationsMarkReadAll: Command = defineCommand(z.object({}), () => null);

/** Empties the list of recently used places; reminders keep theirs. */
export const clearLocations: Command = defineCommand(z.object({}), () => null);

/** Dismisses suggested templates; there are none. */
export const suggestionDelete: Command = defineCommand(z.object({ type: z.enum(['templates']) }), () => null);

const idPairs = z.record(z.string(), z.string()).optional();

/** Takes pairs of ids that a client replaced; the emulator keeps no second ids by this way. */
export const idMapping: Command = defineCommand(
  z.object({ items: idPairs, sections: idPairs, notes: idPairs, reminders: idPairs }),
  () => null,
);

/** Refuses an invitation that nobody sent: the emulator has one person only. */
export const answerInvitation: Command = defineCommand(
  z.object({ invitation_id: z.coerce.string(), invitation_secret: z.string() }),
  () => {
    throw objectNotFound('invitation');
  },
);

/** Refuses calendars: none is ever connected. */
export const changeCalendar: Command = defineCommand(z.object({ id: z.string() }), () => {
  throw invalidArgument('id', 'a connected calendar');
});
