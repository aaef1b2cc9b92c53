// Where devices reach this server: what its owner set, or, on Cloudflare, where it was asked. What a proxy says of that in a header
// (`X-Forwarded-…`, `Forwarded`) is not believed, since anybody can send one.

import { isLoopback, pairingBaseOf, publicBaseOf } from '../../protocol/pairing-link.ts';
import type { PairingPlace } from '../device-inputs.ts';
import type { Env } from '../env.ts';
import type { RouteContext } from '../routes/route.ts';

/** The origin that the owner set; null: none, or none that a phone could use. */
export function publicUrlOf({ PUBLIC_URL }: Env): string | null {
  return PUBLIC_URL === undefined ? null : publicBaseOf(PUBLIC_URL);
}

/** Tells whether a request came under the name that the owner set. */
export function isAskedInPublic(url: URL, env: Env): boolean {
  const publicUrl = publicUrlOf(env);
  return publicUrl !== null && new URL(publicUrl).hostname === url.hostname;
}

/** Tells whether this server runs on somebody's own machine. */
export function isOwnMachine({ ALLOWED_HOSTS = '' }: Env): boolean {
  return ALLOWED_HOSTS !== '';
}

/** Finds out where a link may lead that is made for this request. */
export function pairingPlaceOf({ env, req }: RouteContext): PairingPlace {
  const { origin } = new URL(req.url);
  const localUrl = isLoopback(origin) ? pairingBaseOf(origin) : null;
  const wanted = env.PUBLIC_URL ?? '';
  const publicUrl = wanted === '' && !isOwnMachine(env) ? publicBaseOf(origin) : publicUrlOf(env);
  return { publicUrl, localUrl, problem: publicUrl === null ? problemOf(wanted, env) : null };
}

function problemOf(wanted: string, env: Env): string {
  if (wanted !== '')
    return 'PUBLIC_URL is not an https address without a path, such as https://sync.example.com.';
  return isOwnMachine(env)
    ? 'A phone needs https, and this server is reached from its own machine only. Start it with --public-url https://NAME, the address of your own tunnel or proxy to it.'
    : 'A phone needs https, and this server was asked without. Ask it over https, or set PUBLIC_URL.';
}
