/** What apps add to the user interface. Kept and shown only: nothing here renders an extension. */
import type { Hono } from 'hono';
import * as z from 'zod';
import { given, parseArgs } from '../commands/context.ts';
import { invalidArgument, restObjectNotFound } from '../errors.ts';
import { keepPicture, readFileForm } from '../rest/form-file.ts';
import { readBody } from '../rest/rest-edge.ts';
import { ROOT } from '../store.ts';
import type { UiExtensionRow } from '../wire-apps.ts';
import { appOf } from './console-edge.ts';
import type { ConsoleParts } from './console-edge.ts';

const https = z.url({ protocol: /^https$/ });
const size = z.int().min(1).nullable().optional();
const version = z.string().regex(/^\d+\.\d+$/);
const name = z.string().min(1);
const type = z.enum(['context-menu', 'composer', 'settings']);
const optionalFields = {
  width: size,
  height: size,
  icon: https.nullable().optional(),
  def_version: z.int().min(1).optional(),
  minimum_cardist_version: version.optional(),
  extension_id: z.string().min(1).nullish(),
  context_type: z.enum(['project', 'task']).optional(),
  composer_type: z.enum(['task', 'comment']).optional(),
};
const AddArgs = z.object({
  ...optionalFields,
  integration_id: z.string(),
  extension_type: type,
  url: https,
  name,
  description: z.string(),
});
const UpdateArgs = z.object({
  ...optionalFields,
  extension_type: type,
  url: https.optional(),
  name: name.optional(),
  description: z.string().optional(),
});

/** Adds `/apps/ui_extensions`. */
export function addExtensionRoutes(routes: Hono, parts: ConsoleParts): void {
  const { account } = parts;
  const { uiExtensions, appInstallations, journal } = account.store;
  const put = (row: UiExtensionRow): object =>
    extensionView(journal.transact(() => uiExtensions.put(checkedType(row))));
  const of = (id: string): UiExtensionRow => {
    const row = uiExtensions.get(id);
    if (row === undefined || row.is_deleted) throw restObjectNotFound('UI extension');
    return row;
  };

  routes.get('/apps/ui_extensions/installed', (context) => {
    const installed = appInstallations.at('live', ROOT);
    const rows = installed.flatMap((row) => uiExtensions.at('liveByOwner', row.app_id));
    return context.json(rows.map(extensionView));
  });
  routes.get('/apps/ui_extensions/integration/:id', (context) => {
    const app = appOf(parts, context.req.param('id'));
    return context.json(uiExtensions.at('liveByOwner', app.id).map(extensionView));
  });
  routes.post('/apps/ui_extensions', async (context) => {
    const args = parseArgs(AddArgs, await readBody(context));
    return context.json(put(newExtension(parts, args)));
  });
  routes.get('/apps/ui_extensions/:id', (context) =>
    context.json(extensionView(of(context.req.param('id')))),
  );
  routes.patch('/apps/ui_extensions/:id', async (context) => {
    const row = of(context.req.param('id'));
    const args = parseArgs(UpdateArgs, await readBody(context));
    if (args.extension_type !== row.extension_type) throw invalidArgument('extension_type');
    const extensionId = args.extension_id ?? row.extension_id;
    return context.json(put({ ...row, ...given(args, 'extension_id'), extension_id: extensionId }));
  });
  routes.delete('/apps/ui_extensions/:id', (context) => {
    put({ ...of(context.req.param('id')), is_deleted: true });
    return context.body(null, 204);
  });
  routes.post('/apps/ui_extensions/:id/icon', async (context) => {
    const row = of(context.req.param('id'));
    const icon = await keepPicture(parts, await readFileForm(context, account));
    return context.json(put({ ...row, icon }));
  });
}

function newExtension(parts: ConsoleParts, args: z.output<typeof AddArgs>): UiExtensionRow {
  const { account } = parts;
  return {
    id: account.ids.numeric(),
    integration_id: appOf(parts, args.integration_id).id,
    extension_id: args.extension_id ?? `extension-${account.ids.numeric()}`,
    url: args.url,
    icon: args.icon ?? null,
    name: args.name,
    description: args.description,
    width: args.width ?? null,
    height: args.height ?? null,
    def_version: args.def_version ?? 1,
    minimum_cardist_version: args.minimum_cardist_version ?? '0.6',
    extension_type: args.extension_type,
    context_type: args.context_type ?? null,
    composer_type: args.composer_type ?? null,
    is_deleted: false,
  };
}

/** The row, if it has the place that its type needs and no other; throws code 20 otherwise. */
function checkedType(row: UiExtensionRow): UiExtensionRow {
  if ((row.extension_type === 'context-menu') !== (row.context_type !== null))
    throw invalidArgument('context_type');
  if ((row.extension_type === 'composer') !== (row.composer_type !== null))
    throw invalidArgument('composer_type');
  return row;
}

function extensionView(row: UiExtensionRow): object {
  const { is_deleted: _deleted, context_type: context, composer_type: composer, ...shown } = row;
  return {
    ...shown,
    ...(context === null ? {} : { context_type: context }),
    ...(composer === null ? {} : { composer_type: composer }),
  };
}
