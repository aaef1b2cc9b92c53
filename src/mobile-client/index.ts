// What the package offers as `todoist-things-sync/mobile-client`; see docs/mobile-client.md.

export { pauseWhileAway, type PageSurroundings } from './away.ts';
export type { CallFailure, Called } from './calls.ts';
export { createMobileClient } from './client.ts';
export type { ClientEvents, ClientParts, MobileClient, Snapshot, SyncEnd, SyncNews } from './client-types.ts';
export { openIndexedDbStore, type StoreEvents } from './idb-store.ts';
export { createMemoryStore } from './memory-store.ts';
export { openNeighbours, type Neighbours } from './neighbours.ts';
export type { Listening } from './socket.ts';
export type { ListeningSocket, SocketClass } from './socket-class.ts';
export { StorageError, type StorageErrorKind } from './storage-error.ts';
export type {
  ClientConflict,
  ClientStore,
  Container,
  Credentials,
  Decide,
  Intent,
  MobileTask,
  StoreChange,
  StoreContent,
  StoreRead,
  StoredState,
  TaskEdit,
} from './types.ts';
export type { ShownTask } from './view.ts';
export type { ClientChange } from './watched-store.ts';
