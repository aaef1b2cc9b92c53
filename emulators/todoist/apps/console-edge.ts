/** What the routes of the app console share: look-ups, views and writes of apps. */
import { restObjectNotFound } from '../errors.ts';
import type { OAuthParts } from '../oauth/oauth-routes.ts';
import type { RestParts } from '../rest/rest-edge.ts';
import type { AppRow, WireApp } from '../wire-apps.ts';

/** What the routes need. */
export type ConsoleParts = Pick<RestParts, 'account' | 'files' | 'limiter'> & Pick<OAuthParts, 'oauth'>;

/** The live app with this id; throws 404 when there is none. */
export function appOf({ account }: ConsoleParts, id: string): AppRow {
  const app = account.store.apps.get(id);
  if (app === undefined || app.is_deleted) throw restObjectNotFound('App');
  return app;
}

/** Writes changes of an app and gives the new row. */
export function changeApp({ account }: ConsoleParts, app: AppRow, changes: Partial<AppRow>): AppRow {
  return account.store.journal.transact(() => account.store.apps.put({ ...app, ...changes }));
}

/** An app without its tokens and its webhook. */
export function appView(app: AppRow): WireApp {
  const {
    verification_token: _verification,
    distribution_token: _distribution,
    test_token: _test,
    webhook: _webhook,
    is_deleted: _deleted,
    ...shown
  } = app;
  return shown;
}

/** An app with the number of people who gave it access: the owner, or nobody. */
export function countedAppView({ oauth }: ConsoleParts, app: AppRow): object {
  return { ...appView(app), user_count: oauth.hasGrant(app.client_id) ? 1 : 0 };
}
