// The description of the API: files that were made when the Worker was built, served as they are.

import { DESCRIPTION } from '../../protocol/endpoints/description.ts';
import { problemResponse } from '../problems.ts';
import { route, type Route, type RouteContext } from './route.ts';

/** The document. */
export const DESCRIPTION_ROUTES: readonly Route[] = [
  route(DESCRIPTION.openApi, (context) => asset(context, 'openapi.json', 'application/json')),
];

/** The headers are ours: not every host of the files knows what they are. */
async function asset({ env }: RouteContext, name: string, type: string): Promise<Response> {
  const found = await env.ASSETS.fetch(`http://assets/${name}`);
  if (!found.ok) return problemResponse({ kind: 'not_found', detail: 'This Worker was built without it.' });
  return new Response(found.body, { headers: { 'content-type': type, 'cache-control': 'no-cache' } });
}
