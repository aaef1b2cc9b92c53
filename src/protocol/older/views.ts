// How things stand, as the earlier API tells it. Types only; times are ISO 8601.

/** The answer of `GET /sync/status`. */
export interface OlderStatus {
  readonly syncLocked: boolean;
  readonly legacy: {
    readonly mappings: { readonly things: number; readonly todoist: number; readonly total: number };
    readonly taggedTasks: {
      readonly total: number;
      readonly withFingerprints: number;
      readonly pendingMigration: number;
    };
  };
  readonly fingerprint: {
    readonly hashMappings: number;
    readonly migratedLegacyMappings: number;
    readonly pendingLegacyMigration: number;
  };
  readonly migration: {
    readonly progress: string;
    readonly isComplete: boolean;
    readonly recommendations: readonly string[];
  };
  readonly timestamp: string;
}

/** One thing that is not as it should be. */
export type Discrepancy =
  | {
      readonly type: 'orphaned_mapping';
      readonly hashKey: string;
      readonly todoistId: string;
      readonly thingsId: string;
    }
  | {
      readonly type: 'missing_hash_mapping';
      readonly todoistId: string;
      readonly title: string;
      readonly thingsId: string;
      readonly hashKey: string;
    };

/** The answer of `GET /sync/verify`. */
export interface OlderVerify {
  readonly summary: {
    readonly todoistTaskCount: number;
    readonly hashMappingCount: number;
    readonly discrepancyCount: number;
    readonly isHealthy: boolean;
  };
  readonly discrepancies: readonly Discrepancy[];
  readonly recommendations: readonly string[];
  readonly timestamp: string;
  /** There may be more: ask again with `cursor`. */
  readonly nextCursor?: string;
}

/** What a type of sync came to. */
interface OfType {
  readonly count: number;
  /** 0 to 1. */
  readonly successRate: number;
  /** ms. */
  readonly averageDuration: number;
  readonly totalTasks: number;
}

/** The answer of `GET /metrics`. */
export interface OlderMetrics {
  readonly period: string;
  readonly totalSyncs: number;
  readonly successRate: number;
  readonly averageDuration: number;
  readonly byType: Readonly<Record<string, OfType>>;
  readonly recentErrors: readonly {
    readonly timestamp: string;
    readonly type: string;
    readonly message: string;
  }[];
  readonly taskStats: {
    readonly totalProcessed: number;
    readonly created: number;
    readonly updated: number;
    readonly completed: number;
    readonly errors: number;
  };
  readonly performance: {
    readonly p50Duration: number;
    readonly p90Duration: number;
    readonly p99Duration: number;
    readonly slowestSync: {
      readonly timestamp: string;
      readonly type: string;
      readonly duration: number;
    } | null;
  };
}

/** The answer of `GET /sync/requests`. */
export interface OlderRequests {
  readonly requests: readonly {
    readonly id: string;
    readonly timestamp: string;
    readonly type: 'todoist_to_things';
    readonly tasks: number;
    readonly status: 'pending';
  }[];
  readonly count: number;
  readonly timestamp: string;
}
