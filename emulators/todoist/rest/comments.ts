/** REST: comments on tasks and projects. Calls say `task_id`, answers say `item_id`, as with the vendor. */
import type { Hono } from 'hono';
import { noteAdd, noteDelete, noteReactionAdd, noteReactionRemove, noteUpdate } from '../commands/notes.ts';
import { argumentMissing, invalidArgument } from '../errors.ts';
import type { WireNote, WireProjectNote } from '../wire.ts';
import { pageResponse } from './paging.ts';
import { lookUp, readBody, runCommand, runCreate, withoutNulls } from './rest-edge.ts';
import type { RestBody, RestParts } from './rest-edge.ts';

/** Adds the comment routes. */
export function addCommentRoutes(routes: Hono, { account }: RestParts): void {
  const noteOf = (id: string): WireNote | WireProjectNote => {
    const note = account.store.notes.get(id) ?? account.store.projectNotes.get(id);
    if (note === undefined || note.is_deleted) throw lookUp(account).missing('note', id);
    return note;
  };

  routes.get('/comments', (context) => {
    const { task_id: taskId, project_id: projectId } = context.req.query();
    if (taskId !== undefined && projectId !== undefined)
      throw invalidArgument('project_id', 'task_id or project_id');
    if (taskId !== undefined) {
      return pageResponse(context, account.store.notes.at('liveByOwner', lookUp(account).item(taskId).id));
    }
    if (projectId === undefined) throw argumentMissing('task_id');
    return pageResponse(
      context,
      account.store.projectNotes.at('liveByOwner', lookUp(account).project(projectId).id),
    );
  });

  routes.post('/comments', async (context) => {
    const id = runCreate(account, noteAdd, noteArgs(withoutNulls(await readBody(context))));
    return context.json(noteOf(id));
  });

  routes.get('/comments/:id', (context) => context.json(noteOf(context.req.param('id'))));

  routes.post('/comments/:id', async (context) => {
    const id = context.req.param('id');
    runCommand(account, noteUpdate, { ...noteArgs(withoutNulls(await readBody(context))), id });
    return context.json(noteOf(id));
  });

  routes.delete('/comments/:id', (context) => {
    runCommand(account, noteDelete, { id: context.req.param('id') });
    return context.body(null, 204);
  });

  routes.post('/comments/:id/reactions', async (context) => {
    const id = context.req.param('id');
    runCommand(account, noteReactionAdd, { ...(await readBody(context)), id });
    return context.json(noteOf(id));
  });

  routes.delete('/comments/:id/reactions', async (context) => {
    const id = context.req.param('id');
    runCommand(account, noteReactionRemove, { ...(await readBody(context)), id });
    return context.json(noteOf(id));
  });
}

/** REST says `task_id` and `attachment` where the commands say `item_id` and `file_attachment`. */
function noteArgs(body: RestBody): RestBody {
  const { task_id: taskId, attachment, ...rest } = body;
  return {
    ...rest,
    ...(taskId === undefined ? {} : { item_id: taskId }),
    ...(attachment === undefined ? {} : { file_attachment: attachment }),
  };
}
