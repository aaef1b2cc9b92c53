/** user_update: the owner's settings. A new address or password needs the current one; avatars are not emulated. */
import * as z from 'zod';
import { credentialRefused, invalidArgument } from '../errors.ts';
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
  current_password: z.string().optional(),
  password: z.string().optional(),
});

/** The password of every emulated account; it can be checked, but never really changes. */
const PASSWORD = 'test-password';
const COMMON_PASSWORDS = ['password', '12345678', 'qwertyuiop'];
const MIN_PASSWORD_CHARS = 8;

/** Checks what only the owner may change; throws the tags that the vendor lists for this command. */
function checkCredentials(email: string, args: z.output<typeof UpdateArgs>): void {
  const { current_password: current, password, email: newEmail } = args;
  if (password === undefined && (newEmail === undefined || newEmail === email)) return;
  if (current === undefined) throw credentialRefused('PASSWORD_REQUIRED');
  if (current !== PASSWORD) throw credentialRefused('AUTHENTICATION_ERROR');
  if (newEmail !== undefined && !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(newEmail))
    throw credentialRefused('INVALID_EMAIL');
  if (password === undefined) return;
  if (password.length < MIN_PASSWORD_CHARS) throw credentialRefused('PASSWORD_TOO_SHORT');
  if (COMMON_PASSWORDS.includes(password)) throw credentialRefused('COMMON_PASSWORD');
  if (password.includes(newEmail ?? email)) throw credentialRefused('PASSWORD_CONTAINS_EMAIL');
}

/** Changes the owner's settings; what is not given stays. */
export const userUpdate = defineCommand(UpdateArgs, (context, args) => {
  const { account } = context;
  if (args.timezone !== undefined && !account.clock.knowsZone(args.timezone))
    throw invalidArgument('timezone', 'timezone');
  checkCredentials(account.user.email, args);
  account.store.users.put({ ...account.user, ...given(args, 'current_password', 'password') });
  return null;
});
