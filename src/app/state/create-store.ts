// Puts the app together: the client library, what is kept of it in memory, the lists, the sync and what a person can do.

import { signal, type ReadonlySignal } from '@preact/signals';
import type { MobileClient, Snapshot, SyncEnd } from '../../mobile-client/client-types.ts';
import type { AppStore } from './app-store.ts';
import { createAppCommands } from './app-commands.ts';
import { createCalendar } from './calendar.ts';
import { Mirror } from './mirror.ts';
import type { Surroundings } from './surroundings.ts';
import { SyncLoop } from './sync-loop.ts';
import { Toasts } from './toasts.ts';
import { Troubles } from './troubles.ts';
import type { DeviceInfo } from './types.ts';
import { createViews } from './views.ts';

/** What the app is made of. */
export interface AppParts {
  readonly client: MobileClient;
  readonly surroundings: Surroundings;
  readonly troubles?: Troubles;
}

/** The app, and how it is told of more. */
export interface OpenedApp extends AppStore {
  /** Resolves once this device's store was read. */
  readonly opened: Promise<void>;
  /** The hub says that something changed there. Resolves when the sync that follows has ended, for whoever listens to the hub. */
  readonly poked: () => Promise<SyncEnd>;
}

/** Opens the app on a client: reads its store, follows it, and begins to sync. */
export function createStore({ client, surroundings, troubles = new Troubles() }: AppParts): OpenedApp {
  const fail = (error: unknown): void => {
    if (!troubles.note(error)) surroundings.report(error);
  };
  const core = createCore({ client, surroundings, troubles, fail });
  const { mirror, loop, isReady, device, following } = core;
  const calendar = createCalendar(surroundings);
  const toasts = new Toasts(surroundings);
  const isOnline = signal(surroundings.isOnline());
  const endWatch = surroundings.watch(() => {
    isOnline.value = surroundings.isOnline();
  });
  const open = async (): Promise<void> => {
    await following(() => mirror.load());
    if (device.peek() !== null) troubles.notePersistence(await surroundings.persist());
  };
  const { index, places, conflicts } = mirror;
  const { today } = calendar;
  const shown = (): Promise<void> => following(async () => undefined);
  const [sync, toast] = [loop.state, toasts.toast];
  return {
    state: { isReady, device, isOnline, sync, conflicts, toast, troubles: troubles.all, today },
    views: createViews({ index, places, today, conflicts }),
    commands: createAppCommands({ client, toasts, loop, mirror, troubles, surroundings, shown }),
    opened: open().catch(fail),
    poked: () => loop.poked(),
    close: () => {
      toasts.dismiss();
      calendar.close();
      endWatch();
      core.close();
    },
  };
}

interface Core {
  readonly mirror: Mirror;
  readonly loop: SyncLoop;
  readonly isReady: ReadonlySignal<boolean>;
  readonly device: ReadonlySignal<DeviceInfo | null>;
  /** Runs something once everything that was told before is shown. */
  readonly following: (run: () => Promise<void>) => Promise<void>;
  readonly close: () => void;
}

/** What follows the client library: the tasks in memory, and the sync, which begins anew with each other device that this one becomes. */
function createCore({
  client,
  surroundings,
  troubles,
  fail,
}: Required<AppParts> & { readonly fail: (error: unknown) => void }): Core {
  const [isReady, device] = [signal(false), signal<DeviceInfo | null>(null)];
  const loop = new SyncLoop({ client, surroundings, storageFailed: (error) => troubles.note(error) });
  const mirror = new Mirror({
    client,
    loaded: ({ state, pending }) => {
      const known = deviceOf(state.credentials);
      if (isReady.peek() && known?.deviceId === device.peek()?.deviceId) return;
      // At the start, and when it was paired or forgotten, here or in another page.
      device.value = known;
      isReady.value = true;
      loop.begin({ isPaired: known !== null, lastSyncedAt: timeOf(state.pulledAt), pending });
    },
    damaged: (isAny) => {
      if (troubles.noteDamage(isAny)) client.pullAnew().then(() => loop.poke(), fail);
    },
  });
  const following = inTurn(fail);
  const ends = [
    client.on('changed', (change) => void following(() => mirror.follow(change))),
    client.on('trouble', fail),
    () => loop.close(),
  ];
  return { mirror, loop, isReady, device, following, close: () => ends.forEach((end) => end()) };
}

/** Runs one after the other: what is told later comes later. */
function inTurn(fail: (error: unknown) => void): (run: () => Promise<void>) => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return (run) => {
    last = last.then(run).catch(fail);
    return last;
  };
}

function deviceOf(credentials: Snapshot['state']['credentials']): DeviceInfo | null {
  if (credentials === null) return null;
  const { deviceId, baseUrl, account, name = null } = credentials;
  return { deviceId, baseUrl, account, name };
}

function timeOf(iso: string | null): number | null {
  return iso === null ? null : Date.parse(iso);
}
