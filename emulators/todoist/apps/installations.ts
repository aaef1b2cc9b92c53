/** Apps installed on the owner's account, by the token that an app gives away. */
import type { Hono } from 'hono';
import * as z from 'zod';
import { parseArgs } from '../commands/context.ts';
import { restObjectNotFound } from '../errors.ts';
import { readBody } from '../rest/rest-edge.ts';
import { ROOT } from '../store.ts';
import type { AppInstallationRow } from '../wire-apps.ts';
import { appView } from './console-edge.ts';
import type { ConsoleParts } from './console-edge.ts';
import { appByDistributionToken } from './credentials.ts';

const InstallArgs = z.object({
  distribution_token: z.string().min(1),
  installation_type: z.enum(['user']),
  app_token_scopes_validated: z.boolean().default(false),
});
const UpdateArgs = z.object({ app_token_scopes_validated: z.boolean().optional() });

/** Adds `/apps/installations`. */
export function addInstallationRoutes(routes: Hono, parts: ConsoleParts): void {
  const { appInstallations, journal } = parts.account.store;
  const put = (row: AppInstallationRow): AppInstallationRow =>
    journal.transact(() => appInstallations.put(row));
  const of = (id: string): AppInstallationRow => {
    const row = appInstallations.get(id);
    if (row === undefined || row.is_deleted) throw restObjectNotFound('Installation');
    return row;
  };

  routes.get('/apps/installations', (context) =>
    context.json(appInstallations.at('live', ROOT).map((row) => installationView(parts, row))),
  );
  routes.post('/apps/installations', async (context) => {
    const args = parseArgs(InstallArgs, await readBody(context));
    return context.json(installationView(parts, put(installed(parts, args))));
  });
  routes.get('/apps/installations/:id', (context) =>
    context.json(installationView(parts, of(context.req.param('id')))),
  );
  routes.post('/apps/installations/:id', async (context) => {
    const row = of(context.req.param('id'));
    const { app_token_scopes_validated: validated } = parseArgs(UpdateArgs, await readBody(context));
    const changes = validated === undefined ? {} : { app_token_scopes_validated: validated };
    return context.json(installationView(parts, put({ ...row, ...changes })));
  });
  routes.delete('/apps/installations/:id', (context) => {
    put({ ...of(context.req.param('id')), is_deleted: true });
    return context.body(null, 204);
  });
}

/** The row of an installation: a new one, or the one that there is with the flag as it was asked for. */
function installed(parts: ConsoleParts, args: z.output<typeof InstallArgs>): AppInstallationRow {
  const { account } = parts;
  const app = appByDistributionToken(parts, args.distribution_token);
  if (app === undefined) throw restObjectNotFound('App');
  const known = account.store.appInstallations.at('live', ROOT).find((row) => row.app_id === app.id);
  if (known !== undefined) return { ...known, app_token_scopes_validated: args.app_token_scopes_validated };
  return {
    id: account.ids.numeric(),
    creator: account.userId,
    created_ts: Math.floor(account.clock.now() / 1000),
    installation_type: args.installation_type,
    app_token_scopes_validated: args.app_token_scopes_validated,
    app_id: app.id,
    is_deleted: false,
  };
}

function installationView({ account }: ConsoleParts, row: AppInstallationRow): object {
  const { app_id: appId, is_deleted: _deleted, ...shown } = row;
  const app = account.store.apps.get(appId);
  return { ...shown, integration: app === undefined || app.is_deleted ? null : appView(app) };
}
