/**
 * The OAuth endpoints: authorize (the user always agrees, unless the switch says no), code exchange, refresh,
 * revocation, migration of personal tokens, registration. Tokens themselves are oauth-state's.
 */
import { Hono } from 'hono';
import type { Context } from 'hono';
import { expandScopes, SCOPES, splitScopes } from './scopes.ts';
import type { OAuthClient, OAuthState } from './oauth-state.ts';

/** What the routes need. */
export interface OAuthParts {
  readonly oauth: OAuthState;
  /** The personal token, which can be migrated. */
  readonly token: string;
  /** Whether the user refuses the next authorization; asking uses the refusal up. */
  readonly takeDenial: () => boolean;
}

type Fields = Readonly<Record<string, string>>;

/** Builds the routes; they expect whole paths such as `/oauth/access_token`. */
export function createOAuthRoutes(parts: OAuthParts): Hono {
  const app = new Hono();
  app.get('/oauth/authorize', (context) => authorize(parts, context));
  app.post('/oauth/access_token', async (context) => exchange(parts, context, await readFields(context)));
  app.post('/oauth/register', async (context) => register(parts, context));
  app.delete('/api/v1/access_tokens', (context) => {
    const { client_id: id = '', client_secret: secret, access_token: token = '' } = context.req.query();
    const client = knownClient(parts.oauth, id, secret);
    if (client === null) return oauthError(context, 'incorrect_application_credentials');
    parts.oauth.revoke(client.clientId, token);
    return context.body(null, 204);
  });
  app.post('/api/v1/revoke', async (context) => {
    const [id = '', secret] = basicCredentials(context.req.header('authorization'));
    const client = knownClient(parts.oauth, id, secret);
    if (client === null) return oauthError(context, 'invalid_client', 401);
    parts.oauth.revoke(client.clientId, (await readFields(context))['token'] ?? '');
    return context.body(null, 200);
  });
  app.post('/api/v1/access_tokens/migrate_personal_token', async (context) => {
    const fields = await readFields(context);
    const client = knownClient(parts.oauth, fields['client_id'] ?? '', fields['client_secret']);
    if (client === null) return oauthError(context, 'incorrect_application_credentials');
    if (fields['personal_token'] !== parts.token) return oauthError(context, 'invalid_grant');
    const scope = fields['scope'] ?? '';
    if (!isScope(scope)) return oauthError(context, 'invalid_scope');
    return context.json(parts.oauth.issueTokens(client, scope));
  });
  return app;
}

function authorize({ oauth, takeDenial }: OAuthParts, context: Context): Response {
  const { client_id: id = '', scope = '', state, ...query } = context.req.query();
  const client = oauth.client(id);
  const [registered, ...others] = client?.redirectUris ?? [];
  const target = query['redirect_uri'] ?? registered;
  if (target === undefined || (query['redirect_uri'] === undefined && others.length > 0))
    return oauthError(context, 'invalid_redirect_uri');
  if (client !== undefined && registered !== undefined && !client.redirectUris.includes(target))
    return oauthError(context, 'invalid_redirect_uri');
  const back = new URL(target);
  if (state !== undefined) back.searchParams.set('state', state);
  const fault =
    client === undefined
      ? 'invalid_application_status'
      : !isScope(scope)
        ? 'invalid_scope'
        : takeDenial()
          ? 'access_denied'
          : null;
  if (fault !== null) back.searchParams.set('error', fault);
  else {
    const challenge = query['code_challenge'] ?? null;
    const redirectUri = query['redirect_uri'] ?? null;
    back.searchParams.set('code', oauth.issueCode({ clientId: id, scope, redirectUri, challenge }));
  }
  return context.redirect(back.toString(), 302);
}

