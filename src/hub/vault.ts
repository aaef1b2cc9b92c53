// Seals secrets and opens them again: AES-GCM under keys that are derived from one, by purpose, each bound to its row. The only place
// that knows how; whoever stores a secret asks here.

import { assert } from '../model/assert.ts';
import { keyBytesOf } from '../model/secrets-key.ts';
import { err, ok, type Result } from '../model/result.ts';
import type { Rekeyed, SealedSecret, SecretPlace, SecretRecords, Vault, VaultFailure } from './secrets.ts';

/** Separates our keys from any others that are derived of the same bytes. */
const SALT = new TextEncoder().encode('todoist-things-sync');
const NONCE_BYTES = 12;
const KEY_ID_BITS = 64;

/** What is stored meanwhile is looked at once more, so often. */
const MAX_ROUNDS = 4;

/** The keys of an installation as text; '' where there is none. `old`: opens what is not sealed anew yet. */
export interface VaultKeys {
  readonly current: string;
  readonly old: string;
}

/** As both runtimes name it. */
type PlatformKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

/** One key, ready for use. */
interface Key {
  readonly id: string;
  readonly of: (purpose: string) => Promise<PlatformKey>;
}

const HOW_TO_SET =
  'On Cloudflare: `openssl rand -base64 32 | npx wrangler secret put SECRETS_KEY`; for `wrangler dev`: a line in .dev.vars.';

/** Opens the secrets of an account. Calls nothing. */
export function createVault(parts: {
  readonly records: SecretRecords;
  readonly account: string;
  readonly keys: VaultKeys;
}): Vault {
  const { records, account, keys } = parts;
  const current = lazily(() => readKey(keys.current));
  const old = lazily(() => readKey(keys.old));
  const problem = (): string | null => whyNoKey(keys.current);
  const keyNamed = async (id: string): Promise<Key | null> => {
    for (const key of [await current(), await old()]) if (key?.id === id) return key;
    return null;
  };
  const seal: Vault['seal'] = async (place, secret) => {
    const key = await current();
    assert(key !== null, 'a secret was to be sealed without a key');
    return sealUnder(key, { account, place, secret });
  };
  const unseal = async (sealed: SealedSecret): Promise<Result<string, VaultFailure>> => {
    const key = await keyNamed(sealed.keyId);
    return key === null ? err(otherKey([sealed.keyId], problem())) : openUnder(key, { account, sealed });
  };
  return {
    problem,
    seal,
    put: records.put,
    remove: records.remove,
    open: async (place) => {
      const sealed = records.get(place);
      return sealed === null ? err({ kind: 'not_found', detail: 'there is no such secret' }) : unseal(sealed);
    },
    rekey: async () => {
      const key = await current();
      if (key === null) return err({ kind: 'not_configured', detail: problem() ?? HOW_TO_SET });
      return sealAnew(records, { keyId: key.id, seal, unseal });
    },
    notices: async () => {
      const known = [await current(), await old()].map((key) => key?.id);
      const strange = records.keyIds().filter((id) => !known.includes(id));
      return strange.length === 0
        ? []
        : [`Some secrets can’t be read: ${otherKey(strange, problem()).detail}`];
    },
  };
}

/** What can't be opened leaves everything as it is; what is stored meanwhile is taken along. */
async function sealAnew(
  records: SecretRecords,
  by: {
    readonly keyId: string;
    readonly seal: Vault['seal'];
    readonly unseal: (sealed: SealedSecret) => Promise<Result<string, VaultFailure>>;
  },
): Promise<Result<Rekeyed, VaultFailure>> {
  let rekeyed = 0;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const before = records.all().filter(({ keyId }) => keyId !== by.keyId);
    if (before.length === 0) break;
    const pairs: { readonly was: SealedSecret; readonly is: SealedSecret }[] = [];
    for (const was of before) {
      const opened = await by.unseal(was);
      if (!opened.ok) return opened;
      pairs.push({ was, is: await by.seal(was, opened.value) });
    }
    rekeyed += records.transaction(() => {
      const same = pairs.filter(({ was }) => records.get(was)?.box === was.box);
      for (const { is } of same) records.put(is);
      return same.length;
    });
  }
  return ok({ keyId: by.keyId, total: records.all().length, rekeyed });
}

