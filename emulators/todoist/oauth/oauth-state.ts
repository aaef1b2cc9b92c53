/**
 * The OAuth tokens of the one user: codes, access tokens with an end, refresh tokens that rotate.
 * Knows no HTTP. Times are epoch milliseconds of the emulator's clock.
 */
import type { Clock } from '../clock.ts';
import { hash32, hashHex } from '../ids.ts';
import { ACCESS_TOKEN_LIFE_MS, AUTHORIZATION_CODE_LIFE_MS, REFRESH_GRACE_MS } from '../limits.ts';

/** An app that may ask for access. */
export interface OAuthClient {
  readonly clientId: string;
  /** Null for public clients, which prove themselves by PKCE. */
  readonly clientSecret: string | null;
  /** Where codes may be sent; an empty list allows any address. */
  readonly redirectUris: readonly string[];
  /** Whether access tokens end after an hour and come with a refresh token, as for every newly made app. */
  readonly expires: boolean;
}

interface Code {
  readonly clientId: string;
  readonly scope: string;
  readonly redirectUri: string | null;
  readonly challenge: string | null;
  readonly endsAtMs: number;
}

interface AccessToken {
  readonly clientId: string;
  readonly scope: string;
  readonly endsAtMs: number | null;
  /** Absent in files of before it was kept. */
  readonly createdAtMs?: number;
}

/** What the owner sees of an app's access: the newest access token that it was given. */
export interface Grant {
  /** A number as text that stands for the token without telling it. */
  readonly id: string;
  readonly clientId: string;
  readonly scope: string;
  readonly createdAtMs: number;
}

interface RefreshToken {
  readonly clientId: string;
  readonly scope: string;
  /** When it was used up, and the access token that it gave. */
  readonly used: { readonly atMs: number; readonly accessToken: string } | null;
}

/** A token answer; the last keys are there for expiring tokens only, and in the grace time not all of them. */
export interface TokenAnswer {
  readonly access_token: string;
  readonly token_type: 'Bearer';
  readonly expires_in?: number;
  readonly refresh_token?: string;
  readonly scope?: string;
}

/** Everything that has to be stored. */
export interface StoredOAuth {
  readonly counter: number;
  readonly clients: readonly (readonly [string, OAuthClient])[];
  readonly access: readonly (readonly [string, AccessToken])[];
  readonly refresh: readonly (readonly [string, RefreshToken])[];
}

/** The clients and tokens of one emulator. */
export class OAuthState {
  readonly #clients = new Map<string, OAuthClient>();
  readonly #codes = new Map<string, Code>();
  readonly #access = new Map<string, AccessToken>();
  readonly #refresh = new Map<string, RefreshToken>();
  readonly #clock: Clock;
  readonly #seed: number;
  #counter = 0;

  constructor(clock: Clock, seed: number, clients: readonly OAuthClient[]) {
    this.#clock = clock;
    this.#seed = seed;
    for (const client of clients) this.addClient(client);
  }

  /** How often something was made or used up; tells whether there is something to store. */
  get counter(): number {
    return this.#counter;
  }

  /** Lets an app ask for access. */
  addClient(client: OAuthClient): void {
    this.#clients.set(client.clientId, client);
  }

  /** The app with this id. */
  client(clientId: string): OAuthClient | undefined {
    return this.#clients.get(clientId);
  }

