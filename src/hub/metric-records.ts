// What is stored of metrics: one row for each hour in which something was counted. Types only.

/** One hour. The contents belong to whoever counts. */
export interface MetricRow {
  /** floor(epoch ms / 3,600,000). */
  readonly bucket: number;
  /** What was counted, as JSON can hold it. */
  readonly hour: unknown;
  /** It is to be copied into KV when the hour is over. */
  readonly isDue: boolean;
  /** How far counting had got with it; null: nothing was counted here in that hour, only taken over from older code. */
  readonly progress: unknown;
}

/** The stored hours. */
export interface MetricRecords {
  readonly get: (bucket: number) => MetricRow | null;
  /** The newest hour that has a progress; null: there is none. */
  readonly latest: () => MetricRow | null;
  /** From this hour on, oldest first. */
  readonly since: (bucket: number) => readonly MetricRow[];
  /** Hours before this one that are due, oldest first. */
  readonly due: (before: number, limit: number) => readonly MetricRow[];
  /** The first hour that is due or will be when it is over; null: none. */
  readonly firstDue: () => number | null;
  readonly put: (row: MetricRow) => void;
  readonly markWritten: (bucket: number) => void;
  /** Deletes hours before this one. */
  readonly prune: (before: number) => void;
}
