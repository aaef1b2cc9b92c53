/** REST: templates. A project out as a CSV file, a file in as a project or into one. The vendor's gallery is not here. */
import type { Context, Hono } from 'hono';
import { CommandContext } from '../commands/context.ts';
import { projectAdd } from '../commands/projects.ts';
import { argumentMissing, invalidArgument, restObjectNotFound } from '../errors.ts';
import { projectView } from '../views.ts';
import type { WireProject } from '../wire.ts';
import type { Account } from '../account.ts';
import { fileOf, keepFile, readFileForm } from './form-file.ts';
import type { FileForm } from './form-file.ts';
import { lookUp, readBody } from './rest-edge.ts';
import type { RestParts } from './rest-edge.ts';
import { parseTemplate, printTemplate } from './template-csv.ts';
import type { TemplateRow } from './template-csv.ts';
import { exportProject } from './template-export.ts';
import { importRows } from './template-import.ts';
import type { Imported } from './template-import.ts';

const CSV_TYPE = 'text/csv; charset=utf-8';

/** Adds the routes of `/templates`. */
export function addTemplateRoutes(routes: Hono, parts: RestParts): void {
  const { account } = parts;
  routes.get('/templates/file', (context) => {
    const { csv } = exported(account, context);
    return context.body(csv, 200, { 'content-type': CSV_TYPE });
  });

  routes.get('/templates/url', (context) => {
    const { project, csv } = exported(account, context);
    const fileName = `${project.name}.csv`;
    const bytes = new TextEncoder().encode(csv).buffer;
    return context.json({
      file_name: fileName,
      file_url: keepFile(parts, fileName, { bytes, type: CSV_TYPE }),
    });
  });

  routes.post('/templates/create_project_from_file', async (context) => {
    const form = await readFileForm(context, account);
    const name = form.field('name');
    if (name === null) throw argumentMissing('name');
    const rows = await rowsOf(form);
    const workspaceId = form.field('workspace_id');
    const answer = account.store.journal.transact(() => {
      const commands = new CommandContext(account);
      const args = workspaceId === null ? { name } : { name, workspace_id: workspaceId };
      const id = projectAdd(commands, args);
      const project = commands.project(typeof id === 'string' ? id : '');
      const imported = importRows(commands, project, rows);
      return { ...importAnswer(account, project, imported), project_id: project.id };
    });
    return context.json(answer);
  });

  routes.post('/templates/import_into_project_from_file', async (context) => {
    const form = await readFileForm(context, account);
    const project = projectOf(account, form.field('project_id'));
    const rows = await rowsOf(form);
    const imported = account.store.journal.transact(() =>
      importRows(new CommandContext(account), project, rows),
    );
    return context.json(importAnswer(account, project, imported));
  });

  routes.post('/templates/import_into_project_from_template_id', async (context) => {
    const { project_id: projectId, template_id: templateId } = await readBody(context);
    projectOf(account, typeof projectId === 'string' ? projectId : null);
    if (typeof templateId !== 'string') throw argumentMissing('template_id');
    throw restObjectNotFound('Template');
  });
}

function projectOf(account: Account, id: string | null): WireProject {
  if (id === null) throw argumentMissing('project_id');
  return lookUp(account).project(id);
}

function exported(
  account: Account,
  context: Context,
): { readonly project: WireProject; readonly csv: string } {
  const project = projectOf(account, context.req.query('project_id') ?? null);
  const relativeDates = context.req.query('use_relative_dates') !== 'false';
  return { project, csv: printTemplate(exportProject(account, project, { relativeDates })) };
}

async function rowsOf(form: FileForm): Promise<readonly TemplateRow[]> {
  const rows = parseTemplate(await fileOf(form).text());
  if (rows === null) throw invalidArgument('file', 'a CSV template');
  return rows;
}

function importAnswer(
  account: Account,
  project: WireProject,
  imported: Imported,
): Readonly<Record<string, unknown>> {
  return {
    status: 'ok',
    template_type: 'project',
    projects: [projectView(account, project)],
    ...imported,
  };
}
