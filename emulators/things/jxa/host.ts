// What the scripting object model may ask of the app.
// Only types: every Apple event passes through `read` or `write`, so that faults and permissions apply.
import type { AppState } from '../state/app-state.ts';

/** The app behind the object model. */
export interface ScriptHost {
  readonly state: AppState;
  isRunning(): boolean;
  launch(): void;
  quit(): void;
  /** Runs a reading Apple event. Throws AppleEventError. */
  read<T>(work: () => T): T;
  /** Runs a changing Apple event as one command. Throws AppleEventError. */
  write<T>(label: string, work: () => T): T;
}

/** Family of a scriptable object. */
export type ObjectKind = 'todo' | 'project' | 'area' | 'tag' | 'list';

/** A resolved object: its family and id. */
export interface ObjectRef {
  readonly kind: ObjectKind;
  readonly id: string;
}
