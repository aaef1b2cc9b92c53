/** Counts what clients asked of the emulator. */

/** The counters as they are read from outside. */
export interface EmulatorStats {
  readonly requests: number;
  readonly syncRequests: number;
  readonly fullSyncs: number;
  readonly commands: number;
}

/** Live counters; `fullSyncs` counts full answers with resources, `commands` those that were looked at. */
export class StatsCounter implements EmulatorStats {
  requests = 0;
  syncRequests = 0;
  fullSyncs = 0;
  commands = 0;

  /** Sets every counter back to zero. */
  reset(): void {
    this.requests = 0;
    this.syncRequests = 0;
    this.fullSyncs = 0;
    this.commands = 0;
  }
}
