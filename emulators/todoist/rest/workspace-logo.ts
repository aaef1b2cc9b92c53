/** REST: the picture of a workspace. Known from the official SDK alone; sizes are not made, all four are one file. */
import type { Hono } from 'hono';
import { argumentMissing } from '../errors.ts';
import { keepPicture, readFileForm } from './form-file.ts';
import { lookUp } from './rest-edge.ts';
import type { RestParts } from './rest-edge.ts';

/** Adds `/workspaces/logo`, which sets a picture, or takes it away where the form says `delete`. */
export function addWorkspaceLogoRoutes(routes: Hono, parts: RestParts): void {
  const { account } = parts;
  routes.post('/workspaces/logo', async (context) => {
    const form = await readFileForm(context, account);
    const id = form.field('workspace_id');
    if (id === null) throw argumentMissing('workspace_id');
    const workspace = lookUp(account).workspace(id);
    const url = form.field('delete') === 'true' ? null : await keepPicture(parts, form);
    const logos = { logo_big: url, logo_medium: url, logo_small: url, logo_s640: url };
    account.store.journal.transact(() => account.store.workspaces.put({ ...workspace, ...logos }));
    return context.json(url === null ? null : logos);
  });
}