  /** Takes an app and all its tokens away. */
  removeClient(clientId: string): void {
    this.#clients.delete(clientId);
    for (const [text, code] of this.#codes) if (code.clientId === clientId) this.#codes.delete(text);
    this.revokeClient(clientId);
  }

  /** One grant for each app that has an access token, ended ones included. */
  grants(): readonly Grant[] {
    const grants = new Map<string, Grant>();
    for (const [text, { clientId, scope, createdAtMs = 0 }] of this.#access)
      grants.set(clientId, { id: String(hash32(text, 0)), clientId, scope, createdAtMs });
    return [...grants.values()];
  }

  /** Gives a code that can be exchanged once. */
  issueCode(code: Omit<Code, 'endsAtMs'>): string {
    const text = this.#secret('code');
    this.#codes.set(text, { ...code, endsAtMs: this.#clock.now() + AUTHORIZATION_CODE_LIFE_MS });
    return text;
  }

  /** Takes a code out, if the client may have it; null for a wrong, used or old one. */
  takeCode(text: string, clientId: string): Code | null {
    const code = this.#codes.get(text);
    if (code === undefined || code.clientId !== clientId) return null;
    this.#codes.delete(text);
    return code.endsAtMs > this.#clock.now() ? code : null;
  }

  /** Gives a client its tokens. */
  issueTokens(client: OAuthClient, scope: string): TokenAnswer {
    const accessToken = this.#secret('access');
    const createdAtMs = this.#clock.now();
    if (!client.expires) {
      this.#access.set(accessToken, { clientId: client.clientId, scope, endsAtMs: null, createdAtMs });
      return { access_token: accessToken, token_type: 'Bearer' };
    }
    const endsAtMs = createdAtMs + ACCESS_TOKEN_LIFE_MS;
    this.#access.set(accessToken, { clientId: client.clientId, scope, endsAtMs, createdAtMs });
    const refreshToken = this.#secret('refresh');
    this.#refresh.set(refreshToken, { clientId: client.clientId, scope, used: null });
    return this.#answer(accessToken, scope, refreshToken);
  }

  /**
   * Uses up a refresh token. Again within the grace time it gives the same access token without a refresh token;
   * later it is taken for a replay, which revokes all tokens of the app. Null when there is nothing to give.
   */
  refresh(client: OAuthClient, text: string): TokenAnswer | null {
    const token = this.#refresh.get(text);
    if (token === undefined || token.clientId !== client.clientId) return null;
    const now = this.#clock.now();
    if (token.used === null) {
      const answer = this.issueTokens(client, token.scope);
      this.#refresh.set(text, { ...token, used: { atMs: now, accessToken: answer.access_token } });
      return answer;
    }
    if (now - token.used.atMs <= REFRESH_GRACE_MS) return this.#answer(token.used.accessToken, token.scope);
    this.revokeClient(client.clientId);
    return null;
  }

  /** The scope of a living access token; null for any other text. */
  scopeOf(accessToken: string): string | null {
    const token = this.#access.get(accessToken);
    if (token === undefined) return null;
    return token.endsAtMs === null || token.endsAtMs > this.#clock.now() ? token.scope : null;
  }

  /** Whether a client was given a token that was not taken back; ended ones count. */
  hasGrant(clientId: string): boolean {
    return [...this.#access.values(), ...this.#refresh.values()].some((token) => token.clientId === clientId);
  }

  /** Takes one token of a client back, whichever kind it is; unknown ones are none of its business. */
  revoke(clientId: string, text: string): void {
    this.#counter += 1;
    if (this.#access.get(text)?.clientId === clientId) this.#access.delete(text);
    if (this.#refresh.get(text)?.clientId === clientId) this.#refresh.delete(text);
  }

  /** Takes all tokens of a client back. */
  revokeClient(clientId: string): void {
    this.#counter += 1;
    for (const [text, token] of this.#access) if (token.clientId === clientId) this.#access.delete(text);
    for (const [text, token] of this.#refresh) if (token.clientId === clientId) this.#refresh.delete(text);
  }

  /** Makes a text that nobody guesses by chance, the same for the same seed. */
  newSecret(purpose: string): string {
    return this.#secret(purpose);
  }

  /** What has to be stored; codes are too short-lived for that. */
  toStored(): StoredOAuth {
    return {
      counter: this.#counter,
      clients: [...this.#clients],
      access: [...this.#access],
      refresh: [...this.#refresh],
    };
  }

  /** Puts stored tokens in; clients given by the options win. */
  restore(stored: StoredOAuth): void {
    this.#counter = stored.counter;
    for (const [id, client] of stored.clients) if (!this.#clients.has(id)) this.#clients.set(id, client);
    for (const [text, token] of stored.access) this.#access.set(text, token);
    for (const [text, token] of stored.refresh) this.#refresh.set(text, token);
  }

  #answer(accessToken: string, scope: string, refreshToken?: string): TokenAnswer {
    const base = {
      access_token: accessToken,
      token_type: 'Bearer',
      expires_in: ACCESS_TOKEN_LIFE_MS / 1000,
    } as const;
    return refreshToken === undefined ? { ...base, scope } : { ...base, refresh_token: refreshToken, scope };
  }

  #secret(purpose: string): string {
    this.#counter += 1;
    return hashHex(`${String(this.#seed)}/${purpose}/${String(this.#counter)}`, 5);
  }
}
