/** All REST routes under one roof, each family in its own file, counted against the REST rate limit. */
import { Hono } from 'hono';
import { errorResponse } from '../http-edge.ts';
import { addActivityRoutes } from './activities.ts';
import { addBillingRoutes } from './billing.ts';
import { addCommentRoutes } from './comments.ts';
import { addCompletedRoutes } from './completed.ts';
import { addCompletedStatsRoutes } from './completed-stats.ts';
import { addLabelRoutes } from './labels.ts';
import { addProjectRoutes } from './projects.ts';
import { addProjectExtraRoutes } from './project-extras.ts';
import { addQuickRoutes } from './quick.ts';
import { addReminderRoutes } from './reminders.ts';
import type { RestParts } from './rest-edge.ts';
import { addSectionRoutes } from './sections.ts';
import { addTaskRoutes } from './tasks.ts';
import { addTemplateRoutes } from './templates.ts';
import { addUploadRoutes } from './uploads.ts';
import { addUserRoutes } from './user.ts';
import { addWorkspaceLogoRoutes } from './workspace-logo.ts';
import { addWorkspaceRoutes } from './workspaces.ts';

/** Builds the REST routes relative to `/api/v1`. Fixed paths are added before those with an id in the same place. */
export function createRestRoutes(parts: RestParts): Hono {
  const routes = new Hono();
  routes.onError(errorResponse);
  routes.use('*', async (_context, next) => {
    parts.limiter.count('rest');
    await next();
  });
  addCompletedRoutes(routes, parts);
  addCompletedStatsRoutes(routes, parts);
  addQuickRoutes(routes, parts);
  addTaskRoutes(routes, parts);
  addProjectExtraRoutes(routes, parts);
  addProjectRoutes(routes, parts);
  addSectionRoutes(routes, parts);
  addLabelRoutes(routes, parts);
  addCommentRoutes(routes, parts);
  addReminderRoutes(routes, parts);
  addUserRoutes(routes, parts);
  addActivityRoutes(routes, parts);
  addBillingRoutes(routes, parts);
  addWorkspaceLogoRoutes(routes, parts);
  addWorkspaceRoutes(routes, parts);
  addTemplateRoutes(routes, parts);
  addUploadRoutes(routes, parts);
  return routes;
}
