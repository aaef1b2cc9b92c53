// What every component may use: the store, the address, and what is open or selected at the moment.

import { computed, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { AppVersion } from './installation/app-version.ts';
import type { InstallOffer } from './installation/install-offer.ts';
import type { Router } from './routing/current-route.ts';
import { allProjects } from './state/all-projects.ts';
import type { AppStore } from './state/app-store.ts';

/** A dialog about a task, or about the app. */
type OpenDialog =
  | { readonly kind: 'add'; readonly text: string; readonly notes: string }
  | { readonly kind: 'when' | 'deadline' | 'move' | 'tags'; readonly task: string }
  | { readonly kind: 'keys' };

/** What is open or selected; it ends with the window. */
interface Attention {
  /** The task that the keyboard is at; null: none. */
  readonly selected: Signal<string | null>;
  /** The task whose details are shown; null: none. */
  readonly opened: Signal<string | null>;
  readonly dialog: Signal<OpenDialog | null>;
  /** Ids of the tasks of the list that is shown, in order. */
  readonly listed: Signal<readonly string[]>;
  /** Tasks that were just done, so that their rows stay a moment. */
  readonly leaving: Signal<ReadonlySet<string>>;
}

/** Nothing is open, nothing is selected. */
function createAttention(): Attention {
  return {
    selected: signal(null),
    opened: signal(null),
    dialog: signal(null),
    listed: signal([]),
    leaving: signal(new Set<string>()),
  };
}

/** Everything that a component may use. */
export interface App {
  readonly store: AppStore;
  readonly router: Router;
  readonly attention: Attention;
  readonly version: AppVersion;
  readonly installOffer: InstallOffer;
  /** Names of areas, projects and headings, by their ids. */
  readonly names: ReadonlySignal<ReadonlyMap<string, string>>;
}

/** Puts together what components use. */
export function createApp(parts: {
  readonly store: AppStore;
  readonly router: Router;
  readonly version: AppVersion;
  readonly installOffer: InstallOffer;
}): App {
  const { views } = parts.store;
  const names = computed(() => {
    const projects = allProjects(views);
    return new Map(
      [...views.areas.value, ...projects, ...projects.flatMap(({ headings }) => headings)].map(
        ({ id, name }) => [id, name],
      ),
    );
  });
  return { ...parts, attention: createAttention(), names };
}

/** Where components find it. */
export const AppContext = createContext<App | null>(null);

/** What the component may use. Only below `AppContext`. */
export function useApp(): App {
  const app = useContext(AppContext);
  if (app === null) throw new Error('broken invariant: a component outside of the app');
  return app;
}
