// Other pages of the same browser that share a store: they are told what changed, and one of them syncs at a time.

/** What pages tell each other. */
export type NeighbourMessage =
  | {
      readonly kind: 'changed';
      readonly tasks: readonly string[] | 'all';
      readonly containers: boolean;
      readonly conflicts: boolean;
    }
  /** A sync went through. */
  | { readonly kind: 'synced' };

/** The other pages. */
export interface Neighbours {
  readonly tell: (message: NeighbourMessage) => void;
  /** Calls a listener until the returned function is called. */
  readonly listen: (listener: (message: NeighbourMessage) => void) => () => void;
  /** Runs something while no other page does so. */
  readonly alone: <T>(run: () => Promise<T>) => Promise<T>;
  readonly close: () => void;
}

/** What of the browser is used; either may be missing. */
interface Browser {
  readonly BroadcastChannel?: new (name: string) => {
    onmessage: ((event: { readonly data: unknown }) => void) | null;
    readonly postMessage: (message: NeighbourMessage) => void;
    readonly close: () => void;
  };
  readonly navigator?: {
    readonly locks?: { readonly request: <T>(name: string, run: () => Promise<T>) => Promise<T> };
  };
}

/**
 * The other pages of this browser that use the store of this name. Where the browser has no BroadcastChannel they are not told; where
 * it has no Web Locks, two may sync at once, which costs calls and loses nothing.
 */
export function openNeighbours(name = 'todoist-things-sync'): Neighbours {
  const { BroadcastChannel: Channel, navigator } = globalThis as unknown as Browser;
  const channel = Channel === undefined ? null : new Channel(name);
  const locks = navigator?.locks ?? null;
  const listeners = new Set<(message: NeighbourMessage) => void>();
  if (channel !== null)
    channel.onmessage = ({ data }) => {
      // Another version of the page may say something else.
      if (!isMessage(data)) return;
      for (const listener of listeners) listener(data);
    };
  return {
    tell: (message) => channel?.postMessage(message),
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    alone: (run) => (locks === null ? run() : locks.request(`${name}: sync`, run)),
    close: () => channel?.close(),
  };
}

function isMessage(told: unknown): told is NeighbourMessage {
  if (typeof told !== 'object' || told === null || !('kind' in told)) return false;
  if (told.kind === 'synced') return true;
  if (told.kind !== 'changed' || !('tasks' in told)) return false;
  const { tasks } = told;
  return tasks === 'all' || (Array.isArray(tasks) && tasks.every((id) => typeof id === 'string'));
}
