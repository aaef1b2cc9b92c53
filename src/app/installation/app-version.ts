// Keeps the app on this device: registers the service worker, and tells when a newer version waits. It never reloads by itself: somebody
// may be typing.

import { signal, type ReadonlySignal } from '@preact/signals';
import { APP_PATH, SERVICE_WORKER_FILE } from '../../protocol/app-pages.ts';
import { TAKE_OVER } from '../service-worker/messages.ts';

/**
 * Whether the app opens without a connection. `insecure`: the address is neither https nor this machine, so browsers keep no app of it;
 * `unsupported`: this browser keeps none, or not in a private window; `failed`: it could not be kept this time.
 */
export type OfflineReadiness = 'preparing' | 'ready' | 'insecure' | 'unsupported' | 'failed';

/** The version that runs here. */
export interface AppVersion {
  readonly offline: ReadonlySignal<OfflineReadiness>;
  /** A newer one is on this device, whole, and waits to be used. */
  readonly isNewerReady: ReadonlySignal<boolean>;
  /** Reloads this page with the newer version. Changes that wait to be sent stay on the device. */
  readonly reload: () => void;
}

/** A page may stay open for weeks: this often it asks for a newer version, at most. */
const ASK_EVERY_MS = 3_600_000;

/** Begins. Nothing of the app waits for it. */
export function openAppVersion(window: Window, now: () => number): AppVersion {
  const offline = signal<OfflineReadiness>('preparing');
  const isNewerReady = signal(false);
  const { navigator } = window;
  const reloadPage = () => window.location.reload();
  if (!('serviceWorker' in navigator)) {
    offline.value = window.isSecureContext ? 'unsupported' : 'insecure';
    return { offline, isNewerReady, reload: reloadPage };
  }
  const container = navigator.serviceWorker;
  let registration: ServiceWorkerRegistration | null = null;
  let isAsked = false;
  let hasController = container.controller !== null;
  container.addEventListener('controllerchange', () => {
    if (isAsked) reloadPage();
    // Another page took the newer version: this one is the earlier one now.
    else if (hasController) isNewerReady.value = true;
    hasController = true;
  });
  const begin = () =>
    register(container).then(
      (found) => {
        registration = found;
        follow(found, container, { offline, isNewerReady });
        askNowAndThen(window, found, now);
      },
      () => (offline.value = container.controller === null ? 'failed' : 'ready'),
    );
  void begin();
  return {
    offline,
    isNewerReady,
    reload() {
      const waiting = registration?.waiting ?? null;
      if (waiting === null) return reloadPage();
      isAsked = true;
      waiting.postMessage(TAKE_OVER);
    },
  };
}

function register(container: ServiceWorkerContainer): Promise<ServiceWorkerRegistration> {
  return container.register(`${APP_PATH}${SERVICE_WORKER_FILE}`, {
    scope: APP_PATH,
    updateViaCache: 'none',
  });
}

interface Told {
  readonly offline: { value: OfflineReadiness };
  readonly isNewerReady: { value: boolean };
}

function follow(
  registration: ServiceWorkerRegistration,
  container: ServiceWorkerContainer,
  told: Told,
): void {
  const watch = (worker: ServiceWorker | null): void => {
    const look = () => {
      if (registration.active !== null) told.offline.value = 'ready';
      else if (worker?.state === 'redundant') told.offline.value = 'failed';
      if (registration.waiting !== null && container.controller !== null) told.isNewerReady.value = true;
    };
    worker?.addEventListener('statechange', look);
    look();
  };
  registration.addEventListener('updatefound', () => watch(registration.installing));
  watch(registration.installing);
}

function askNowAndThen(window: Window, registration: ServiceWorkerRegistration, now: () => number): void {
  let askedAt = now();
  const ask = () => {
    if (window.document.visibilityState !== 'visible' || now() - askedAt < ASK_EVERY_MS) return;
    askedAt = now();
    registration.update().catch(() => {
      // No connection, or a deployment under way: the next time it is asked.
      askedAt = 0;
    });
  };
  window.document.addEventListener('visibilitychange', ask);
  window.addEventListener('online', ask);
}
