// Whether the app can be installed from here, so that it is among the other apps of the device.

import { signal, type ReadonlySignal } from '@preact/signals';

/**
 * `installed`: it runs as an app by itself; `offered`: the browser shows its own question when asked; `by_hand`: on iPhone and iPad, where
 * only the person can do it; `none`: the browser has not offered it, or never does.
 */
type Installability = 'installed' | 'offered' | 'by_hand' | 'none';

/** The way to install. */
export interface InstallOffer {
  readonly state: ReadonlySignal<Installability>;
  /** Has the browser ask the person. Only where it is offered. */
  readonly install: () => Promise<void>;
}

/** Chromium's event, which no standard has. */
interface BeforeInstallPrompt extends Event {
  readonly prompt: () => Promise<unknown>;
}

/** Begins to listen: the browser offers it once, soon after the page has opened. */
export function openInstallOffer(window: Window): InstallOffer {
  const state = signal<Installability>(stateOf(window));
  let offer: BeforeInstallPrompt | null = null;
  window.addEventListener('beforeinstallprompt', (event) => {
    if (!isInstallPrompt(event)) return;
    // Asked for where the person looks for it, not in the middle of something.
    event.preventDefault();
    offer = event;
    state.value = 'offered';
  });
  window.addEventListener('appinstalled', () => {
    offer = null;
    state.value = 'installed';
  });
  return {
    state,
    async install() {
      const asked = offer;
      if (asked === null) return;
      // It can be used once.
      offer = null;
      state.value = 'none';
      await asked.prompt();
    },
  };
}

function stateOf(window: Window): Installability {
  const { navigator } = window;
  if (window.matchMedia('(display-mode: standalone)').matches) return 'installed';
  if (!('standalone' in navigator)) return 'none';
  return navigator.standalone === true ? 'installed' : 'by_hand';
}

function isInstallPrompt(event: Event): event is BeforeInstallPrompt {
  return 'prompt' in event && typeof event.prompt === 'function';
}
