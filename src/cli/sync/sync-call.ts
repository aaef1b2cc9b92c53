// A call of `start` or `sync`.

import type { Environment } from '../../local/environment.ts';
import type { LocalOptions } from '../arguments/options.ts';
import type { Place } from '../place.ts';
import type { Terminal } from '../output/terminal.ts';

/** A call of `start` or `sync`. */
export interface SyncCall {
  readonly options: LocalOptions;
  readonly place: Place;
  readonly environment: Environment;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}
