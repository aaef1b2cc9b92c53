// The app as pages are given it. Types only.

import type { Commands } from './command-types.ts';
import type { AppState, Views } from './types.ts';

/** The app without its pages. */
export interface AppStore {
  readonly state: AppState;
  readonly views: Views;
  readonly commands: Commands;
  /** Ends timers, listeners and the connection. */
  readonly close: () => void;
}
