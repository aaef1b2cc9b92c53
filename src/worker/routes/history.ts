// What was done, what is new and what met: history with its undo, changes, conflicts with their resolution, fields that are stopped.

import { HISTORY } from '../../protocol/endpoints/history.ts';
import { coordinatorOf, route, type Route } from './route.ts';

/** What was done and what met, and what an owner says to it. */
export const HISTORY_ROUTES: readonly Route[] = [
  route(HISTORY.history, (context, { query }) => coordinatorOf(context).history(query)),
  route(HISTORY.undo, (context, { path }) => coordinatorOf(context).undo(path.id)),
  route(HISTORY.undoRun, (context, { path, query }) => coordinatorOf(context).undoRun(path.id, query)),
  route(HISTORY.undoSince, (context, { query, body }) => coordinatorOf(context).undoSince(body.since, query)),
  route(HISTORY.changes, (context, { query }) => coordinatorOf(context).changes(query)),
  route(HISTORY.conflicts, (context, { query }) => coordinatorOf(context).conflicts(query)),
  route(HISTORY.resolve, (context, { path, body }) =>
    coordinatorOf(context).resolveConflict(path.id, body.keep),
  ),
  route(HISTORY.resume, (context, { path }) => coordinatorOf(context).resumeField(path.replica, path.field)),
];
