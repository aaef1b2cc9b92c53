// What Todoist itself holds, in plain words, and commands to it as its apps send them. Must not use anything of the product.

import type { TodoistEmulator } from '../../emulators/todoist/server.ts';

/** A task as a person sees it. */
export interface ItemView {
  readonly id: string;
  readonly title: string;
  readonly notes: string;
  readonly checked: boolean;
  /** Day, or day and time as Todoist writes them; null for none. */
  readonly due: string | null;
  readonly rule: string | null;
  readonly deadline: string | null;
  readonly labels: readonly string[];
  readonly priority: number;
  /** `30 minute`; null for none. */
  readonly duration: string | null;
  /** `- title` for an open sub-task, `x title` for a done one. */
  readonly subtasks: readonly string[];
  /** Names of parent project, project and section, joined by ` › `; '' in the inbox. */
  readonly place: string;
}

type Arguments = Readonly<Record<string, unknown>>;

const TOKEN = 'test-token';

/** Reads all top-level tasks, done ones too, deleted ones left out; the oldest first. */
export function readItems(todoist: TodoistEmulator): readonly ItemView[] {
  const { items, projects, sections } = todoist.snapshot();
  const projectById = new Map(projects.map((project) => [project.id, project]));
  const sectionById = new Map(sections.map((section) => [section.id, section]));
  const placeOf = (projectId: string, sectionId: string | null): string => {
    const project = projectById.get(projectId);
    const names = [
      projectById.get(project?.parent_id ?? '')?.name,
      project?.inbox_project === true ? undefined : project?.name,
      sectionById.get(sectionId ?? '')?.name,
    ];
    return names.filter((name) => name !== undefined).join(' › ');
  };
  return items
    .filter((item) => item.parent_id === null)
    .map((item) => ({
      id: item.id,
      title: item.content,
      notes: item.description,
      checked: item.checked,
      due: item.due?.date ?? null,
      rule: item.due?.is_recurring === true ? item.due.string : null,
      deadline: item.deadline?.date ?? null,
      labels: item.labels.toSorted(),
      priority: item.priority,
      duration: item.duration === null ? null : `${item.duration.amount} ${item.duration.unit}`,
      subtasks: items
        .filter((line) => line.parent_id === item.id)
        .toSorted((a, b) => a.child_order - b.child_order)
        .map((line) => `${line.checked ? 'x' : '-'} ${line.content}`),
      place: placeOf(item.project_id, item.section_id),
    }));
}

/** Sends one command and gives the id of what it made, or ''. Throws when Todoist refuses it. */
export async function sendCommand(todoist: TodoistEmulator, type: string, args: Arguments): Promise<string> {
  const [id] = await sendCommands(todoist, [{ type, args }]);
  return id ?? '';
}

/** Sends up to 100 commands in one request and gives the ids of what they made, '' for those that make nothing. */
export async function sendCommands(
  todoist: TodoistEmulator,
  commands: readonly { readonly type: string; readonly args: Arguments }[],
): Promise<readonly string[]> {
  const numbered = commands.map((command) => ({
    ...command,
    uuid: crypto.randomUUID(),
    temp_id: crypto.randomUUID(),
  }));
  const answer = await todoist.fetch(
    new Request('http://todoist.test/api/v1/sync', {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify({ sync_token: '*', resource_types: [], commands: numbered }),
    }),
  );
  const told = (await answer.json()) as {
    readonly sync_status: Readonly<Record<string, unknown>>;
    readonly temp_id_mapping: Readonly<Record<string, string>>;
  };
  return numbered.map(({ uuid, temp_id: temporary, type }) => {
    const status = told.sync_status[uuid];
    if (status !== 'ok') throw new Error(`Todoist refuses ${type}: ${JSON.stringify(status)}`);
    return told.temp_id_mapping[temporary] ?? '';
  });
}
