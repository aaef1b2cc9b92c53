/** Which apps the owner gave access, and taking it back. Reads OAuth's tokens and never tells one. */
import type { Hono } from 'hono';
import * as z from 'zod';
import { parseArgs } from '../commands/context.ts';
import { restObjectNotFound } from '../errors.ts';
import type { Grant } from '../oauth/oauth-state.ts';
import { splitScopes } from '../oauth/scopes.ts';
import { readBody } from '../rest/rest-edge.ts';
import { ROOT } from '../store.ts';
import type { ConsoleParts } from './console-edge.ts';

const RevokeArgs = z.object({ access_token_id: z.coerce.string() });

/** Adds `/user/authorizations` and `/user/authorizations/delete`. */
export function addAuthorizationRoutes(routes: Hono, parts: ConsoleParts): void {
  const { oauth } = parts;
  routes.get('/user/authorizations', (context) =>
    context.json(oauth.grants().map((grant) => grantView(parts, grant))),
  );
  routes.post('/user/authorizations/delete', async (context) => {
    const { access_token_id: id } = parseArgs(RevokeArgs, await readBody(context));
    const grant = oauth.grants().find((one) => one.id === id);
    if (grant === undefined) throw restObjectNotFound('Authorization');
    oauth.revokeClient(grant.clientId);
    return context.body(null, 204);
  });
}

/** A grant as the wire shows it; `app` is null for clients that no app of the console stands for. */
function grantView({ account }: ConsoleParts, grant: Grant): object {
  const app = account.store.apps.at('live', ROOT).find((one) => one.client_id === grant.clientId);
  const scopes = splitScopes(grant.scope);
  return {
    access_token_id: grant.id,
    scope: scopes,
    scope_descriptions: scopes.map((scope) => `May use ${scope}`),
    created_at: new Date(grant.createdAtMs).toISOString(),
    app:
      app === undefined
        ? null
        : {
            id: app.id,
            display_name: app.display_name,
            description: app.description,
            service_url: app.service_url,
            icon_md: app.icon_md,
          },
  };
}
