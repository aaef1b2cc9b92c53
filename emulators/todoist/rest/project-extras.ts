/** REST: what else can be asked of projects: everything at once, counts, permissions, insights, workspace moves. */
import type { Context, Hono } from 'hono';
import type { Account } from '../account.ts';
import { projectMoveToPersonal, projectMoveToWorkspace } from '../commands/sharing.ts';
import { formatDay, parseDay, weekdayOf } from '../due/civil.ts';
import { forbidden } from '../errors.ts';
import { isActiveItem, projectView } from '../views.ts';
import type { WireItem, WireProject } from '../wire.ts';
import type { WireCollaborator } from '../wire-more.ts';
import { pageResponse } from './paging.ts';
import { lookUp, readBody, runCommand } from './rest-edge.ts';
import type { RestParts } from './rest-edge.ts';

const MS_PER_DAY = 86_400_000;
const DEFAULT_STATS_WEEKS = 2;
const PROJECT_ROLES = ['CREATOR', 'ADMIN', 'READ_WRITE', 'EDIT_ONLY', 'COMPLETE_ONLY'];
const WORKSPACE_ROLES = ['ADMIN', 'MEMBER', 'GUEST'];

/** Adds the routes with fixed names; call before the routes that have an id in the same place. */
export function addProjectExtraRoutes(routes: Hono, { account }: RestParts): void {
  routes.get('/projects/archived/count', (context) => {
    const archived = [...account.store.projects.all()].filter(
      (project) => project.is_archived && !project.is_deleted,
    );
    return context.json({ count: archived.length });
  });

  routes.get('/projects/permissions', (context) =>
    context.json({
      project_collaborator_actions: PROJECT_ROLES.map((name) => ({ name, actions: [] })),
      workspace_collaborator_actions: WORKSPACE_ROLES.map((name) => ({ name, actions: [] })),
    }),
  );

  for (const [path, command] of [
    ['move_to_workspace', projectMoveToWorkspace],
    ['move_to_personal', projectMoveToPersonal],
  ] as const) {
    routes.post(`/projects/${path}`, async (context) => {
      const body = await readBody(context);
      runCommand(account, command, body);
      const project = lookUp(account).project(String(body['project_id']));
      return context.json({ project: projectView(account, project) });
    });
  }

  routes.get('/projects/:id/full', (context) =>
    context.json(fullProject(account, projectOf(account, context))),
  );

  routes.post('/projects/:id/join', (context) => {
    projectOf(account, context);
    throw forbidden('The project can not be joined');
  });

  routes.get('/projects/:id/collaborators', (context) =>
    pageResponse(
      context,
      collaboratorsOf(account, projectOf(account, context)).map(({ id, email, full_name: name }) => ({
        id,
        name,
        email,
      })),
    ),
  );

  addInsightRoutes(routes, account);
}

function projectOf(account: Account, context: Context): WireProject {
  return lookUp(account).project(context.req.param('id') ?? '');
}

function fullProject(account: Account, project: WireProject): Readonly<Record<string, unknown>> {
  const { items, sections, projectNotes } = account.store;
  const notes = projectNotes.at('liveByOwner', project.id);
  return {
    project: projectView(account, project),
    comments_count: notes.length,
    tasks: items.at('openInProject', project.id).filter((item) => isActiveItem(account, item)),
    sections: sections.at('activeInProject', project.id),
    collaborators: collaboratorsOf(account, project),
    notes,
  };
}

function collaboratorsOf(account: Account, project: WireProject): readonly WireCollaborator[] {
  const { collaborators, collaboratorStates } = account.store;
  const { user } = account;
  return collaboratorStates.at('liveByOwner', project.id).map(
    ({ user_id: id }) =>
      collaborators.get(id) ?? {
        id,
        email: user.email,
        full_name: user.full_name,
        timezone: user.timezone,
        image_id: null,
      },
  );
}

