/** Secrets and tokens of apps. Client secrets and access tokens are OAuth's own, so that they really let in or keep out. */
import type { Context, Hono } from 'hono';
import { restObjectNotFound } from '../errors.ts';
import type { OAuthClient } from '../oauth/oauth-state.ts';
import { ROOT } from '../store.ts';
import type { AppRow } from '../wire-apps.ts';
import { appOf, changeApp, countedAppView } from './console-edge.ts';
import type { ConsoleParts } from './console-edge.ts';

/** What a test token may do when its app names no scopes. */
const TEST_SCOPES = 'data:read_write,data:delete,project:delete';

/** Adds the routes of secrets, access tokens, test, distribution and verification tokens. */
export function addCredentialRoutes(routes: Hono, parts: ConsoleParts): void {
  const { oauth } = parts;
  const of = (context: Context): AppRow => appOf(parts, context.req.param('id') ?? '');

  routes.get('/apps/:id/secrets', (context) => {
    const { clientId, clientSecret } = clientOf(parts, of(context));
    return context.json({ client_id: clientId, client_secret: clientSecret });
  });
  routes.delete('/apps/:id/client_secret', (context) => {
    const app = of(context);
    oauth.addClient({ ...clientOf(parts, app), clientSecret: oauth.newSecret('client secret') });
    return context.json(countedAppView(parts, app));
  });
  routes.delete('/apps/:id/tokens', (context) => {
    const app = of(context);
    oauth.revokeClient(app.client_id);
    return context.json(countedAppView(parts, app));
  });
  addTestTokenRoutes(routes, parts);
  routes.get('/apps/:id/verification_token', (context) =>
    context.json({ verification_token: of(context).verification_token }),
  );
  routes.delete('/apps/:id/verification_token', (context) => {
    const token = oauth.newSecret('verification');
    changeApp(parts, of(context), { verification_token: token });
    return context.json({ verification_token: token });
  });
  addDistributionRoutes(routes, parts);
}

function clientOf({ oauth }: ConsoleParts, app: AppRow): OAuthClient {
  const client = oauth.client(app.client_id);
  if (client === undefined) throw new Error('an app has no OAuth client');
  return client;
}

function addTestTokenRoutes(routes: Hono, parts: ConsoleParts): void {
  const { oauth } = parts;
  routes.get('/apps/:id/test_token', (context) => {
    const { test_token: token } = appOf(parts, context.req.param('id'));
    const isAlive = token !== null && oauth.scopeOf(token) !== null;
    return context.json({ access_token: isAlive ? token : null });
  });
  routes.put('/apps/:id/test_token', (context) => {
    const app = appOf(parts, context.req.param('id'));
    if (app.test_token !== null) oauth.revoke(app.client_id, app.test_token);
    const client = { ...clientOf(parts, app), expires: false };
    const { access_token: token } = oauth.issueTokens(client, app.app_token_scopes ?? TEST_SCOPES);
    changeApp(parts, app, { test_token: token });
    return context.json({ access_token: token });
  });
}

function addDistributionRoutes(routes: Hono, parts: ConsoleParts): void {
  const { store } = parts.account;
  routes.get('/apps/:id/distribution_token', (context) => {
    const { distribution_token: token } = appOf(parts, context.req.param('id'));
    return context.json({ distribution_token: token });
  });
  routes.get('/apps/by_distribution_token/:token', (context) => {
    const app = appByDistributionToken(parts, context.req.param('token'));
    if (app === undefined) throw restObjectNotFound('App');
    return context.json({
      id: app.id,
      display_name: app.display_name,
      description: app.description,
      icon_md: app.icon_md,
      app_token_scopes: app.app_token_scopes,
      ui_extensions: store.uiExtensions
        .at('liveByOwner', app.id)
        .map(({ name, description, icon, extension_type }) => ({ name, description, icon, extension_type })),
    });
  });
}

/** The live app that a distribution token stands for. */
export function appByDistributionToken({ account }: ConsoleParts, token: string): AppRow | undefined {
  return account.store.apps.at('live', ROOT).find((app) => app.distribution_token === token);
}
