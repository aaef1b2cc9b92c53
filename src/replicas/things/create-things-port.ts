// Things as a pass sees it: the only entry to `translate/`.

import type { ThingsPort } from './things-port.ts';
import { encodeFields } from './translate/encode.ts';
import { liftContainer, liftTodo } from './translate/lift.ts';
import { createProfile } from './translate/project.ts';
import { reinterpretPriority } from './translate/reinterpret.ts';

/** Creates the adapter. Pure: no I/O, no clock, no state. */
export function createThingsPort(): ThingsPort {
  return {
    lift: liftTodo,
    liftContainer,
    reinterpret: reinterpretPriority,
    profile: createProfile,
    encode: encodeFields,
  };
}
