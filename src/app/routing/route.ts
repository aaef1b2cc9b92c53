// Where a person is in the app, out of the part of the address behind `#`: so all of it is one file, which is there offline. Pure.

/** Lists that there is one of. */
export const LISTS = ['inbox', 'today', 'upcoming', 'anytime', 'someday', 'logbook'] as const;
/** The name of a list, in addresses too. */
type ListName = (typeof LISTS)[number];

/** `browse`: everything that there is, for phones, which have no sidebar. */
const OTHERS = ['browse', 'conflicts', 'settings'] as const;

/** A page, with what it is about. */
export type Route =
  | { readonly page: ListName | (typeof OTHERS)[number] }
  | { readonly page: 'project' | 'area'; readonly id: string }
  | { readonly page: 'tag'; readonly name: string }
  | { readonly page: 'search'; readonly text: string }
  /** `code`: from the link; null: the person types it. `account`: null is the default one. */
  | { readonly page: 'pair'; readonly code: string | null; readonly account: string | null }
  | { readonly page: 'unknown' };

/** Where the app opens. */
export const START: Route = { page: 'today' };

/** Reads an address. `hash`: with or without the `#`; an empty one is the start. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split(/\?(.*)/s);
  const given = new URLSearchParams(query);
  const [name = '', ...rest] = path.split('/').map(decoded);
  const id = rest.join('/');
  if (name === '') return START;
  if (name === 'search') return { page: 'search', text: given.get('q') ?? '' };
  if (name === 'pair') return { page: 'pair', code: given.get('code'), account: given.get('account') };
  if ((name === 'project' || name === 'area') && id !== '') return { page: name, id };
  if (name === 'tag' && id !== '') return { page: 'tag', name: id };
  const page = [...LISTS, ...OTHERS].find((one) => one === name);
  return page === undefined || id !== '' ? { page: 'unknown' } : { page };
}

/** Writes an address, `#` included. */
export function hrefOf(route: Route): string {
  if ('id' in route) return `#/${route.page}/${encodeURIComponent(route.id)}`;
  if ('name' in route) return `#/${route.page}/${encodeURIComponent(route.name)}`;
  if (route.page === 'unknown') return '#/';
  return `#/${route.page}${queryOf(route)}`;
}

function queryOf(route: Route): string {
  const given = route.page === 'search' ? { q: route.text || null } : {};
  const { code = null, account = null } = route.page === 'pair' ? route : {};
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...given, code, account }))
    if (value !== null) query.set(name, value);
  return query.size === 0 ? '' : `?${query.toString()}`;
}

/** A part of an address as text; one that was not written as it should be is taken as it stands. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    return part;
  }
}
