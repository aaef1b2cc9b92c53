// Light, dark, or as the system has it; kept in the browser, and set before anything is drawn.

import { signal, type ReadonlySignal } from '@preact/signals';

const KEY = 'appearance';

/** How the app may look. */
export const APPEARANCES = [
  { value: 'auto', name: 'Auto' },
  { value: 'light', name: 'Light' },
  { value: 'dark', name: 'Dark' },
] as const;

type Appearance = (typeof APPEARANCES)[number]['value'];

const chosen = signal<Appearance>('auto');
/** How it looks. */
export const appearance: ReadonlySignal<Appearance> = chosen;

/** Takes over what was chosen before. */
export function restoreAppearance(): void {
  const kept = APPEARANCES.find(({ value }) => value === stored()?.getItem(KEY));
  show(kept?.value ?? 'auto');
}

/** Chooses. */
export function setAppearance(value: Appearance): void {
  show(value);
  stored()?.setItem(KEY, value);
}

function show(value: Appearance): void {
  chosen.value = value;
  if (value === 'auto') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = value;
}

/** null: this browser keeps nothing for the page, and what was chosen ends with the window. */
function stored(): Storage | null {
  try {
    return window.localStorage;
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    return null;
  }
}
