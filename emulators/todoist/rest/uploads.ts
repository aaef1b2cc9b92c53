/** REST: uploaded files, kept in memory only, and corners of the API that hold nothing here. */
import type { Hono } from 'hono';
import { argumentMissing, invalidArgument, pathNotFound } from '../errors.ts';
import { fileOf, FILE_HOST, keepFile, readFileForm } from './form-file.ts';
import { readBody } from './rest-edge.ts';
import type { RestParts } from './rest-edge.ts';

/** Adds `/uploads` and `/backups`. */
export function addUploadRoutes(routes: Hono, { account, files }: RestParts): void {
  routes.post('/uploads', async (context) => {
    const form = await readFileForm(context, account);
    const file = fileOf(form);
    const type = file.type === '' ? 'application/octet-stream' : file.type;
    const url = keepFile({ account, files }, form.name, { bytes: await file.arrayBuffer(), type });
    return context.json({
      resource_type: type.startsWith('image/') ? 'image' : 'file',
      file_name: form.name,
      file_size: file.size,
      file_type: type,
      file_url: url,
      upload_state: 'completed',
    });
  });

  routes.delete('/uploads', async (context) => {
    const url = context.req.query('file_url') ?? (await readBody(context))['file_url'];
    if (typeof url !== 'string') throw argumentMissing('file_url');
    if (!url.startsWith(FILE_HOST) || !files.delete(url.slice(FILE_HOST.length)))
      throw invalidArgument('file_url', 'an uploaded file');
    return context.body(null, 204);
  });

  routes.put('/emails', async (context) => {
    const { obj_type: type, obj_id: id } = await readBody(context);
    if (typeof id !== 'string') throw argumentMissing('obj_id');
    return context.json({ email: `add.${String(type)}.${id}@todoist.example` });
  });
  routes.delete('/emails', (context) => {
    if (context.req.query('obj_id') === undefined) throw argumentMissing('obj_id');
    return context.body(null, 204);
  });

  routes.get('/backups', (context) => context.json([]));
  routes.get('/backups/download', () => {
    throw pathNotFound();
  });
}