function addInsightRoutes(routes: Hono, account: Account): void {
  routes.get('/projects/:id/insights/progress', (context) =>
    context.json(progressOf(account, projectOf(account, context))),
  );

  routes.get('/projects/:id/insights/activity_stats', (context) => {
    const project = projectOf(account, context);
    const weeks = Number(context.req.query('weeks') ?? DEFAULT_STATS_WEEKS);
    const wantsWeeks = context.req.query('include_weekly_counts') === 'true';
    return context.json(activityStats(account, project, { weeks, wantsWeeks }));
  });

  routes.get('/projects/:id/insights/health/context', (context) =>
    context.json(healthContext(account, projectOf(account, context))),
  );

  routes.get('/projects/:id/insights/health', (context) =>
    context.json(unknownHealth(projectOf(account, context))),
  );

  routes.post('/projects/:id/insights/health/analyze', (context) =>
    context.json(unknownHealth(projectOf(account, context))),
  );
}

/** Nobody judges projects here. */
function unknownHealth(project: WireProject): Readonly<Record<string, unknown>> {
  return {
    status: 'UNKNOWN',
    description: null,
    description_summary: null,
    project_id: project.id,
    updated_at: null,
    is_stale: false,
    update_in_progress: false,
  };
}

/** How far a project is, by its live tasks. */
export function progressOf(account: Account, project: WireProject): Readonly<Record<string, unknown>> {
  const items = account.store.items.at('liveInProject', project.id);
  const completed = items.filter((item) => item.checked).length;
  return {
    project_id: project.id,
    completed_count: completed,
    active_count: items.length - completed,
    progress_percent: items.length === 0 ? 0 : Math.round((100 * completed) / items.length),
  };
}

function completionDays(items: readonly WireItem[]): readonly number[] {
  return items.flatMap((item) => parseDay(item.completed_at?.slice(0, 10) ?? '') ?? []);
}

function activityStats(
  account: Account,
  project: WireProject,
  asked: { readonly weeks: number; readonly wantsWeeks: boolean },
): Readonly<Record<string, unknown>> {
  const days = completionDays(account.store.items.at('liveInProject', project.id));
  const today = account.clock.localTime(account.clock.now(), account.user.timezone).day;
  const monday = today - weekdayOf(today) + 1;
  const count = (from: number, to: number): number => days.filter((day) => day >= from && day <= to).length;
  const ago = (length: number): readonly number[] => Array.from({ length }, (_, index) => length - 1 - index);
  return {
    day_items: ago(7 * asked.weeks).map((back) => ({
      date: formatDay(today - back),
      total_count: count(today - back, today - back),
    })),
    week_items: asked.wantsWeeks
      ? ago(asked.weeks).map((back) => {
          const from = monday - 7 * back;
          return {
            from_date: formatDay(from),
            to_date: formatDay(from + 6),
            total_count: count(from, from + 6),
          };
        })
      : null,
  };
}

function healthContext(account: Account, project: WireProject): Readonly<Record<string, unknown>> {
  const items = account.store.items.at('liveInProject', project.id);
  const today = account.clock.localTime(account.clock.now(), account.user.timezone).day;
  const isOverdue = (item: WireItem): boolean =>
    !item.checked && item.due !== null && (parseDay(item.due.date.slice(0, 10)) ?? today) < today;
  const thisWeek = today - weekdayOf(today) + 1;
  return {
    project_id: project.id,
    project_name: project.name,
    project_description: project.description,
    project_metrics: {
      total_tasks: items.length,
      completed_tasks: items.filter((item) => item.checked).length,
      overdue_tasks: items.filter(isOverdue).length,
      tasks_created_this_week: items.filter((item) => item.added_at.slice(0, 10) >= formatDay(thisWeek))
        .length,
      tasks_completed_this_week: completionDays(items).filter((day) => day >= thisWeek).length,
      average_completion_time: averageDays(items),
    },
    tasks: items.map((item) => ({
      id: item.id,
      content: item.content,
      due: item.due?.date ?? null,
      deadline: item.deadline?.date ?? null,
      priority: String(item.priority),
      is_completed: item.checked,
      created_at: item.added_at,
      updated_at: item.updated_at,
      completed_at: item.completed_at,
      completed_by_uid: item.completed_by_uid,
      labels: item.labels,
    })),
    language: account.user.lang,
  };
}

/** Days from adding to completing, on average; 0 when nothing is completed, since the vendor's MCP server refuses null. */
function averageDays(items: readonly WireItem[]): number {
  const spans = items.flatMap((item) =>
    item.completed_at === null ? [] : [Date.parse(item.completed_at) - Date.parse(item.added_at)],
  );
  const total = spans.reduce((sum, span) => sum + span, 0);
  return spans.length === 0 ? 0 : total / spans.length / MS_PER_DAY;
}
