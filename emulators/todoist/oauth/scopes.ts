/** Which scope a call or command needs, and what a granted scope includes. Pure. */

/** The scopes that an app can ask for; the last three are only known from the official SDK. */
export const SCOPES = [
  'task:add',
  'data:read',
  'data:read_write',
  'data:delete',
  'project:delete',
  'backups:read',
  'user:read',
  'billing:read',
  'billing:read_write',
  'dev:app_console',
] as const;

const INCLUDED: Readonly<Record<string, readonly string[]>> = {
  'data:read': ['user:read'],
  'data:read_write': ['task:add', 'data:read', 'user:read'],
  'billing:read_write': ['billing:read'],
};

/** Everything that the granted scopes allow. */
export function expandScopes(granted: readonly string[]): ReadonlySet<string> {
  return new Set(granted.flatMap((scope) => [scope, ...(INCLUDED[scope] ?? [])]));
}

/** Splits a scope list, which is separated by commas here and by spaces in registrations. */
export function splitScopes(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((scope) => scope !== '');
}

const DELETE_SCOPES: readonly (readonly [RegExp, string])[] = [
  [/^\/api\/v1\/(tasks|labels|filters)\//, 'data:delete'],
  [/^\/api\/v1\/projects\//, 'project:delete'],
];

/** The app console stands beside `/api/v1`, not under it. */
const CONSOLE_PATH = /^\/(apps|user\/authorizations)(\/|$)/;
const BILLING_PATH =
  /^\/api\/v1\/(payments\/|pro\/|prices$|pricing$|workspaces\/(upgrade|trial|billing_portal)$)/;
/** A read that travels as POST. */
const SUBSCRIPTION_PATH = '/api/v1/payments/get_subscription_info';

/** The scope that a REST call needs. `/sync` needs `data:read`; its commands are checked one by one. */
export function scopeOfCall(method: string, path: string): string {
  if (path === '/api/v1/sync') return 'data:read';
  if (CONSOLE_PATH.test(path)) return 'dev:app_console';
  if (path.startsWith('/api/v1/backups')) return 'backups:read';
  if (path === '/api/v1/user' && method === 'GET') return 'user:read';
  if (BILLING_PATH.test(path))
    return method === 'GET' || path === SUBSCRIPTION_PATH ? 'billing:read' : 'billing:read_write';
  if (method === 'GET') return 'data:read';
  if (method === 'DELETE') {
    return DELETE_SCOPES.find(([pattern]) => pattern.test(path))?.[1] ?? 'data:read_write';
  }
  return /^\/api\/v1\/tasks(\/quick)?$/.test(path) ? 'task:add' : 'data:read_write';
}

/** The scope that a command of `/sync` needs. */
export function scopeOfCommand(type: string): string {
  if (type === 'item_add') return 'task:add';
  if (type === 'project_delete') return 'project:delete';
  return ['item_delete', 'label_delete', 'filter_delete'].includes(type) ? 'data:delete' : 'data:read_write';
}
