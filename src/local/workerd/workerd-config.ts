// What workerd is told, in its own language: one Worker with its files, one Durable Object on disk, one KV namespace, one socket on loopback. Pure.
// Source: workerd.capnp of the package workerd. Secrets are not in it: workerd takes them from its environment.

const COMPATIBILITY_DATE = '2026-11-01';

/** What the Worker gets from workerd's environment, by the same names. */
const FROM_ENVIRONMENT = [
  'API_TOKEN',
  'REPAIR_AUTH_TOKEN',
  'SECRETS_KEY',
  'SECRETS_KEY_OLD',
  'TODOIST_API_TOKEN',
  'TODOIST_API_URL',
  'ALARMS',
  'ALLOWED_HOSTS',
  'PUBLIC_URL',
  'CORS_ORIGINS',
  'RATE_LIMITS',
  'KV_SETTINGS',
  'ALLOW_PRIVATE_TARGETS',
  'LOG_LEVEL',
  'HOST_NAME',
] as const;

/** V8 keeps up to 48 MB of short-lived objects before it looks which ones still live; this Worker needs no more than a little. */
const V8_FLAGS = ['--max-semi-space-size=1', '--optimize-for-size'] as const;

/** Values of the environment that the configuration names. */
export type WorkerdEnvironment = Readonly<Record<(typeof FROM_ENVIRONMENT)[number], string>>;

/** Writes the configuration. `script` is relative to where the configuration lies; `storage` is a directory that is there. */
export function workerdConfig(options: {
  readonly script: string;
  readonly storage: string;
  /** A directory of files that the Worker serves. */
  readonly assets: string;
  /** Socket of the KV namespace's service. */
  readonly kvSocket: string;
  /** Socket of what sends events; without it, the Worker sends them itself. */
  readonly deliverySocket?: string;
  /** 0: any free port. */
  readonly port: number;
}): string {
  const bindings = FROM_ENVIRONMENT.map((name) => `(name = "${name}", fromEnvironment = "${name}")`);
  const { deliverySocket } = options;
  const outlet =
    deliverySocket === undefined
      ? { service: '', binding: '' }
      : {
          service: `\n    (name = "deliveries", external = (address = ${text(`unix:${deliverySocket}`)}, http = ())),`,
          binding: `\n    (name = "DELIVERIES", service = "deliveries"),`,
        };
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  v8Flags = [${V8_FLAGS.map((flag) => text(flag)).join(', ')}],
  logging = (structuredLogging = true),
  services = [
    (name = "main", worker = .worker),
    (name = "storage", disk = (path = ${text(options.storage)}, writable = true)),
    (name = "assets", disk = (path = ${text(options.assets)}, writable = false)),
    (name = "kv", external = (address = ${text(`unix:${options.kvSocket}`)}, http = ())),${outlet.service}
    (name = "internet", network = (allow = ["public", "private", "local"], tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${options.port}", http = (), service = "main")],
);
const worker :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed ${text(options.script)})],
  compatibilityDate = "${COMPATIBILITY_DATE}",
  bindings = [
    ${bindings.join(',\n    ')},
    (name = "SYNC_METADATA", kvNamespace = "kv"),${outlet.binding}
    (name = "ASSETS", service = "assets"),
    (name = "COORDINATOR", durableObjectNamespace = "Coordinator"),
  ],
  durableObjectNamespaces = [(className = "Coordinator", uniqueKey = "todoist-things-sync-Coordinator", enableSql = true)],
  durableObjectStorage = (localDisk = "storage"),
);
`;
}

/** A string of Cap'n Proto's language, whose escapes are those of C. */
function text(value: string): string {
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
