// Things as a run sees it: the adapter's one door. Only ties the parts together.

import type { ThingsPort } from '../sync/ports/things.ts';
import { encodeFields } from './encode.ts';
import { liftContainer, liftTodo } from './lift.ts';
import { createProfile } from './project.ts';
import { rereadPriority } from './reread.ts';

/** Makes the adapter. It is pure: no I/O, no clock, no state. */
export function createThingsPort(): ThingsPort {
  return {
    lift: liftTodo,
    liftContainer,
    reread: rereadPriority,
    profile: createProfile,
    encode: encodeFields,
  };
}
