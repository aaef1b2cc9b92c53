// Starts the app in the page.

import { render } from 'preact';
import '../ui/styles/tokens.css';
import { App } from './frame/app.tsx';
import { openAppVersion } from './installation/app-version.ts';
import { openRouter } from './routing/current-route.ts';

const place = document.querySelector('#app');
if (place === null) throw new Error('broken invariant: the page has no place for the app');
const version = openAppVersion(window, () => Date.now());
render(<App router={openRouter(window)} version={version} />, place);
