// Follows the address bar: the page that is shown is the one that it names.

import { signal, type ReadonlySignal } from '@preact/signals';
import { hrefOf, parseRoute, type Route } from './route.ts';

/** The page that is shown, and how to get to another one. */
export interface Router {
  readonly route: ReadonlySignal<Route>;
  /** Shows a page at once: the next key that is pressed is for it. */
  readonly go: (route: Route) => void;
  /** As `go`, without a way back to where the person was. */
  readonly replace: (route: Route) => void;
}

/** Opens the router of a window. */
export function openRouter(window: Window): Router {
  const route = signal(parseRoute(window.location.hash));
  const show = (to: Route): void => {
    if (hrefOf(to) !== hrefOf(route.peek())) route.value = to;
  };
  window.addEventListener('hashchange', () => show(parseRoute(window.location.hash)));
  return {
    route,
    go: (to) => {
      window.location.hash = hrefOf(to);
      show(to);
    },
    replace: (to) => {
      window.history.replaceState(null, '', hrefOf(to));
      show(to);
    },
  };
}
