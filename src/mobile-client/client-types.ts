// What a client offers, tells and is made of. Types only.

import type { Called, CallFailure } from './calls.ts';
import type { Neighbours } from './neighbours.ts';
import type { Listening } from './socket.ts';
import type { SocketClass } from './socket-class.ts';
import type { ClientConflict, ClientStore, Container, StoredState, TaskEdit } from './types.ts';
import type { ShownTask } from './view.ts';
import type { ClientChange } from './watched-store.ts';

/** How a sync stands. */
export interface SyncNews {
  readonly isUnderWay: boolean;
  /** It went through. */
  readonly isDone: boolean;
  /** Why the hub did not take or tell everything; null: it did, or this device could not keep something. */
  readonly failure: CallFailure | null;
  /** Another page of this browser made it. Of those it is only told that they went through. */
  readonly isElsewhere: boolean;
}

/** What happens in a client. */
export interface ClientEvents {
  /** Tasks, conflicts or what is pending changed, here or in another page. */
  readonly changed: (change: ClientChange) => void;
  /** A sync began or ended. */
  readonly sync: (news: SyncNews) => void;
  /** What another page did could not be read. */
  readonly trouble: (error: unknown) => void;
  /** Changes elsewhere are heard of at once from now on, or are not. */
  readonly live: (isLive: boolean) => void;
}

/** How a sync ended. */
export type SyncEnd =
  /** `heldForMs`: after how long a deletion that is held may be sent; absent: none is. */
  | { readonly kind: 'done'; readonly heldForMs?: number }
  | { readonly kind: 'failed'; readonly failure: CallFailure; readonly retryInMs: number | null };

/** Everything that a device knows, at one moment. */
export interface Snapshot {
  readonly state: StoredState;
  readonly tasks: readonly ShownTask[];
  readonly containers: readonly Container[];
  readonly conflicts: readonly ClientConflict[];
  /** How many changes the hub does not have yet. */
  readonly pending: number;
}

/** An edit, or what follows from the task as it is; null: nothing. */
type EditOf = TaskEdit | ((shown: ShownTask) => TaskEdit | null);

/** A device. */
export interface MobileClient {
  /** Pairs this device by a code from the owner. */
  readonly pair: (given: {
    readonly baseUrl: string;
    readonly code: string;
    readonly account?: string;
    readonly platform?: string;
    readonly appVersion?: string;
  }) => Promise<Called<{ readonly deviceId: string }>>;
  readonly isPaired: () => Promise<boolean>;
  /** Removes everything that the device keeps, what was not sent included. Its owner still has to take its access away. */
  readonly forget: () => Promise<void>;
  /** Has the next sync pull everything anew. What waits stays. */
  readonly pullAnew: () => Promise<void>;
  readonly snapshot: () => Promise<Snapshot>;
  /** A task as the person sees it; null: there is none. */
  readonly task: (id: string) => Promise<ShownTask | null>;
  /** The tasks as the person sees them, those that are still on their way included. */
  readonly tasks: () => Promise<readonly ShownTask[]>;
  readonly containers: () => Promise<readonly Container[]>;
  /** Adds a task and returns its id. */
  readonly add: (title: string, fields?: TaskEdit) => Promise<string>;
  /** Edits a task; false if there is none of this id. What leads back to the value of before an edit that was never sent takes that back. */
  readonly edit: (task: string, edit: EditOf) => Promise<boolean>;
  readonly complete: (task: string) => Promise<boolean>;
  readonly reopen: (task: string) => Promise<boolean>;
  /** Deletes a task. `holdMs`, a minute at most: it is sent no earlier, so that it can be taken back; what is held stays over a restart. */
  readonly remove: (task: string, options?: { readonly holdMs?: number }) => Promise<boolean>;
  /** Takes a deletion back; false: there is none, or it was sent. */
  readonly restore: (task: string) => Promise<boolean>;
  /** Changes of this device that lost, or could not be taken. */
  readonly conflicts: () => Promise<readonly ClientConflict[]>;
  readonly dismissConflict: (task: string) => Promise<void>;
  /** How many changes the hub does not have yet. */
  readonly pending: () => Promise<number>;
  /** Sends what waits and pulls what changed. A call during a sync joins it and has one more made after it. */
  readonly sync: () => Promise<SyncEnd>;
  /**
   * Syncs whenever something changed elsewhere, until it is stopped. Ends by itself where this device is not paired. `sync`: in place of
   * the client's own, for whoever plans syncs.
   */
  readonly listen: (options?: { readonly sync?: () => Promise<SyncEnd> }) => Listening;
  /** Calls a listener until the returned function is called. */
  readonly on: <Name extends keyof ClientEvents>(name: Name, listener: ClientEvents[Name]) => () => void;
}

/** What a client is made of. */
export interface ClientParts {
  readonly store: ClientStore;
  readonly fetch?: typeof globalThis.fetch;
  /** Epoch ms. */
  readonly now?: () => number;
  /** Today where the person is, `YYYY-MM-DD`. */
  readonly today?: () => string;
  /** What sockets are made of; without it, the platform's own. */
  readonly WebSocket?: SocketClass;
  /** Other pages that share the store. */
  readonly neighbours?: Neighbours;
}
