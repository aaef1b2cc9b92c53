// What the Worker is given by its surroundings. Names only; nothing is read or defaulted here.

import type { CoordinatorCalls } from './calls.ts';

/** Bindings of the Worker and of the Coordinator. Secrets may be missing: a fresh deployment has none. */
export interface Env {
  readonly COORDINATOR: DurableObjectNamespace<CoordinatorCalls>;
  readonly SYNC_METADATA: KVNamespace;
  /** Files that were made when the Worker was built. */
  readonly ASSETS: Pick<Fetcher, 'fetch'>;
  /** The token of the default account's owner: guards everything but `/health`. */
  readonly API_TOKEN?: string;
  readonly TODOIST_API_TOKEN?: string;
  /** JSON text: accounts beside the default one, by name, with their tokens. See accounts.ts. */
  readonly ACCOUNTS?: string;
  /** The key under which secrets are stored: 32 random bytes in base64. Without it, nothing that needs one begins. */
  readonly SECRETS_KEY?: string;
  /** The key of before, until everything is sealed anew under the present one. */
  readonly SECRETS_KEY_OLD?: string;
  /** Guards what moves or deletes KV keys: migration, rollback, repair. */
  readonly REPAIR_AUTH_TOKEN?: string;
  /** Base of Todoist's API v1, without a slash at the end. */
  readonly TODOIST_API_URL?: string;
  /** `off`: the Coordinator does nothing by itself. For looking at an account without moving it. */
  readonly ALARMS?: string;
  /** Where this runs, as a person knows it; without it, Cloudflare. */
  readonly HOST_NAME?: string;
  /** The names that this server goes by, with commas; without it, any. The local host sets it. */
  readonly ALLOWED_HOSTS?: string;
  /** The https origin at which devices reach this server, if it is another than that of a request. On this machine, `--public-url`. */
  readonly PUBLIC_URL?: string;
  /** Origins of web pages that may call the API, with commas; without it, none. */
  readonly CORS_ORIGINS?: string;
  /** JSON text: requests a minute with one token, and from one address without any; and how many wrong tokens of one address make it wait. See edge/throttle.ts. */
  readonly RATE_LIMITS?: string;
  /** What is logged at least: `debug`, `info`, `warn`, `error` or `off`; without it, `info`. */
  readonly LOG_LEVEL?: string;
  /** How the local host sends events: it checks the address that a name resolves to. Without it, they are sent directly. */
  readonly DELIVERIES?: Pick<Fetcher, 'fetch'>;
  /** `1`: events may be sent to this machine and into private networks, over http too. For local use. */
  readonly ALLOW_PRIVATE_TARGETS?: string;
  /** JSON text: limits, reserve, schedules and expiry of the batches, where they differ from the defaults. */
  readonly KV_SETTINGS?: string;
}