function whyNoKey(text: string): string | null {
  if (text.trim() === '') return `SECRETS_KEY is not set. ${HOW_TO_SET}`;
  return keyBytesOf(text) === null
    ? `SECRETS_KEY is no key: it has 32 random bytes, in base64. ${HOW_TO_SET}`
    : null;
}

function otherKey(
  ids: readonly string[],
  problem: string | null,
): Extract<VaultFailure, { kind: 'not_configured' }> {
  const detail = problem ?? `they are under another key (${ids.join(', ')}): set it as SECRETS_KEY_OLD.`;
  return { kind: 'not_configured', detail };
}

async function readKey(text: string): Promise<Key | null> {
  const bytes = keyBytesOf(text);
  if (bytes === null) return null;
  const base = await crypto.subtle.importKey('raw', bytes, 'HKDF', false, ['deriveKey', 'deriveBits']);
  const id = await crypto.subtle.deriveBits(derivation('key id'), base, KEY_ID_BITS);
  const derived = new Map<string, Promise<PlatformKey>>();
  return {
    id: [...new Uint8Array(id)].map((byte) => byte.toString(16).padStart(2, '0')).join(''),
    of: (purpose) => {
      const known = derived.get(purpose) ?? derive(base, purpose);
      derived.set(purpose, known);
      return known;
    },
  };
}

function derive(base: PlatformKey, purpose: string): Promise<PlatformKey> {
  const kind = { name: 'AES-GCM', length: 256 };
  return crypto.subtle.deriveKey(derivation(`secret ${purpose}`), base, kind, false, ['encrypt', 'decrypt']);
}

function derivation(info: string) {
  return { name: 'HKDF', hash: 'SHA-256', salt: SALT, info: new TextEncoder().encode(info) };
}

async function sealUnder(
  key: Key,
  what: { readonly account: string; readonly place: SecretPlace; readonly secret: string },
): Promise<SealedSecret> {
  const { purpose, id } = what.place;
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const sealed = await crypto.subtle.encrypt(
    cipher(nonce, what.account, what.place),
    await key.of(purpose),
    new TextEncoder().encode(what.secret),
  );
  return { purpose, id, keyId: key.id, box: base64Of([...nonce, ...new Uint8Array(sealed)]) };
}

async function openUnder(
  key: Key,
  { account, sealed }: { readonly account: string; readonly sealed: SealedSecret },
): Promise<Result<string, VaultFailure>> {
  const bytes = Uint8Array.from(atob(sealed.box), (char) => char.charCodeAt(0));
  const nonce = bytes.slice(0, NONCE_BYTES);
  try {
    const opened = await crypto.subtle.decrypt(
      cipher(nonce, account, sealed),
      await key.of(sealed.purpose),
      bytes.slice(NONCE_BYTES),
    );
    return ok(new TextDecoder().decode(opened));
  } catch (error) {
    // All that the platform says of a box that was moved or changed.
    if (!(error instanceof DOMException)) throw error;
    return err({ kind: 'unavailable', detail: 'a secret is not what was stored there' });
  }
}

/** Whose it is and where it stands is part of what is sealed. */
function cipher(nonce: Uint8Array<ArrayBuffer>, account: string, { purpose, id }: SecretPlace) {
  const additionalData = new TextEncoder().encode(JSON.stringify([account, purpose, id]));
  return { name: 'AES-GCM', iv: nonce, additionalData };
}

function base64Of(bytes: readonly number[]): string {
  return btoa(bytes.map((byte) => String.fromCharCode(byte)).join(''));
}

/** Made with the first use, once. */
function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => (made ??= make());
}