async function exchange({ oauth }: OAuthParts, context: Context, fields: Fields): Promise<Response> {
  const [basicId, basicSecret] = basicCredentials(context.req.header('authorization'));
  const id = fields['client_id'] ?? basicId ?? '';
  const client = knownClient(oauth, id, fields['client_secret'] ?? basicSecret);
  const grant = fields['grant_type'] ?? 'authorization_code';
  if (grant !== 'authorization_code' && grant !== 'refresh_token')
    return oauthError(context, 'unsupported_grant_type');
  if (grant === 'refresh_token') {
    if (client === null) return oauthError(context, 'invalid_client', 401);
    const answer = oauth.refresh(client, fields['refresh_token'] ?? '');
    return answer === null ? oauthError(context, 'invalid_grant') : context.json(answer);
  }
  if (client === null) return oauthError(context, 'incorrect_application_credentials');
  const code = oauth.takeCode(fields['code'] ?? '', id);
  const isSamePlace =
    code === null ||
    code.redirectUri === null ||
    (fields['redirect_uri'] ?? code.redirectUri) === code.redirectUri;
  if (code === null || !isSamePlace || !(await provesChallenge(code.challenge, client, fields)))
    return oauthError(context, 'bad_authorization_code');
  return context.json(oauth.issueTokens(client, code.scope));
}

/** PKCE with S256; a client without a secret can't do without it. */
async function provesChallenge(
  challenge: string | null,
  client: OAuthClient,
  fields: Fields,
): Promise<boolean> {
  if (challenge === null) return client.clientSecret !== null;
  const verifier = new TextEncoder().encode(fields['code_verifier'] ?? '');
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', verifier));
  const expected = btoa(String.fromCharCode(...digest));
  return expected.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '') === challenge;
}

async function register({ oauth }: OAuthParts, context: Context): Promise<Response> {
  const body: unknown = await context.req.json();
  const asked: object = typeof body === 'object' && body !== null ? body : {};
  const uris: unknown = Reflect.get(asked, 'redirect_uris');
  if (!Array.isArray(uris) || uris.length === 0 || !uris.every((uri) => typeof uri === 'string'))
    return oauthError(context, 'invalid_redirect_uri');
  const method: unknown = Reflect.get(asked, 'token_endpoint_auth_method') ?? 'client_secret_post';
  const client: OAuthClient = {
    clientId: `tdd_${oauth.newSecret('client')}`,
    clientSecret: method === 'none' ? null : oauth.newSecret('client secret'),
    redirectUris: uris,
    expires: true,
  };
  oauth.addClient(client);
  return context.json(
    {
      ...asked,
      client_id: client.clientId,
      ...(client.clientSecret === null
        ? {}
        : { client_secret: client.clientSecret, client_secret_expires_at: 0 }),
      token_endpoint_auth_method: method,
    },
    201,
  );
}

function knownClient(oauth: OAuthState, id: string, secret: string | undefined): OAuthClient | null {
  const client = oauth.client(id);
  if (client === undefined) return null;
  return client.clientSecret === null || client.clientSecret === secret ? client : null;
}

function isScope(text: string): boolean {
  const scopes = splitScopes(text);
  return scopes.length > 0 && scopes.every((scope) => SCOPES.some((known) => known === scope));
}

function oauthError(context: Context, error: string, status: 400 | 401 = 400): Response {
  return context.json({ error }, status);
}

function basicCredentials(header: string | undefined): readonly string[] {
  return header?.startsWith('Basic ') === true ? atob(header.slice('Basic '.length)).split(':') : [];
}

/** The fields of a form or of a JSON object. */
async function readFields(context: Context): Promise<Fields> {
  const text = await context.req.text();
  if (!(context.req.header('content-type') ?? '').includes('json')) {
    return Object.fromEntries(new URLSearchParams(text));
  }
  const body: unknown = JSON.parse(text);
  return Object.fromEntries(Object.entries(body ?? {}).map(([key, value]) => [key, String(value)]));
}

/** Who is calling: the scopes of the bearer token, null for none that is known. The personal token may do everything. */
export function scopesOfBearer(
  { oauth, token }: Pick<OAuthParts, 'oauth' | 'token'>,
  header: string | undefined,
): ReadonlySet<string> | null {
  if (header === `Bearer ${token}`) return new Set(SCOPES);
  if (header?.startsWith('Bearer ') !== true) return null;
  const scope = oauth.scopeOf(header.slice('Bearer '.length));
  return scope === null ? null : expandScopes(splitScopes(scope));
}
