// What the package offers as `todoist-things-sync/mobile-client`; see docs/mobile-client.md.

export {
  createMobileClient,
  type ClientEvents,
  type ClientParts,
  type MobileClient,
  type SyncEnd,
} from './client.ts';
export { openIndexedDbStore } from './idb-store.ts';
export { createMemoryStore } from './memory-store.ts';
