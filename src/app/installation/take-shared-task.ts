// Takes what another app shared out of the address, once: it is proposed as a new task, also after a reload only if it is shared again.

import { APP_PATH, SHARE_PAGE } from '../../protocol/app-pages.ts';
import { sharedTaskOf } from './shared-task.ts';

/** What to begin a new task with; null: the app was opened otherwise. */
export function takeSharedTask({ location, history }: Window): { text: string; notes: string } | null {
  if (location.pathname !== `${APP_PATH}${SHARE_PAGE}`) return null;
  const shared = sharedTaskOf(location.search);
  history.replaceState(null, '', APP_PATH);
  return { text: shared?.title ?? '', notes: shared?.notes ?? '' };
}
