/** The emulator's OAuth judged by the helpers of the official SDK. */
import {
  getAuthorizationUrl,
  getAuthToken,
  migratePersonalToken,
  refreshAuthToken,
  registerClient,
  revokeToken,
  TodoistApi,
} from '@doist/todoist-sdk';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTodoistEmulator } from '../../emulators/todoist/server.ts';

const CLIENT = { clientId: 'test-client', clientSecret: 'test-secret' };

let now: number;
let baseUrl: string;
let close: () => Promise<void>;

beforeEach(async () => {
  now = Date.parse('2026-03-04T09:30:00Z');
  const server = await createTodoistEmulator({ now: () => now }).listen();
  baseUrl = server.url;
  close = () => server.close();
});

afterEach(() => close());

async function authorize(): Promise<string> {
  const url = getAuthorizationUrl({
    clientId: CLIENT.clientId,
    permissions: ['data:read_write'],
    state: 's',
    baseUrl,
  });
  const response = await fetch(`${url}&redirect_uri=http://127.0.0.1/back`, { redirect: 'manual' });
  return new URL(response.headers.get('location') ?? '').searchParams.get('code') ?? '';
}

function userOf(token: string): Promise<unknown> {
  return new TodoistApi(token, { baseUrl }).getUser();
}

describe('the OAuth helpers', () => {
  it('exchange a code, refresh by rotation and revoke', async () => {
    const first = await getAuthToken({ ...CLIENT, code: await authorize() }, { baseUrl });
    expect(first).toMatchObject({ tokenType: 'Bearer', expiresIn: 3600 });
    await expect(userOf(first.accessToken)).resolves.toMatchObject({ fullName: 'Example User' });
    now += 3_600_000;
    await expect(userOf(first.accessToken)).rejects.toMatchObject({ httpStatusCode: 401 });
    const refreshToken = first.refreshToken ?? '';
    const second = await refreshAuthToken({ ...CLIENT, refreshToken }, { baseUrl });
    const again = await refreshAuthToken({ ...CLIENT, refreshToken }, { baseUrl });
    expect(again.accessToken).toBe(second.accessToken);
    expect(again.refreshToken).toBeUndefined();
    expect(await revokeToken({ ...CLIENT, token: second.accessToken }, { baseUrl })).toBe(true);
    await expect(userOf(second.accessToken)).rejects.toMatchObject({ httpStatusCode: 401 });
    now += 60_001;
    await expect(refreshAuthToken({ ...CLIENT, refreshToken }, { baseUrl })).rejects.toMatchObject({
      httpStatusCode: 400,
    });
  });

  it('refuse a wrong code', async () => {
    await expect(getAuthToken({ ...CLIENT, code: 'wrong' }, { baseUrl })).rejects.toMatchObject({
      httpStatusCode: 400,
      responseData: { error: 'bad_authorization_code' },
    });
  });

  it('migrate a personal token', async () => {
    const tokens = await migratePersonalToken(
      { ...CLIENT, personalToken: 'test-token', scope: ['data:read'] },
      { baseUrl },
    );
    await expect(userOf(tokens.accessToken ?? '')).resolves.toMatchObject({ isPremium: true });
  });

  it('register a client', async () => {
    const client = await registerClient(
      { redirectUris: ['http://127.0.0.1/back'], clientName: 'probe', scope: ['data:read'] },
      { baseUrl },
    );
    expect(client).toMatchObject({
      clientId: expect.stringMatching(/^tdd_/),
      clientSecret: expect.any(String),
      scope: ['data:read'],
    });
  });
});
