// The description of the API: files that were made when the Worker was built, served as they are.

import { DESCRIPTION } from '../../protocol/endpoints/description.ts';
import { problemResponse } from '../problems.ts';
import { route, type Route, type RouteContext } from './route.ts';

/** The document, and the page that is made of it. */
export const DESCRIPTION_ROUTES: readonly Route[] = [
  route(DESCRIPTION.openApi, (context) => asset(context, 'openapi.json', 'application/json')),
  route(DESCRIPTION.docs, (context) => asset(context, 'docs.html', 'text/html; charset=utf-8')),
  route(DESCRIPTION.docsStyle, (context) => asset(context, 'docs.css', 'text/css; charset=utf-8')),
];

/** The headers are ours: not every host of the files knows what they are. */
async function asset({ env }: RouteContext, name: string, type: string): Promise<Response> {
  const found = await env.ASSETS.fetch(`http://assets/${name}`);
  if (!found.ok) return problemResponse({ kind: 'not_found', detail: 'This Worker was built without it.' });
  return new Response(found.body, { headers: { 'content-type': type, 'cache-control': 'no-cache' } });
}
