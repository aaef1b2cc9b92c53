// Names that an owner gives to programs and devices, and that are shown in lists.

import * as z from 'zod';

/** Control characters, halves of characters, line ends, and what turns the direction of writing. */
const STEERING = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;
const NAME = { error: 'must be 1 to 64 characters, without control characters' };

/** A name that can't steer a terminal. */
export const STEERING_FREE_NAME = z
  .string(NAME)
  .trim()
  .min(1, NAME)
  .max(64, NAME)
  .refine((name) => !STEERING.test(name), NAME);
