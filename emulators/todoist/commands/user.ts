/** user_update: the owner's settings. Passwords, avatars and the like are not emulated. */
import { z } from 'zod';
import { invalidArgument } from '../errors.ts';
import { defineCommand, given } from './context.ts';

const weekday = z.int().min(1).max(7);
const zeroOrOne = z.int().min(0).max(1);
const UpdateArgs = z.object({
  full_name: z.string().min(1).optional(),
  email: z.string().min(3).optional(),
  lang: z.string().min(2).optional(),
  timezone: z.string().optional(),
  start_day: weekday.optional(),
  next_week: weekday.optional(),
  weekend_start_day: weekday.optional(),
  date_format: zeroOrOne.optional(),
  time_format: zeroOrOne.optional(),
  auto_reminder: z.int().optional(),
  daily_goal: z.int().min(0).optional(),
  weekly_goal: z.int().min(0).optional(),
  days_off: z.array(weekday).optional(),
  start_page: z.string().optional(),
  theme_id: z.string().optional(),
});

/** Changes the owner's settings; what is not given stays. */
export const userUpdate = defineCommand(UpdateArgs, (context, args) => {
  const { account } = context;
  if (args.timezone !== undefined && !account.clock.knowsZone(args.timezone))
    throw invalidArgument('timezone', 'timezone');
  account.store.users.put({ ...account.user, ...given(args) });
  return null;
});
