// Opens the app in a browser: on what it keeps there, beside other pages of the same app. Where nothing can be kept it runs all the
// same, and says so.

import { effect } from '@preact/signals';
import { pauseWhileAway } from '../../mobile-client/away.ts';
import { createMobileClient } from '../../mobile-client/client.ts';
import type { MobileClient } from '../../mobile-client/client-types.ts';
import { openIndexedDbStore } from '../../mobile-client/idb-store.ts';
import { createMemoryStore } from '../../mobile-client/memory-store.ts';
import { openNeighbours } from '../../mobile-client/neighbours.ts';
import { StorageError } from '../../mobile-client/storage-error.ts';
import type { ClientStore } from '../../mobile-client/types.ts';
import { createStore, type OpenedApp } from '../state/create-store.ts';
import { Troubles } from '../state/troubles.ts';
import { browserSurroundings } from './browser-surroundings.ts';

/** How the app is opened. */
export interface OpenOptions {
  /** The name of what is kept. */
  readonly name?: string;
  /** Called with a sentence while an older page of the app, which has to be closed first, keeps this one from opening. */
  readonly waits?: (text: string) => void;
}

/** The app as it runs in a page. Its lists are empty until `opened` resolves. */
export async function openApp({
  name = 'todoist-things-sync',
  waits = () => undefined,
}: OpenOptions = {}): Promise<OpenedApp> {
  const troubles = new Troubles();
  const store = await openStore(name, { troubles, waits });
  const neighbours = openNeighbours(name);
  const client = createMobileClient({ store, neighbours });
  const app = createStore({ client, surroundings: browserSurroundings(), troubles });
  const deafen = listenWhilePaired(client, app);
  return {
    ...app,
    close: () => {
      deafen();
      app.close();
      neighbours.close();
    },
  };
}

/** Hears of what changes elsewhere while the page is looked at, as the device that this one is by then. */
function listenWhilePaired(client: MobileClient, { state, poked }: OpenedApp): () => void {
  return effect(() => {
    if (state.device.value === null) return undefined;
    const listening = client.listen({ sync: poked });
    const endWatch = pauseWhileAway(listening);
    return () => {
      endWatch();
      listening.stop();
    };
  });
}

async function openStore(
  name: string,
  { troubles, waits }: { readonly troubles: Troubles; readonly waits: (text: string) => void },
): Promise<ClientStore> {
  const note = (error: StorageError): void => void troubles.note(error);
  try {
    return await openIndexedDbStore(name, {
      lost: note,
      waiting: ({ message }) => waits(message),
      damaged: () => troubles.noteDamage(true),
    });
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    troubles.note(error);
    return createMemoryStore();
  }
}
