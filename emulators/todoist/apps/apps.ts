/** The apps themselves: made, changed, given a picture, deleted. Each is an OAuth client from its first moment. */
import type { Context, Hono } from 'hono';
import * as z from 'zod';
import { given, parseArgs } from '../commands/context.ts';
import { SCOPES, splitScopes } from '../oauth/scopes.ts';
import { keepPicture, readFileForm } from '../rest/form-file.ts';
import { readBody } from '../rest/rest-edge.ts';
import { ROOT } from '../store.ts';
import type { AppRow } from '../wire-apps.ts';
import { appOf, appView, changeApp, countedAppView } from './console-edge.ts';
import type { ConsoleParts } from './console-edge.ts';

const name = z.string().min(1);
const AddArgs = z.object({ display_name: name, service_url: z.url() });
const UpdateArgs = z.object({
  display_name: name.optional(),
  oauth_redirect_uri: z.url().nullable().optional(),
  service_url: z.url().optional(),
  description: z.string().optional(),
  app_token_scopes: z
    .string()
    .refine((text) => splitScopes(text).every((scope) => SCOPES.some((known) => known === scope)), 'scopes')
    .nullable()
    .optional(),
});
const ICONS = [
  ['/apps/:id/icon/small', 'icon_sm'],
  ['/apps/:id/icon', 'icon_md'],
  ['/apps/:id/icon/large', 'icon_lg'],
] as const;

/** Adds `/apps`, `/apps/{id}` and `/apps/{id}/icon`. */
export function addAppRoutes(routes: Hono, parts: ConsoleParts): void {
  const { account, oauth } = parts;
  const of = (context: Context): AppRow => appOf(parts, context.req.param('id') ?? '');

  routes.get('/apps', (context) => context.json(account.store.apps.at('live', ROOT).map(appView)));
  routes.post('/apps', async (context) => {
    const args = parseArgs(AddArgs, await readBody(context));
    return context.json(appView(addApp(parts, args)));
  });
  routes.get('/apps/:id', (context) => context.json(countedAppView(parts, of(context))));
  routes.post('/apps/:id', async (context) => {
    const changes = given(parseArgs(UpdateArgs, await readBody(context)));
    const app = changeApp(parts, of(context), changes);
    const client = oauth.client(app.client_id);
    const redirectUris = app.oauth_redirect_uri === null ? [] : [app.oauth_redirect_uri];
    if (client !== undefined) oauth.addClient({ ...client, redirectUris });
    return context.json(countedAppView(parts, app));
  });
  routes.delete('/apps/:id', (context) => {
    deleteApp(parts, of(context));
    return context.body(null, 204);
  });
  for (const [path, key] of ICONS) {
    routes.post(path, async (context) => {
      const app = of(context);
      const url = await keepPicture(parts, await readFileForm(context, account));
      return context.json(countedAppView(parts, changeApp(parts, app, { [key]: url })));
    });
  }
}

function addApp(parts: ConsoleParts, args: z.output<typeof AddArgs>): AppRow {
  const { account, oauth } = parts;
  const clientId = oauth.newSecret('client');
  const clientSecret = oauth.newSecret('client secret');
  oauth.addClient({ clientId, clientSecret, redirectUris: [], expires: true });
  return account.store.journal.transact(() =>
    account.store.apps.put({
      id: account.ids.numeric(),
      client_id: clientId,
      status: 'public',
      ...args,
      user_id: account.userId,
      created_at: account.clock.nowMicros(),
      oauth_redirect_uri: null,
      description: null,
      icon_sm: null,
      icon_md: null,
      icon_lg: null,
      app_token_scopes: null,
      verification_token: oauth.newSecret('verification'),
      distribution_token: oauth.newSecret('distribution'),
      test_token: null,
      webhook: null,
      is_deleted: false,
    }),
  );
}

/** Takes an app away with its tokens, its extensions and its installation. */
function deleteApp({ account, oauth }: ConsoleParts, app: AppRow): void {
  const { journal, apps, uiExtensions, appInstallations } = account.store;
  journal.transact(() => {
    for (const extension of uiExtensions.at('liveByOwner', app.id))
      uiExtensions.put({ ...extension, is_deleted: true });
    for (const installation of appInstallations.at('live', ROOT))
      if (installation.app_id === app.id) appInstallations.put({ ...installation, is_deleted: true });
    apps.put({ ...app, is_deleted: true });
  });
  oauth.removeClient(app.client_id);
}
