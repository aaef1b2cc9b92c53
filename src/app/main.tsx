// Starts the app in the page.

import { render } from 'preact';
import { createApp } from './app-context.ts';
import { openApp } from './device/open-app.ts';
import { AppView } from './frame/app.tsx';
import { restoreAppearance } from './frame/appearance.ts';
import { Waiting } from './frame/waiting.tsx';
import { openAppVersion } from './installation/app-version.ts';
import { openInstallOffer } from './installation/install-offer.ts';
import { takeSharedTask } from './installation/take-shared-task.ts';
import { openRouter } from './routing/current-route.ts';
import '../ui/styles/tokens.css';
import '../ui/styles/base.css';

const place = document.querySelector('#app');
if (place === null) throw new Error('broken invariant: the page has no place for the app');
restoreAppearance();
const version = openAppVersion(window, () => Date.now());
const installOffer = openInstallOffer(window);
const shared = takeSharedTask(window);
const router = openRouter(window);
const store = await openApp({ waits: (text) => render(<Waiting text={text} />, place) });
const app = createApp({ store, router, version, installOffer });
if (shared !== null) app.attention.dialog.value = { kind: 'add', ...shared };
render(<AppView app={app} />, place);
