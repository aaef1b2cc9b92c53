// Things as a pass sees it: the one door to `translate/`. Only ties its parts together.

import type { ThingsPort } from './things-port.ts';
import { encodeFields } from './translate/encode.ts';
import { liftContainer, liftTodo } from './translate/lift.ts';
import { createProfile } from './translate/project.ts';
import { reinterpretPriority } from './translate/reinterpret.ts';

/** Makes the adapter. It is pure: no I/O, no clock, no state. */
export function createThingsPort(): ThingsPort {
  return {
    lift: liftTodo,
    liftContainer,
    reinterpret: reinterpretPriority,
    profile: createProfile,
    encode: encodeFields,
  };
}
